"""The JSON API: signed sessions, one reply a message, `turn/1` for machines.

Served by the Rasa process under /webhooks/api. Whatever is refused was heard before: when the
text that could be read names an emergency, the refusal says what to do.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.patches
from bot.channels import openapi, sessions
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies
from bot.channels.turns import Over, Repeated, TooFast, Turns, taken_in
from bot.conversations.records import Records, StoreUnavailable
from bot.core.receipt import rules_digest
from bot.nlg.wording import wording
from bot.serve import house
from bot.store.journal import JournalUnavailable

bot.patches.apply()

REGISTERS = ("plain", "clinician")
MOST_BYTES = 8192
MOST_CHARACTERS = 1000
_DRAINED = 1 << 20
_OVER = "This session is over. Open a new one."
_TEXT = re.compile(rb'"message"\s*:\s*"((?:[^"\\]|\\.)*)')


@dataclass
class Refusal(Exception):
    """A request that gets no turn: the status, a code for machines, a sentence for people, and
    the text that could be read."""

    status: int
    code: str
    message: str
    text: str = ""


class Api(InputChannel):
    """See the module. Named in credentials.yml."""

    def __init__(self) -> None:
        here = house()
        self._records = Records(here.settings.conversations_db, here.settings.sqlite_wait)
        self._replies = Replies(here.content, wording())
        self._receipts = Receipts(here.settings.journal, rules_digest(here.content.rules))
        self._turns = Turns(here, self._records, self._replies, self._receipts)
        self._signer = sessions.signer(here.settings)

    @classmethod
    def name(cls) -> str:
        """Where it is mounted: /webhooks/api."""
        return "api"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the API."""
        routes = Blueprint("charley_api")

        @routes.post("/sessions")
        async def open_session(request: Request) -> HTTPResponse:
            conversation = f"api:{secrets.token_hex(16)}"
            try:
                self._records.open_conversation(conversation)
            except StoreUnavailable:
                return self._refuse(
                    Refusal(503, "unavailable", "Conversations cannot be kept right now. Try again soon.")
                )
            return response.json({"session": self._signer.dumps(conversation)}, status=201)

        @routes.post("/messages", stream=True)
        async def message(request: Request) -> HTTPResponse:
            try:
                body = await _body(request)
                conversation = self._conversation(request, body)
                text, identity, register = _message(body)
                incoming = taken_in(conversation, text, self.name(), identity, register)
                reply = await self._turns.answer(on_new_message, incoming)
            except Refusal as refusal:
                return self._refuse(refusal)
            except Repeated:
                return self._refuse(
                    Refusal(
                        409,
                        "conflict",
                        "This id was used with another text. Use a new id for a new message.",
                        text,
                    )
                )
            except Over:
                return self._refuse(Refusal(401, "no_session", _OVER, text))
            except TooFast:
                return self._refuse(
                    Refusal(
                        429,
                        "too_fast",
                        "Too many messages at once. Wait for an answer, then send the next.",
                        text,
                    )
                )
            receipt = {"Charley-Receipt": reply.receipt} if reply.receipt else {}
            return response.json(reply.to_dict(), headers=receipt)

        @routes.delete("/sessions/current")
        async def forget(request: Request) -> HTTPResponse:
            try:
                conversation = self._conversation(request, b"")
                lock = request.app.ctx.agent.lock_store.lock(conversation)
                async with self._turns.alone(conversation), lock:
                    self._receipts.forget(conversation)
                    self._records.forget(conversation)
            except Refusal as refusal:
                return self._refuse(refusal)
            except (StoreUnavailable, JournalUnavailable):
                return self._refuse(
                    Refusal(503, "unavailable", "This cannot be deleted right now. Try again soon.")
                )
            return response.empty()

        @routes.get("/openapi.json")
        async def document(request: Request) -> HTTPResponse:
            return response.json(openapi.document())

        return routes

    def _conversation(self, request: Request, body: bytes) -> str:
        """The conversation that the request's session names.

        Raises:
            Refusal: there is no session, or it is forged or forgotten.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        conversation = sessions.read(self._signer, token.strip()) if scheme.lower() == "bearer" else None
        if conversation is None:
            raise Refusal(
                401, "no_session", "Open a session first, and send it as a bearer token.", _guess(body)
            )
        try:
            known = self._records.exists(conversation)
        except StoreUnavailable:
            return conversation  # answered without memory; the person is told
        if not known:
            raise Refusal(401, "no_session", _OVER, _guess(body))
        return conversation

    def _refuse(self, refusal: Refusal) -> HTTPResponse:
        line = self._replies.emergency_line(self._turns.state_of(refusal.text)) if refusal.text else None
        message = f"{line} ({refusal.message})" if line else refusal.message
        return response.json({"error": refusal.code, "message": message}, status=refusal.status)


async def _body(request: Request) -> bytes:
    """The request's body.

    Raises:
        Refusal: it is over 8 KB; the first 8 KB are heard.
    """
    body = b""
    size = 0
    while (chunk := await request.stream.read()) is not None:
        size += len(chunk)
        body += chunk[: max(0, MOST_BYTES + 1 - len(body))]
        if size > _DRAINED:
            break
    if size > MOST_BYTES:
        raise Refusal(
            413, "too_large", "The request is over 8 KB. Send a shorter message.", _guess(body[:MOST_BYTES])
        )
    return body


def _message(body: bytes) -> tuple[str, str | None, str | None]:
    """The text, the client's id and the wished wording of a message request.

    Raises:
        Refusal: it is not JSON, or not the JSON that the contract names.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            400, "malformed", 'The body is not JSON. Send {"message": "..."}.', _guess(body)
        ) from error
    if not isinstance(data, dict) or "message" not in data:
        raise Refusal(400, "malformed", "Send an object with the key message.", _guess(body))
    text, identity = data["message"], data.get("id")
    if not isinstance(text, str):
        raise Refusal(422, "wrong_type", "message must be text.", _guess(body))
    if identity is not None and not _is_id(identity):
        raise Refusal(422, "wrong_type", "id must be text of 1 to 100 characters.", _readable(text))
    if not text.strip():
        raise Refusal(422, "empty", "message is empty. Write something.")
    if len(text) > MOST_CHARACTERS:
        raise Refusal(422, "too_long", "message is over 1,000 characters. Send it in parts.", _readable(text))
    if not _is_whole(text):
        raise Refusal(422, "wrong_type", "message holds half of a character pair.", _readable(text))
    register = data.get("register")
    if register not in (None, *REGISTERS):
        raise Refusal(422, "wrong_type", "register must be plain or clinician.", text)
    return text, identity, register


def _is_id(identity: Any) -> bool:
    return isinstance(identity, str) and 0 < len(identity) <= 100 and _is_whole(identity)


def _is_whole(text: str) -> bool:
    """Whether no character is half of a pair: such text cannot be stored or sent."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _guess(body: bytes) -> str:
    """The text of a body that is not what it should be: its message where one can be seen, else
    all of it."""
    found = _TEXT.search(body)
    return (found.group(1) if found else body).decode("utf-8", "replace")


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
