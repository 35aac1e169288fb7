"""The action server's door: only who shows the token comes in, with a body of bounded size, and errors
tell nothing. rasa-sdk itself asks nobody who they are, unpacks what is sent packed without a bound, and
answers a failure with the whole conversation.
"""

from __future__ import annotations

import hmac
import logging
from typing import Any

from rasa_sdk import plugin
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import secret, settings

logger = logging.getLogger(__name__)

MOST_BYTES = 4 << 20
"""A call carries the domain and the newest events: some 300 KB. Larger ones are refused unread."""
_PLUGIN = "charley"
_OPEN = ("/health",)


class _Door:
    """What rasa-sdk lets a plugin do to its server, before it listens."""

    @plugin.pluggy.HookimplMarker("rasa_sdk")
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Put the door before the routes."""
        shut(app, secret.action_token(settings.load()))


def fit() -> None:
    """Have rasa-sdk fit the door to the server that it is about to make. Doing it twice does nothing."""
    manager = plugin.plugin_manager()
    if not manager.has_plugin(_PLUGIN):
        manager.register(_Door(), _PLUGIN)


def shut(app: Sanic, token: str) -> None:
    """Put the door before the routes of an app."""
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    app.config.REQUEST_TIMEOUT = 10
    expected = f"Bearer {token}".encode()

    @app.middleware("request")
    async def who(request: Request) -> HTTPResponse | None:
        if request.path in _OPEN:
            return None
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return _told(401)
        if request.headers.get("content-encoding"):
            return _told(415)
        return None

    async def failed(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException):
            return _told(error.status_code or 500)
        logger.error("An action failed: %s", type(error).__name__, exc_info=error)
        return _told(500)

    app.error_handler.cached_handlers.clear()
    app.error_handler.add(Exception, failed)


def _told(status: int) -> HTTPResponse:
    names: dict[int, Any] = {401: "no_token", 404: "unknown", 413: "too_large", 415: "packed"}
    return response.json({"error": names.get(status, "failed")}, status=status)
