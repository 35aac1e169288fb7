"""The secret of an installation, and what is derived from it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.settings import Settings


def secret(settings: Settings) -> str:
    """The secret of the environment, else the one of the data folder, made on the first start."""
    return settings.secret or _own(settings.secret_file)


def action_token(settings: Settings) -> str:
    """What the Rasa process shows to the action server."""
    return hmac.new(secret(settings).encode(), b"charley-action-server-1", hashlib.sha256).hexdigest()


def _own(path: Path) -> str:
    """The secret kept beside the data. Only its owner may read it; two processes make the same one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        new = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(new, path)  # whole or not at all, and the first one stays
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii").strip()
