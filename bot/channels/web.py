"""The website: the chat's socket, the widget, the demo page and the embed guide, from `rasa run` alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

import bot.patches
from bot.channels import addresses, pages
from bot.channels.sockets import Origins, Sockets
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
        return Blueprint.group(pages.blueprint(), sockets.blueprint())
