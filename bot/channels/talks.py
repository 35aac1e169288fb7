"""What the website's chat can ask for: begin a conversation, send a message, forget. No transport.

Whatever is refused was heard before, as in the JSON API: a refusal says what to do when the text
that could be read names an emergency.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from sanic.response import HTTPResponse

from bot import metrics
from bot.channels import bodies, sessions, words
from bot.channels.bodies import Refusal
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies
from bot.channels.summaries import Summaries
from bot.channels.turns import Handler, Over, Repeated, TooFast, Turns, taken_in
from bot.conversations.records import StoreUnavailable, shared
from bot.core.receipt import rules_digest
from bot.nlg.wording import wording
from bot.serve import House
from bot.settings import COUNTRIES

logger = logging.getLogger(__name__)

PREFIX = "web:"
"""What conversations of the website are called: a token of another channel opens none of them."""

_OVER = "This conversation is over. Begin a new one."
_BUSY = "Too many messages at once. Wait for an answer, then send the next."
_REPEATED = "This id was used with another text. Use a new id for a new message."


class Talks:
    """The website's conversations. Every method returns what the client is told."""

    def __init__(self, here: House) -> None:
        self._records = shared(here.settings.conversations_db, here.settings.sqlite_wait)
        self._replies = Replies(here.content, wording())
        self._receipts = Receipts(here.settings.journal, rules_digest(here.content.rules))
        self._turns = Turns(here, self._records, self._replies, self._receipts)
        self._signer = sessions.signer(here.settings)
        self._summaries = Summaries(here)
        country = here.settings.country
        self._numbers = [COUNTRIES[country]] if country else list(COUNTRIES.values())

    def begin(self, data: Any) -> tuple[str, dict[str, Any]]:
        """The conversation of the token that the client holds, else a new one; and what to tell.

        Raises:
            Refusal: no conversation can be kept now; the waiting message was heard.
        """
        asked = data if isinstance(data, Mapping) else {}
        known = self._known(asked.get("session"))
        conversation = known or f"{PREFIX}{secrets.token_hex(16)}"
        if known is None:
            try:
                self._records.open_conversation(conversation)
            except StoreUnavailable:
                waiting = asked.get("message")
                raise Refusal(
                    503,
                    "unavailable",
                    "Conversations cannot be kept right now. Try again soon.",
                    _heard(waiting) if isinstance(waiting, str) else "",
                ) from None
        told = {
            "session": self._signer.dumps(conversation),
            "resumed": known is not None,
            "numbers": self._numbers,
        }
        return conversation, told

    async def answer(self, handle: Handler, conversation: str | None, data: Any) -> dict[str, Any]:
        """The reply to a message, with its turn/1; the same id with the same text is no second turn.

        Raises:
            Refusal: the message gets no turn; what it said was heard.
        """
        body = _body(data)
        if conversation is None:
            raise Refusal(401, "no_session", "Begin a conversation first.", bodies.guess(body))
        text, identity, register = bodies.message(body)
        if self._is_over(conversation):
            raise Refusal(401, "no_session", _OVER, text)
        incoming = taken_in(conversation, text, "web", identity, register)
        try:
            reply = await self._turns.answer(handle, incoming)
        except Repeated:
            raise Refusal(409, "conflict", _REPEATED, text) from None
        except Over:
            raise Refusal(401, "no_session", _OVER, text) from None
        except TooFast:
            raise Refusal(429, "too_fast", _BUSY, text) from None
        return {**reply.to_dict(), **reply.beside(), "forgotten": reply.forgotten}

    async def forget(self, conversation: str, lock: AbstractAsyncContextManager[Any]) -> dict[str, Any]:
        """That the conversation is forgotten: nothing readable of it is left.

        Raises:
            Refusal: it cannot be deleted now.
        """
        try:
            async with self._turns.alone(conversation), lock:
                self._turns.forget(conversation)
        except StoreUnavailable:
            raise Refusal(503, "unavailable", "This cannot be deleted right now. Try again soon.") from None
        return {"forgotten": True}

    def too_fast(self, data: Any) -> Refusal:
        """The refusal of a client that sends too fast."""
        return Refusal(429, "too_fast", _BUSY, bodies.guess(_dumped(data)[: bodies.MOST_BYTES]))

    def failed(self, data: Any) -> Refusal:
        """The refusal where something of ours failed."""
        return Refusal(500, "failed", words.BROKEN, bodies.guess(_dumped(data)[: bodies.MOST_BYTES]))

    def refused(self, refusal: Refusal) -> dict[str, Any]:
        """What a refusal tells: in danger what to do, and why there is no answer."""
        metrics.refused("web", refusal.code)
        line = self._replies.emergency_line(self._turns.state_of(refusal.text)) if refusal.text else None
        message = f"{line} ({refusal.message})" if line else refusal.message
        return {"error": refusal.code, "message": message, "emergency": line is not None}

    def summary(self, token: str) -> HTTPResponse:
        """The visit summary of the token's conversation, as a page.

        Raises:
            Refusal: there is no such conversation, or it cannot be read now.
        """
        conversation = self._known(token)
        if conversation is None:
            raise Refusal(401, "no_session", _OVER)
        return self._summaries.answer(conversation, "html")

    def _known(self, token: Any) -> str | None:
        """The conversation of a token that is ours, of the website, and not forgotten."""
        conversation = sessions.read(self._signer, token) if isinstance(token, str) else None
        if conversation is None or not conversation.startswith(PREFIX) or self._is_over(conversation):
            return None
        return conversation

    def _is_over(self, conversation: str) -> bool:
        try:
            return not self._records.exists(conversation)
        except StoreUnavailable:
            return False  # answered without memory; the person is told


def _body(data: Any) -> bytes:
    """The message as the JSON API would get it, so that both read it alike.

    Raises:
        Refusal: it is over 8 KB; the first 8 KB are heard.
    """
    body = _dumped(data)
    if len(body) > bodies.MOST_BYTES:
        raise Refusal(
            413,
            "too_large",
            "The message is over 8 KB. Send a shorter one.",
            bodies.guess(body[: bodies.MOST_BYTES]),
        )
    return body


def _dumped(data: Any) -> bytes:
    """The data as JSON in bytes; half a character pair stays an escape, for `bodies` to refuse."""
    try:
        return json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(data).encode()
    except (TypeError, ValueError, RecursionError):  # pieces of binary are no message
        return b""


def _heard(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[: bodies.MOST_BYTES]
