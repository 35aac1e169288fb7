"""The conversations database: events by sequence number, the inbox, replies given.

SQL only; nothing of Rasa. Every method is one transaction. Whatever a person or Charley said is sealed
with the conversation's own key before it reaches the database, and names are pseudonyms.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.conversations import leaps, upgrading
from bot.conversations.inbox import Inbox, put
from bot.conversations.memory import Memory
from bot.conversations.tables import EVERYTHING, conversation, event, inbox, metadata, reply
from bot.store.transactions import Database, StoreUnavailable, Where
from bot.store.vault import Forgotten, Vault
from bot.vault import vault

__all__ = ["Loaded", "Records", "Said", "SequenceConflict", "StoreUnavailable", "shared"]

_ROOM = 1 << 16
"""Bytes that `check` writes: two turns' worth, so that a disk too full for a turn is not called ready."""
_FEW = 200
"""Conversations that a sweep forgets in one step, some hundredths of a second."""
_ID = conversation.c.id


class SequenceConflict(Exception):
    """Someone else saved a turn of this conversation in between: this one would overwrite it."""

    wordless = True


@dataclass(frozen=True)
class Loaded:
    """The recent events of a conversation, what it carries, and where the next event goes."""

    events: tuple[dict[str, Any], ...]
    snapshot: Mapping[str, Any]
    next_seq: int


@dataclass(frozen=True)
class Said:
    """One message of a person, and what it was taken for."""

    conversation: str
    at: float
    text: str
    intent: str


class Records(Inbox):
    """The conversations of one database."""

    def __init__(self, where: Where, wait: float = 1.0, safe: Vault | None = None) -> None:
        """Open the database, making it when it is new.

        Args:
            where: the SQLite file, or an SQLAlchemy URL.
            wait: seconds to wait for a lock before giving up.
            safe: what seals; by default one whose keys lie beside the SQLite file.

        Raises:
            StoreUnavailable: it cannot be opened or written.
        """
        self.memory = Memory()
        safe = safe or (Vault.beside(where, wait) if isinstance(where, Path) else vault())
        super().__init__(Database(where, wait), safe)
        upgrading.upgrade(self._database, self.vault)
        self._database.make(metadata)

    def open_conversation(self, conversation_id: str) -> None:
        """Make room for a new conversation."""
        name = self.vault.name(conversation_id)
        self.vault.begin(name)
        with self._writing() as connection:
            connection.execute(sa.insert(conversation).values(id=name, updated=time.time()))
        self.memory.hold(conversation_id, {}, 0)

    def exists(self, conversation_id: str) -> bool:
        """Whether the conversation is known and not forgotten."""
        with self._reading() as connection:
            return self.row(connection, self.vault.name(conversation_id)) is not None

    def is_known(self, conversation_id: str) -> bool:
        """Whether anything of the conversation is there, be it on its way to be forgotten."""
        query = sa.select(_ID).where(self.vault.name(conversation_id) == _ID)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def load(self, conversation_id: str, most: int) -> Loaded | None:
        """The newest events of the current session, at most so many; None for an unknown conversation."""
        name = self.vault.name(conversation_id)
        with self._reading() as connection:
            row = self.row(connection, name)
            if row is None:
                return None
            first = max(row.session_seq, row.next_seq - most)
            mine = (event.c.conversation == name, event.c.seq >= first)
            rows = connection.execute(sa.select(event).where(*mine).order_by(event.c.seq)).all()
        try:
            snapshot = self.vault.open(name, "snapshot", row.snapshot) if row.snapshot else {}
            events = tuple(self.vault.open(name, f"event {r.seq}", r.data) for r in rows)
        except Forgotten:
            return None
        return Loaded(events, snapshot, row.next_seq)

    def append(
        self,
        conversation_id: str,
        events: Sequence[Mapping[str, Any]],
        *,
        after: int,
        snapshot: Mapping[str, Any],
        may_open: bool,
    ) -> int:
        """Add events; the next free sequence number comes back. The messages in them leave the inbox.

        Args:
            conversation_id: whose events they are.
            events: JSON-ready events, in order.
            after: the next sequence number when the conversation was loaded.
            snapshot: what the conversation carries after these events.
            may_open: whether an unknown conversation is made. Otherwise, and when it once had
                events, it was forgotten: the events are dropped.

        Raises:
            SequenceConflict: the conversation has moved on since it was loaded.
            StoreUnavailable: nothing was written.
        """
        name, now = self.vault.name(conversation_id), time.time()
        with self._writing() as connection:
            known = self.row(connection, name, lock=True)
            if known is None:
                if after or not may_open:
                    return after
                self.vault.begin(name)
                connection.execute(sa.insert(conversation).values(id=name, updated=now))
            elif known.next_seq != after:
                raise SequenceConflict(
                    f"expected event {after} next, the conversation is at {known.next_seq}"
                )
            values: dict[str, Any] = {
                "next_seq": after + len(events),
                "snapshot": self.vault.seal(name, "snapshot", dict(snapshot)),
                "updated": now,
            }
            starts = [after + n for n, e in enumerate(events) if e.get("event") == "session_started"]
            if starts:
                values["session_seq"] = starts[-1]
            connection.execute(sa.update(conversation).where(name == _ID).values(values))
            if events:
                connection.execute(sa.insert(event), self._rows(name, after, events))
            ended = [e["message_id"] for e in events if e.get("event") == "user" and e.get("message_id")]
            mine = inbox.c.message.in_([self.vault.name(conversation_id, m) for m in ended])
            connection.execute(sa.delete(inbox).where(inbox.c.conversation == name, mine))
        return after + len(events)

    def said(self) -> Iterator[Said]:
        """Every message of every conversation (by its pseudonym), each conversation's in order."""
        known = sa.select(_ID).where(conversation.c.forgotten.is_(None)).scalar_subquery()
        query = sa.select(event).where(event.c.conversation.in_(known))
        with self._reading() as connection:
            for row in connection.execute(query.order_by(event.c.conversation, event.c.seq)):
                try:
                    one = self.vault.open(row.conversation, f"event {row.seq}", row.data)
                except Forgotten:
                    continue
                if one.get("event") == "user":
                    intent = (one.get("parse_data") or {}).get("intent") or {}
                    name = intent.get("name") or ""
                    yield Said(row.conversation, one["timestamp"], one.get("text") or "", name)

    def forget(self, conversation_id: str) -> None:
        """Forget a conversation: its rows are deleted and its key destroyed, in every file and copy."""
        name = self.vault.name(conversation_id)
        with self._writing() as connection:
            self._delete(connection, [name])
        self.finish_forgetting([name])
        self.memory.forget(conversation_id)

    def outlived(self, seconds: float, now: float) -> list[str]:
        """Delete what was last spoken to longer ago than so many seconds, while the clock is believed, and
        what is on its way to be forgotten: some at a time, oldest first; their pseudonyms. Whoever speaks
        just now is spared."""
        with self._writing() as connection:
            before = now - seconds if leaps.believed(connection, now) else 0.0
        speaking = sa.select(inbox.c.conversation).where(inbox.c.received >= before)
        old = sa.and_(conversation.c.updated < before, _ID.not_in(speaking))
        due = sa.select(_ID).where(sa.or_(old, conversation.c.forgotten.is_not(None)))
        with self._writing() as connection:
            some = due.order_by(conversation.c.updated).limit(_FEW).with_for_update()
            names = list(connection.execute(some).scalars())
            self._delete(connection, names)
            for table, when in ((inbox, inbox.c.received), (reply, reply.c.given)):
                connection.execute(sa.delete(table).where(when < before))
        for held in self.memory.names():
            if self.vault.name(held) in names:
                self.memory.forget(held)
        return names

    def finish_forgetting(self, names: Sequence[str]) -> None:
        """Destroy the keys of what was deleted. Their names go last: a failure can be asked for again."""
        self.vault.destroy(names)
        with self._writing() as connection:
            connection.execute(sa.delete(conversation).where(_ID.in_(names)))
        self._database.fold_in()

    def check(self) -> None:
        """Raise StoreUnavailable unless a turn could be written now. Nothing of it stays."""
        row = {"conversation": "probe:", "message": "probe:", "body": b"0" * _ROOM, "received": 0.0}
        with self._writing() as connection:
            put(connection, inbox, row)
            connection.execute(sa.delete(inbox).where(inbox.c.conversation == row["conversation"]))

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    def _delete(self, connection: Any, names: Sequence[str]) -> None:
        """First the mark, which keeps a turn that is under way elsewhere from being saved."""
        gone = {"forgotten": time.time(), "snapshot": None}
        connection.execute(sa.update(conversation).where(_ID.in_(names)).values(gone))
        for table in EVERYTHING:
            connection.execute(sa.delete(table).where(table.c.conversation.in_(names)))

    def _rows(self, name: str, after: int, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"conversation": name, "seq": n, "data": self.vault.seal(name, f"event {n}", dict(e))}
            for n, e in enumerate(events, after)
        ]


@lru_cache(maxsize=8)
def shared(where: Where, wait: float) -> Records:
    """The one `Records` of this process for a database: what it remembers is shared by all its users.

    Raises:
        StoreUnavailable: it cannot be opened or written.
    """
    return Records(where, wait, vault())
