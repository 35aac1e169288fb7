"""Sessions: opaque, signed by the server, worth nothing once the conversation is forgotten."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from bot.secret import secret
from bot.settings import Settings

_SALT = "charley-session-1"


def signer(settings: Settings) -> URLSafeSerializer:
    """What signs and reads sessions, by the secret of the environment or of the data directory."""
    return URLSafeSerializer(secret(settings), salt=_SALT)


def read(signer_: URLSafeSerializer, token: str) -> str | None:
    """The conversation of a session; None when the server did not sign it."""
    try:
        conversation = signer_.loads(token)
    except (BadSignature, ValueError, UnicodeError):
        return None
    return conversation if isinstance(conversation, str) else None
