"""What arrives from an app: a request, and what a person did in it; and the door of an app that is off."""

from __future__ import annotations

from dataclasses import dataclass

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request

from bot.channels.senders import Address
from bot.channels.sending import Call
from bot.channels.turns import Handler


@dataclass(frozen=True)
class Event:
    """One thing that a person did in an app. ``identity`` is the vendor's name for it, ``person`` whose
    conversation it belongs to; ``text`` what was written, ``chosen`` the key of what was pressed;
    ``unreadable``: there was a picture or the like; ``thanks``: calls that the vendor expects."""

    identity: str
    person: tuple[str, ...]
    address: Address
    text: str = ""
    chosen: str = ""
    unreadable: bool = False
    thanks: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """A request with its body, read whole."""

    request: Request
    body: bytes

    def header(self, name: str) -> str:
        """A header, empty where there is none."""
        value: str = self.request.headers.get(name, "")
        return value


class Closed(InputChannel):
    """An app that is not set up: it has no routes."""

    def __init__(self, name: str) -> None:
        self._name = name

    def url_prefix(self) -> str:
        """Where it would be."""
        return self._name

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """No routes."""
        return Blueprint(f"charley_{self._name}_off")
