"""Live and ready. Ready means that a real turn works, action server and store included.

Loaded wherever the bot serves, so it also makes sure that it may, shows the metrics and keeps the
sweep going.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics
from bot.channels import connections, sweeping
from bot.channels.turns import Collector
from bot.conversations import alone, locks
from bot.conversations.records import StoreUnavailable, shared
from bot.conversations.tracker_store import PROBE
from bot.serve import house
from bot.settings import SettingsError

PROBE_QUESTION = "what is a foot cramp?"
FRESH = 3.0
"""Seconds for which a probe's result is given again; a bad one for `FRESH_WHEN_RED`, so that a part that
is back is noticed soon."""
FRESH_WHEN_RED = 1.0


class Health(InputChannel):
    """See the module. Named in credentials.yml."""

    def __init__(self) -> None:
        here = house()
        try:
            alone.claim(here.settings)
            if here.settings.metrics_port:
                metrics.serve(here.settings.metrics_port, here.settings.metrics_host)
        except SettingsError as error:
            sys.exit(str(error))
        except OSError as error:
            sys.exit(f"CHARLEY_METRICS_PORT={here.settings.metrics_port} cannot be used: {error.strerror}.")
        self._most, self._proxies = here.settings.connections, here.settings.proxies
        self._locks = locks.shared(here.settings.redis_url)
        self._records = shared(here.settings.conversations_db, here.settings.sqlite_wait)
        self._result: dict[str, Any] = {}
        self._at = float("-inf")
        self._probing = asyncio.Lock()

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "health"

    def url_prefix(self) -> str:
        """At the root: /health/..."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two routes."""
        routes = Blueprint("charley_health")
        sweeping.attach(routes)
        connections.attach(routes, connections.Connections(self._most, self._proxies))

        @routes.get("/health/live")
        async def live(request: Request) -> HTTPResponse:
            return response.json({"live": True})

        @routes.get("/health/ready")
        async def ready(request: Request) -> HTTPResponse:
            async with self._probing:
                fresh = FRESH if self._result.get("ready", True) else FRESH_WHEN_RED
                if time.monotonic() - self._at > fresh:
                    self._result = await self._probe(on_new_message)
                    self._at = time.monotonic()
            return response.json(self._result, status=200 if self._result["ready"] else 503)

        return routes

    async def _probe(self, handle: Callable[[UserMessage], Awaitable[Any]]) -> dict[str, Any]:
        """Ask a real question under a name whose turns are stored nowhere."""
        collector = Collector()
        parts = {"turn": False, "store": False, "locks": await self._locks.works()}
        try:
            await handle(UserMessage(PROBE_QUESTION, collector, f"{PROBE}{time.monotonic_ns()}"))
            parts["turn"] = any((m.get("turn") or {}).get("facts") for m in collector.messages)
        except Exception:
            parts["turn"] = False
        try:
            self._records.check()
            parts["store"] = True
        except StoreUnavailable:
            parts["store"] = False
        return {"ready": all(parts.values()), **parts}
