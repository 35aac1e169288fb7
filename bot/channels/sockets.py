"""The website's socket: socket.io with an origin allow-list, caps on size, rate and number.

Rasa's own socket.io channel lets any origin connect, lets clients name their own session, and
pushes replies to a room. Here a socket serves the conversation of a signed token, and a reply goes
out only as the acknowledgement of its message, so that it cannot reach anybody else.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer

from bot import metrics
from bot.channels.addresses import Addresses
from bot.channels.bodies import Refusal
from bot.channels.talks import Talks
from bot.channels.turns import Handler

logger = logging.getLogger(__name__)

PATH = "/chat/socket.io/"
MOST_BYTES = 65_536
"""Larger frames close the socket unread. Far above what a message may be: that is refused by ear."""
MOST_SOCKETS = 2_000
BURST, PER_SECOND = 40.0, 10.0
"""Events that one socket may send at once, and for long."""


@dataclass
class _Seat:
    """One socket: its conversation, and its allowance of events."""

    conversation: str | None = None
    allowance: float = BURST
    seen: float = field(default_factory=time.monotonic)

    def spends(self) -> bool:
        """Whether one more event is within the allowance."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.seen) * PER_SECOND)
        self.seen = now
        if self.allowance < 1:
            return False
        self.allowance -= 1
        return True


class Origins:
    """Who may connect: the bot's own pages, and the sites that the operator lists."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    def allows(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of this origin may. Without an origin it is no other site's page: browsers
        always name it on a cross-origin request and on a WebSocket."""
        if origin is None:
            return True
        if origin in self._allowed:
            return True
        try:
            return bool(host) and urlsplit(origin).netloc == host
        except ValueError:
            return False


class _Routes(Blueprint):
    """Routes of an app that speaks WebSocket: it has to know before it starts."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Add the routes to the app."""
        app.enable_websocket()
        super().register(app, options)


class Sockets:
    """The socket; its events are `begin`, `message` and `forget`, all acknowledged."""

    def __init__(self, talks: Talks, handle: Handler, origins: Origins, addresses: Addresses) -> None:
        self._talks = talks
        self._handle = handle
        self._origins = origins
        self._addresses = addresses
        self._seats: dict[str, _Seat] = {}
        self._app: Sanic | None = None
        self.server = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=lambda origin, environ: origins.allows(origin, environ.get("HTTP_HOST")),
            cors_credentials=False,
            max_http_buffer_size=MOST_BYTES,
        )
        self.server.on("connect", self._enter)
        self.server.on("disconnect", self._leave)
        for name, work in (("begin", self._begin), ("message", self._answer), ("forget", self._forget)):
            self.server.on(name, self._guarded(work))

    def blueprint(self) -> Blueprint:
        """The route."""
        routes = _Routes("charley_sockets")

        @routes.route(PATH, methods=["GET", "POST", "OPTIONS"], stream=True)
        async def serve(request: Request) -> HTTPResponse:
            return await self._serve(request)

        return routes

    async def _serve(self, request: Request) -> HTTPResponse:
        """One request of the socket's, its body read no further than it may be."""
        self._app = request.app
        if "sid" not in request.args and len(self.server.eio.sockets) >= MOST_SOCKETS:
            return response.text("Too many people at once. Try again soon.", status=503)
        if "sid" not in request.args and not self._addresses.admits(request):
            return response.text("Too many requests from your network. Wait a moment.", status=429)
        if not self._origins.allows(request.headers.get("origin"), request.headers.get("host")):
            return response.text("This site may not connect.", status=403)
        if request.method == "POST":
            body = b""
            while (chunk := await request.stream.read()) is not None:
                body += chunk
                if len(body) > MOST_BYTES:
                    return response.text("Too large.", status=413)
            request.body = body
        given: HTTPResponse = await self.server.eio.handle_request(request)
        return given

    async def _enter(self, sid: str, environ: Mapping[str, Any], auth: Any = None) -> None:
        self._seats[sid] = _Seat()
        metrics.SOCKETS.set(len(self._seats))

    async def _leave(self, sid: str, *_: Any) -> None:
        self._seats.pop(sid, None)
        metrics.SOCKETS.set(len(self._seats))

    def _guarded(
        self, work: Callable[[_Seat, Any], Awaitable[dict[str, Any]]]
    ) -> Callable[..., Awaitable[dict[str, Any]]]:
        """The work of an event, always acknowledged: a refusal and a failure are told too."""

        async def handler(sid: str, data: Any = None, *_: Any) -> dict[str, Any]:
            seat = self._seats.get(sid) or _Seat()
            try:
                if not seat.spends():
                    raise self._talks.too_fast(data)
                return await work(seat, data)
            except Refusal as refusal:
                return self._talks.refused(refusal)
            except Exception:
                logger.exception("An event of the website failed")
                return self._talks.refused(self._talks.failed(data))

        return handler

    async def _begin(self, seat: _Seat, data: Any) -> dict[str, Any]:
        seat.conversation, told = self._talks.begin(data)
        return told

    async def _answer(self, seat: _Seat, data: Any) -> dict[str, Any]:
        return await self._talks.answer(self._handle, seat.conversation, data)

    async def _forget(self, seat: _Seat, data: Any) -> dict[str, Any]:
        conversation = seat.conversation
        if conversation is None or self._app is None:
            return {"forgotten": True}
        lock = self._app.ctx.agent.lock_store.lock(conversation)
        told = await self._talks.forget(conversation, lock)
        if seat.conversation == conversation:
            seat.conversation = None
        return told
