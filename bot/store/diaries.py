"""Cramp diaries that people asked to have kept, in the journal's database.

A diary is found by its code alone. The code is random, 100 bits, and told once; what is stored is its
keyed hash, so that neither the database nor a copy of it gives a code away. Entries are sealed with a key of
the diary's own, which goes with it: when its holder says so, or when nobody used it for the days that the
operator sets.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.model import DAY
from bot.store.journal import Journal, JournalUnavailable, diary, diary_of
from bot.store.transactions import StoreUnavailable
from bot.store.vault import Forgotten

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: no i, l, o or u, which are misread."""
_MISREAD = str.maketrans("ilo", "110")
_GROUPS, _EACH = 5, 4
_GROUP = f"[0-9A-Za-z]{{{_EACH}}}"
_DASH = "[-\u2010-\u2015\u2212]"
_CODE = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_GROUP}(?:{_DASH}{_GROUP}){{{_GROUPS - 1}}}"
    rf"|(?<=code )(?=\D{{0,24}}\d)(?:{_GROUP} ?){{{_GROUPS - 1}}}{_GROUP})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_PLACE = "entries"
_FEW = 200
IN_PLACE = "(diary code)"
"""What stands in a message where its code was."""


def taken_out(text: str) -> tuple[str, str | None]:
    """The text without the codes in it, and the first of them; None where there is none."""
    found = _CODE.search(text)
    return (_CODE.sub(IN_PLACE, text), found.group()) if found else (text, None)


class Diaries:
    """The diaries of one journal. ``secret`` keys the hashes; ``days`` is how long an unused one stays."""

    def __init__(self, journal: Journal, secret: str, days: int) -> None:
        self._journal, self._secret, self._days = journal, secret.encode(), days

    def keep(self, conversation: str, entries: Sequence[Mapping[str, Any]], now: float | None = None) -> str:
        """Keep a diary under a new code, which comes back; one that the conversation has open already
        moves to it, and its old code is worth nothing from then on.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        now = time.time() if now is None else now
        characters = [secrets.choice(_ALPHABET) for _ in range(_GROUPS * _EACH)]
        code = "-".join("".join(characters[n : n + _EACH]) for n in range(0, len(characters), _EACH))
        identity, old = self._identity(code), self._open_in(conversation)
        self._expire(now)
        self._journal.write(
            sa.delete(diary).where(diary.c.id == old),
            sa.insert(diary).values(id=identity, used=now, entries=self._sealed(identity, entries)),
            *self._joined(conversation, identity),
        )
        self._destroy([old] if old else [])
        return code

    def open(self, conversation: str, code: str, now: float | None = None) -> list[dict[str, Any]] | None:
        """The entries of the diary with this code, open in the conversation from now on; None for a code
        that is not known.

        Raises:
            JournalUnavailable: it cannot be read or noted.
        """
        now = time.time() if now is None else now
        self._expire(now)
        identity = self._identity(code)
        rows = self._journal.read(sa.select(diary.c.entries).where(diary.c.id == identity))
        if not rows:
            return None
        try:
            entries = list(self._journal.vault.open(identity, _PLACE, rows[0].entries))
        except Forgotten:
            return None
        except StoreUnavailable as error:
            raise JournalUnavailable(f"A diary cannot be read: {error}") from None
        used = sa.update(diary).where(diary.c.id == identity).values(used=now)
        self._journal.write(used, *self._joined(conversation, identity))
        return entries

    def write(
        self, conversation: str, entries: Sequence[Mapping[str, Any]], now: float | None = None
    ) -> bool:
        """Write the diary that a conversation has open; False where it has none.

        Raises:
            JournalUnavailable: it was not written.
        """
        identity = self._open_in(conversation)
        if identity is None:
            return False
        values = {"used": time.time() if now is None else now, "entries": self._sealed(identity, entries)}
        return bool(self._journal.write(sa.update(diary).where(diary.c.id == identity).values(values)))

    def forget(self, conversation: str) -> bool:
        """Delete the diary that a conversation has open, and its key; False where it has none.

        Raises:
            JournalUnavailable: it was not deleted.
        """
        identity = self._open_in(conversation)
        if identity is None:
            return False
        self._destroy([identity])
        self._journal.write(
            sa.delete(diary).where(diary.c.id == identity),
            sa.delete(diary_of).where(diary_of.c.diary == identity),
        )
        return True

    def _expire(self, now: float) -> None:
        """Delete what nobody used for so long."""
        gone = [
            row.id
            for row in self._journal.read(
                sa.select(diary.c.id).where(diary.c.used < now - self._days * DAY).limit(_FEW)
            )
        ]
        if gone:
            self._destroy(gone)
            self._journal.write(
                sa.delete(diary_of).where(diary_of.c.diary.in_(gone)),
                sa.delete(diary).where(diary.c.id.in_(gone)),
            )

    def _open_in(self, conversation: str) -> str | None:
        mine = sa.select(diary_of.c.diary).where(
            diary_of.c.conversation == self._journal.vault.name(conversation)
        )
        rows = self._journal.read(mine)
        return rows[0].diary if rows else None

    def _sealed(self, identity: str, entries: Sequence[Mapping[str, Any]]) -> bytes:
        try:
            return self._journal.vault.seal(identity, _PLACE, [dict(e) for e in entries])
        except StoreUnavailable as error:
            raise JournalUnavailable(f"A diary cannot be written: {error}") from None

    def _destroy(self, identities: Sequence[str]) -> None:
        try:
            self._journal.vault.destroy(identities)
        except StoreUnavailable as error:
            raise JournalUnavailable(f"A diary cannot be deleted: {error}") from None

    def _joined(self, conversation: str, identity: str) -> tuple[Any, Any]:
        name = self._journal.vault.name(conversation)
        return (
            sa.delete(diary_of).where(diary_of.c.conversation == name),
            sa.insert(diary_of).values(conversation=name, diary=identity),
        )

    def _identity(self, code: str) -> str:
        plain = "".join(c for c in code.lower() if c.isalnum()).translate(_MISREAD)
        return hmac.new(self._secret, f"diary:{plain}".encode(), hashlib.sha256).hexdigest()
