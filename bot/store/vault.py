"""What is kept of a conversation, sealed with a key of its own; its pseudonym; and its end.

AES-GCM. What is sealed is bound to its place: a row moved to another conversation or position does
not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections import OrderedDict
from collections.abc import Collection
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.keys import Keys, own_master, read_masters
from bot.store.transactions import StoreUnavailable

_NAMES = "names"
"""The key that makes pseudonyms, kept and wrapped as the others are."""
_NONCE = 12
_REMEMBERED = 10_000
"""Keys held in this process."""


class Forgotten(Exception):
    """There is no key: the conversation was forgotten, or never was."""


class Vault:
    """Seals and opens. Holds the keys of recent conversations in memory, never on disk."""

    def __init__(self, keys: Keys) -> None:
        """Over an open database of keys.

        Raises:
            StoreUnavailable: its keys cannot be read.
        """
        self._keys = keys
        self._names = keys.ensure(_NAMES)
        self._held: OrderedDict[str, AESGCM] = OrderedDict()

    @classmethod
    def beside(cls, path: Path, wait: float = 1.0) -> Vault:
        """The vault whose keys and own master key lie in files beside a SQLite file.

        Raises:
            StoreUnavailable: it cannot be opened.
        """
        try:
            masters = read_masters(own_master(path.with_name("master.key")))
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"The master key beside {path} cannot be used: {error}") from None
        return cls(Keys(path.with_name("keys.sqlite"), masters, wait))

    def name(self, *parts: str) -> str:
        """The pseudonym of a conversation (or of a message in it): always the same, never to be undone."""
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._names, text, hashlib.sha256).hexdigest()[:32]

    def seal(self, name: str, place: str, data: Any) -> bytes:
        """JSON-ready data as ciphertext of the conversation ``name``, for one place. Its key is made when
        there is none.

        Raises:
            StoreUnavailable: the key cannot be had.
        """
        nonce = os.urandom(_NONCE)
        key = self._held.get(name) or self._hold(name, self._keys.ensure(name))
        return nonce + key.encrypt(nonce, json.dumps(data).encode(), f"{name}\0{place}".encode())

    def open(self, name: str, place: str, sealed: bytes) -> Any:
        """What was sealed for this place.

        Raises:
            Forgotten: the key is destroyed.
            StoreUnavailable: it is not what was sealed, or the key cannot be had.
        """
        key = self._held.get(name)
        if key is None:
            found = self._keys.find(name)
            if found is None:
                raise Forgotten
            key = self._hold(name, found)
        try:
            plain = key.decrypt(bytes(sealed[:_NONCE]), bytes(sealed[_NONCE:]), f"{name}\0{place}".encode())
            return json.loads(plain)
        except (InvalidTag, ValueError, TypeError):
            raise StoreUnavailable("The database does not hold what was written") from None

    def begin(self, name: str) -> None:
        """Have a key on disk for a conversation that begins now, whatever this process held of its name.

        Raises:
            StoreUnavailable: there is none.
        """
        self._hold(name, self._keys.ensure(name))

    def destroy(self, names: Collection[str]) -> None:
        """Destroy the keys of conversations: nothing sealed with them is ever read again.

        Raises:
            StoreUnavailable: they may still be there.
        """
        for name in names:
            self._held.pop(name, None)
        if names:
            self._keys.destroy(names)

    def close(self) -> None:
        """Release the keys."""
        self._held.clear()
        self._keys.close()

    def _hold(self, name: str, key: bytes) -> AESGCM:
        self._held[name] = made = AESGCM(key)
        while len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)
        return made
