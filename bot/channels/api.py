"""The JSON API: signed sessions, one reply a message, `turn/1` for machines.

Served by the Rasa process under /webhooks/api. Whatever is refused was heard before: when the
text that could be read names an emergency, the refusal says what to do.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.patches
from bot import metrics
from bot.channels import addresses, bodies, openapi, sessions, words
from bot.channels.bodies import Refusal
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies
from bot.channels.summaries import Summaries, wanted
from bot.channels.turns import Over, Repeated, TooFast, Turns, taken_in
from bot.conversations.records import StoreUnavailable, shared
from bot.core.receipt import rules_digest
from bot.nlg.wording import wording
from bot.serve import house
from bot.store.journal import JournalUnavailable

bot.patches.apply()
logger = logging.getLogger(__name__)

_OVER = "This session is over. Open a new one."


class Api(InputChannel):
    """See the module. Named in credentials.yml."""

    def __init__(self) -> None:
        here = house()
        self._records = shared(here.settings.conversations_db, here.settings.sqlite_wait)
        self._replies = Replies(here.content, wording())
        self._receipts = Receipts(here.settings.journal, rules_digest(here.content.rules))
        self._turns = Turns(here, self._records, self._replies, self._receipts)
        self._signer = sessions.signer(here.settings)
        self._summaries = Summaries(here)
        self._addresses = addresses.shared(here.settings)

    @classmethod
    def name(cls) -> str:
        """Where it is mounted: /webhooks/api."""
        return "api"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the API."""
        routes = Blueprint("charley_api")

        @routes.listener("before_server_start")
        async def tell(app: Sanic, _: Any) -> None:
            app.error_handler.add(PayloadTooLarge, self._unread)

        @routes.post("/sessions")
        async def open_session(request: Request) -> HTTPResponse:
            if not self._addresses.admits(request):
                return self._refuse(_flooded(""))
            conversation = f"api:{secrets.token_hex(16)}"
            try:
                self._records.open_conversation(conversation)
            except StoreUnavailable as error:  # whoever comes now may be in danger: heard, and told
                logger.error("A conversation is kept in memory alone: %s", error)
                self._records.memory.open(conversation)
            return response.json({"session": self._signer.dumps(conversation)}, status=201)

        @routes.post("/messages", stream=True)
        async def message(request: Request) -> HTTPResponse:
            try:
                body = await bodies.body(request)
                conversation = self._conversation(request, body)
                text, identity, register = bodies.message(body)
                if not self._addresses.admits(request):
                    raise _flooded(text)
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

        @routes.post("/feedback", stream=True)
        async def feedback(request: Request) -> HTTPResponse:
            try:
                body = await bodies.body(request)
                if not self._addresses.admits(request):
                    raise _flooded("")
                conversation = self._conversation(request, body)
                receipt, helpful = bodies.judgement(body)
                if not self._receipts.judge(conversation, receipt, helpful):
                    raise Refusal(404, "unknown", "No reply of this session has that receipt.")
            except Refusal as refusal:
                return self._refuse(refusal)
            except JournalUnavailable:
                return self._refuse(
                    Refusal(503, "unavailable", "This cannot be kept right now. Try again soon.")
                )
            return response.empty()

        @routes.delete("/sessions/current")
        async def forget(request: Request) -> HTTPResponse:
            try:
                conversation = self._conversation(request, b"", forgets=True)
                lock = request.app.ctx.agent.lock_store.lock(conversation)
                async with self._turns.alone(conversation), lock:
                    self._turns.forget(conversation)
            except Refusal as refusal:
                return self._refuse(refusal)
            except StoreUnavailable:
                return self._refuse(
                    Refusal(503, "unavailable", "This cannot be deleted right now. Try again soon.")
                )
            return response.empty()

        @routes.get("/sessions/current/summary")
        async def summary(request: Request) -> HTTPResponse:
            try:
                conversation = self._conversation(request, b"")
                kind = wanted(request.args.get("format"), request.headers.get("accept", ""))
                return self._summaries.answer(conversation, kind)
            except Refusal as refusal:
                return self._refuse(refusal)

        @routes.get("/sessions/current/diary")
        async def diary(request: Request) -> HTTPResponse:
            try:
                return self._summaries.diary(self._conversation(request, b""))
            except Refusal as refusal:
                return self._refuse(refusal)

        @routes.get("/openapi.json")
        async def document(request: Request) -> HTTPResponse:
            return response.json(openapi.document())

        return routes

    def _conversation(self, request: Request, body: bytes, *, forgets: bool = False) -> str:
        """The conversation that the request's session names; to forget it may be asked for again.

        Raises:
            Refusal: there is no session, or it is forged or forgotten.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        conversation = sessions.read(self._signer, token.strip()) if scheme.lower() == "bearer" else None
        if conversation is None or not conversation.startswith("api:"):
            raise Refusal(
                401, "no_session", "Open a session first, and send it as a bearer token.", bodies.guess(body)
            )
        try:
            there = self._records.is_known if forgets else self._records.exists
            known = there(conversation) or self._records.memory.is_open(conversation)
        except StoreUnavailable:
            return conversation  # answered without memory; the person is told
        if not known:
            raise Refusal(401, "no_session", _OVER, bodies.guess(body))
        return conversation

    def _unread(self, request: Request, error: Exception) -> HTTPResponse:
        """The answer to a request whose address and headers are too long, on any route: Sanic reads none of
        it."""
        call = words.IF_URGENT.format(call=wording().call())
        return self._refuse(Refusal(413, "too_large", f"{words.HEAD_TOO_LONG} {call}"))

    def _refuse(self, refusal: Refusal) -> HTTPResponse:
        metrics.refused(self.name(), refusal.code)
        line = self._replies.emergency_line(self._turns.state_of(refusal.text)) if refusal.text else None
        message = f"{line} ({refusal.message})" if line else refusal.message
        return response.json({"error": refusal.code, "message": message}, status=refusal.status)


def _flooded(text: str) -> Refusal:
    return Refusal(
        429, "too_fast", "Too many requests from your network. Wait a moment, then try again.", text
    )
