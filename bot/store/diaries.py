"""Cramp diaries that people asked to have kept, in the journal's database.

A diary is found by its code alone. The code is random, 100 bits, and told once; what is stored is its
keyed hash, so that neither the database nor a copy of it gives a code away. A diary goes when its holder
says so, or when nobody used it for the days that the operator sets.
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
from bot.store.journal import Journal, diary, diary_of

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
        identity = self._identity(code)
        old = sa.select(diary_of.c.diary).where(diary_of.c.conversation == conversation)
        self._expire(now)
        self._journal.write(
            sa.delete(diary).where(diary.c.id.in_(old)),
            sa.insert(diary).values(id=identity, used=now, entries=[dict(e) for e in entries]),
            *_joined(conversation, identity),
        )
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
        used = sa.update(diary).where(diary.c.id == identity).values(used=now)
        self._journal.write(used, *_joined(conversation, identity))
        return list(rows[0].entries)

    def write(
        self, conversation: str, entries: Sequence[Mapping[str, Any]], now: float | None = None
    ) -> bool:
        """Write the diary that a conversation has open; False where it has none.

        Raises:
            JournalUnavailable: it was not written.
        """
        values = {"used": time.time() if now is None else now, "entries": [dict(e) for e in entries]}
        return bool(self._journal.write(sa.update(diary).where(_mine(conversation)).values(values)))

    def forget(self, conversation: str) -> bool:
        """Delete the diary that a conversation has open, from the file as well; False where it has none.

        Raises:
            JournalUnavailable: it was not deleted.
        """
        mine = sa.select(diary_of.c.diary).where(diary_of.c.conversation == conversation)
        rows = self._journal.read(mine)
        if not rows:
            return False
        self._journal.write(
            sa.delete(diary).where(diary.c.id == rows[0].diary),
            sa.delete(diary_of).where(diary_of.c.diary == rows[0].diary),
        )
        self._journal.scrub()
        return True

    def _expire(self, now: float) -> None:
        """Delete what nobody used for so long."""
        gone = sa.select(diary.c.id).where(diary.c.used < now - self._days * DAY)
        self._journal.write(
            sa.delete(diary_of).where(diary_of.c.diary.in_(gone)),
            sa.delete(diary).where(diary.c.id.in_(gone)),
        )

    def _identity(self, code: str) -> str:
        plain = "".join(c for c in code.lower() if c.isalnum()).translate(_MISREAD)
        return hmac.new(self._secret, f"diary:{plain}".encode(), hashlib.sha256).hexdigest()


def _mine(conversation: str) -> Any:
    return diary.c.id.in_(sa.select(diary_of.c.diary).where(diary_of.c.conversation == conversation))


def _joined(conversation: str, identity: str) -> tuple[Any, Any]:
    return (
        sa.delete(diary_of).where(diary_of.c.conversation == conversation),
        sa.insert(diary_of).values(conversation=conversation, diary=identity),
    )
