"""Who writes in an app: a keyed hash in the store and logs; where replies go, sealed.

The names that vendors give people (a phone number, a user's id) are kept nowhere in the clear.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot import secret
from bot.settings import Settings

Address = Mapping[str, Any]
"""Where a reply goes, as an app needs it. JSON-ready."""


class Senders:
    """Pseudonyms and sealed addresses, by keys made from the secret that signs sessions."""

    def __init__(self, settings: Settings) -> None:
        key = secret.secret(settings).encode()
        self._names = hmac.digest(key, b"charley-sender-1", "sha256")
        self._seal = Fernet(base64.urlsafe_b64encode(hmac.digest(key, b"charley-address-1", "sha256")))

    def pseudonym(self, *names: str) -> str:
        """The same 32 characters for the same names, which cannot be found from them."""
        return hmac.digest(self._names, json.dumps(names).encode(), "sha256").hex()[:32]

    def sealed(self, address: Address) -> str:
        """An address that only this bot can read."""
        return self._seal.encrypt(json.dumps(address).encode()).decode()

    def opened(self, sealed: str) -> Address | None:
        """A sealed address; None when it was sealed under another secret."""
        try:
            address: Address = json.loads(self._seal.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return address
