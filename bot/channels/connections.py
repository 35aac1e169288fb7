"""How many connections there may be, and how long one may take over a request.

Sanic bounds neither: it counts its time-outs anew with every byte, so that a client that sends one
byte a second holds a connection for ever.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from typing import Any

from sanic import Blueprint, Sanic
from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

EVERY = 2.0
"""Seconds between two looks at a connection."""
HEAD_SECONDS = 10.0
"""Seconds for the lines before the body."""
REQUEST_SECONDS = 60.0
"""Seconds for a whole request and its answer. A long poll of the website's socket takes 25."""
EACH = 100
"""Connections of one address from elsewhere. A proxy is on this machine or listed, and is not counted."""


class Connections:
    """The connections of this process."""

    def __init__(self, most: int, proxies: tuple[Any, ...], each: int = EACH) -> None:
        self._most, self._proxies, self._each = most, proxies, each
        self._open = 0
        self._of: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Whether one more of this address may come in; it is counted if so."""
        counted = self._is_counted(address)
        if self._open >= self._most or (counted and self._of[address] >= self._each):
            return False
        self._open += 1
        if counted:
            self._of[address] += 1
        return True

    def leave(self, address: str) -> None:
        """One that came in has gone."""
        self._open -= 1
        if address in self._of:
            self._of[address] -= 1
            if self._of[address] <= 0:
                del self._of[address]

    def _is_counted(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return not ip.is_loopback and not any(ip in network for network in self._proxies)


class _Guarded:
    """One connection: counted, and ended when a request takes too long."""

    def __init__(self, connections: Connections, protocol: HttpProtocol, transport: Any) -> None:
        self._connections, self._protocol, self._transport = connections, protocol, transport
        self._address = str((transport.get_extra_info("peername") or ("",))[0])
        self._at: tuple[Any, ...] = ()
        self._age = 0.0
        self.entered = connections.enter(self._address)
        if self.entered:
            self._next()

    def left(self) -> None:
        """The connection is gone."""
        if self.entered:
            self.entered = False
            self._connections.leave(self._address)

    def _next(self) -> None:
        self._protocol.loop.call_later(EVERY, self._look)

    def _look(self) -> None:
        http = self._protocol._http
        if not self.entered or self._transport.is_closing() or (http and http.upgrade_websocket):
            return
        if http is None or http.stage is Stage.IDLE:
            self._at, self._age = (), 0.0
        else:
            at = (http.stage, id(http.request))
            self._age = self._age + EVERY if at == self._at else 0.0
            self._at = at
            if self._age >= (HEAD_SECONDS if http.stage is Stage.REQUEST else REQUEST_SECONDS):
                self._transport.abort()
                return
        self._next()


def attach(routes: Blueprint, connections: Connections) -> None:
    """Guard the connections of the server of these routes."""

    @routes.listener("before_server_start")
    async def guard(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        app.ctx.charley_connections = connections
        _patch()


_upstream = (HttpProtocol.connection_made, HttpProtocol.connection_lost)
_guards: dict[int, _Guarded] = {}


def _patch() -> None:
    HttpProtocol.connection_made = _made
    HttpProtocol.connection_lost = _lost


def _made(self: HttpProtocol, transport: Any) -> None:
    connections = getattr(self.app.ctx, "charley_connections", None)
    if connections is not None:
        guarded = _Guarded(connections, self, transport)
        if not guarded.entered:
            transport.abort()
            return
        _guards[id(self)] = guarded
    _upstream[0](self, transport)


def _lost(self: HttpProtocol, error: BaseException | None) -> None:
    if guarded := _guards.pop(id(self), None):
        guarded.left()
    _upstream[1](self, error)
