"""The website: the chat's socket, the widget, the demo page and the embed guide, from `rasa run` alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.patches
from bot.channels import addresses, bodies, pages
from bot.channels.bodies import Refusal
from bot.channels.sockets import Origins, Sockets
from bot.channels.summaries import HEADERS, session_in
from bot.channels.talks import Talks
from bot.serve import house

bot.patches.apply()


class Web(InputChannel):
    """See the module. Named in credentials.yml."""

    def __init__(self) -> None:
        here = house()
        self._talks = Talks(here)
        self._addresses = addresses.shared(here.settings)
        self._origins = Origins(here.settings.widget_origins)

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "web"

    def url_prefix(self) -> str:
        """At the root: /chat/... (`/` itself is Rasa's)."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The files and the socket."""
        sockets = Sockets(self._talks, on_new_message, self._origins, self._addresses)
        return Blueprint.group(pages.blueprint(), sockets.blueprint(), self._summary())

    def _summary(self) -> Blueprint:
        """The visit summary, for a form that posts its session: so no session is in an address."""
        routes = Blueprint("charley_summary")

        @routes.post("/chat/summary", stream=True)
        async def summary(request: Request) -> HTTPResponse:
            try:
                return self._talks.summary(session_in(await bodies.body(request)))
            except Refusal as refusal:
                return response.text(refusal.message, status=refusal.status, headers=HEADERS)

        return routes
