"""Sessions: opaque, signed by the server, worth nothing once the conversation is forgotten."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from bot.settings import Settings

_SALT = "charley-session-1"


def signer(settings: Settings) -> URLSafeSerializer:
    """What signs and reads sessions, by the secret of the environment or of the data directory."""
    return URLSafeSerializer(secret(settings), salt=_SALT)


def secret(settings: Settings) -> str:
    """The secret of the environment, else that of the data directory."""
    return settings.secret or _own_secret(settings.secret_file)


def read(signer_: URLSafeSerializer, token: str) -> str | None:
    """The conversation of a session; None when the server did not sign it."""
    try:
        conversation = signer_.loads(token)
    except (BadSignature, ValueError, UnicodeError):
        return None
    return conversation if isinstance(conversation, str) else None


def _own_secret(path: Path) -> str:
    """The secret kept beside the data, made on the first start. Only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(32)
        file.write(made)
    return made
