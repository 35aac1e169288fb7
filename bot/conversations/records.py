"""The conversations database: events by sequence number, the inbox, replies given.

SQL only; nothing of Rasa. Every method is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.conversations.memory import Memory
from bot.conversations.transactions import Guard, Patience, StoreUnavailable, Transaction, begin, prepare

__all__ = ["Loaded", "Records", "Said", "SequenceConflict", "StoreUnavailable", "shared"]

metadata = sa.MetaData()

conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("next_seq", sa.Integer, nullable=False, default=0),
    sa.Column("session_seq", sa.Integer, nullable=False, default=0),
    sa.Column("snapshot", sa.JSON),
    sa.Column("updated", sa.Float, nullable=False),
)
event = sa.Table(
    "event",
    metadata,
    sa.Column("conversation", sa.String, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("data", sa.Text, nullable=False),
)
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("conversation", sa.String, primary_key=True),
    sa.Column("message", sa.String, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("received", sa.Float, nullable=False),
)
reply = sa.Table(
    "reply",
    metadata,
    sa.Column("conversation", sa.String, primary_key=True),
    sa.Column("message", sa.String, primary_key=True),
    sa.Column("text_digest", sa.String, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("given", sa.Float, nullable=False),
)

_ALL = (event, inbox, reply)

_ROOM = 1 << 16
"""Bytes that `check` writes: two turns' worth, so that a disk too full for a turn is not called ready."""


class SequenceConflict(Exception):
    """Someone else saved a turn of this conversation in between: this one would overwrite it."""


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


class Records:
    """The conversations of one database."""

    def __init__(self, path: Path, wait: float = 1.0) -> None:
        """Open the database, making it when it is new.

        Args:
            path: the SQLite file.
            wait: seconds to wait for a lock before giving up.

        Raises:
            StoreUnavailable: it cannot be opened or written.
        """
        self.memory = Memory()
        self._patience = Patience(wait)
        self._engine = sa.create_engine(
            f"sqlite:///{path}", future=True, connect_args={"timeout": wait, "check_same_thread": False}
        )
        sa.event.listen(self._engine, "do_connect", self._patience.into)
        sa.event.listen(self._engine, "connect", prepare)
        sa.event.listen(self._engine, "begin", begin)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            metadata.create_all(self._engine)
            path.chmod(0o600)
        except (OSError, sa.exc.DatabaseError) as error:
            raise StoreUnavailable(f"The conversations database {path} cannot be used: {error}") from error

    def open_conversation(self, conversation_id: str) -> None:
        """Make room for a new conversation."""
        with self._transaction() as connection:
            connection.execute(
                sa.insert(conversation).values(
                    id=conversation_id, next_seq=0, session_seq=0, updated=time.time()
                )
            )
        self.memory.hold(conversation_id, {}, 0)

    def exists(self, conversation_id: str) -> bool:
        """Whether the conversation is known and not forgotten."""
        query = sa.select(conversation.c.id).where(conversation.c.id == conversation_id)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def load(self, conversation_id: str, most: int) -> Loaded | None:
        """The newest events of the current session, at most so many; None for an unknown conversation."""
        with self._reading() as connection:
            row = connection.execute(
                sa.select(conversation).where(conversation.c.id == conversation_id)
            ).first()
            if row is None:
                return None
            first = max(row.session_seq, row.next_seq - most)
            query = sa.select(event.c.data).where(
                event.c.conversation == conversation_id, event.c.seq >= first
            )
            rows = connection.execute(query.order_by(event.c.seq)).all()
            return Loaded(tuple(json.loads(r.data) for r in rows), row.snapshot or {}, row.next_seq)

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
        with self._transaction() as connection:
            known = connection.execute(
                sa.select(conversation).where(conversation.c.id == conversation_id)
            ).first()
            if known is None:
                if after or not may_open:
                    return after
                connection.execute(
                    sa.insert(conversation).values(id=conversation_id, next_seq=0, session_seq=0, updated=0.0)
                )
            elif known.next_seq != after:
                raise SequenceConflict(
                    f"expected event {after} next, the conversation is at {known.next_seq}"
                )
            if events:
                rows = [
                    {"conversation": conversation_id, "seq": after + n, "data": json.dumps(e)}
                    for n, e in enumerate(events)
                ]
                connection.execute(sa.insert(event), rows)
            finished = [e["message_id"] for e in events if e.get("event") == "user" and e.get("message_id")]
            connection.execute(
                sa.delete(inbox).where(inbox.c.conversation == conversation_id, inbox.c.message.in_(finished))
            )
            sessions = [after + n for n, e in enumerate(events) if e.get("event") == "session_started"]
            values: dict[str, Any] = {
                "next_seq": after + len(events),
                "snapshot": dict(snapshot),
                "updated": time.time(),
            }
            if sessions:
                values["session_seq"] = sessions[-1]
            connection.execute(
                sa.update(conversation).where(conversation.c.id == conversation_id).values(values)
            )
            return after + len(events)

    def receive(self, conversation_id: str, message_id: str, text: str) -> None:
        """Keep a person's words before any work on them starts."""
        with self._transaction() as connection:
            connection.execute(
                sa.insert(inbox)
                .prefix_with("OR REPLACE")
                .values(conversation=conversation_id, message=message_id, text=text, received=time.time())
            )

    def unfinished(self, conversation_id: str) -> list[tuple[str, str]]:
        """Messages that were received and never finished, oldest first: id and text."""
        query = sa.select(inbox).where(inbox.c.conversation == conversation_id).order_by(inbox.c.received)
        with self._reading() as connection:
            return [(r.message, r.text) for r in connection.execute(query)]

    def finish(
        self, conversation_id: str, message_id: str, text_digest: str, body: Mapping[str, Any] | None
    ) -> None:
        """Take a message out of the inbox, and keep the reply it got where it may be asked for again."""
        with self._transaction() as connection:
            mine = (inbox.c.conversation == conversation_id, inbox.c.message == message_id)
            connection.execute(sa.delete(inbox).where(*mine))
            still = connection.execute(
                sa.select(conversation.c.id).where(conversation.c.id == conversation_id)
            ).first()
            if body is not None and still is not None:
                connection.execute(
                    sa.insert(reply)
                    .prefix_with("OR REPLACE")
                    .values(
                        conversation=conversation_id,
                        message=message_id,
                        text_digest=text_digest,
                        body=dict(body),
                        given=time.time(),
                    )
                )

    def given(self, conversation_id: str, message_id: str) -> tuple[str, dict[str, Any]] | None:
        """The reply that a message already got: the digest of its text, and the reply."""
        query = sa.select(reply).where(reply.c.conversation == conversation_id, reply.c.message == message_id)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return (row.text_digest, row.body) if row else None

    def said(self) -> list[Said]:
        """Every message of every conversation, each conversation's in order."""
        query = sa.select(event).where(event.c.data.like('%"event": "user"%'))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(event.c.conversation, event.c.seq)).all()
        users = [
            (row.conversation, data) for row in rows if (data := json.loads(row.data))["event"] == "user"
        ]
        return [
            Said(
                c,
                d["timestamp"],
                d.get("text") or "",
                d.get("parse_data", {}).get("intent", {}).get("name", ""),
            )
            for c, d in users
        ]

    def forget(self, conversation_id: str) -> None:
        """Remove a conversation so that nothing readable of it is left in the files."""
        with self._transaction() as connection:
            for table in _ALL:
                connection.execute(sa.delete(table).where(table.c.conversation == conversation_id))
            mine = conversation.c.id == conversation_id
            connection.execute(sa.update(conversation).where(mine).values(snapshot=None))
        self._scrub()
        with self._transaction() as connection:  # last, so that a failed scrub can be asked for again
            connection.execute(sa.delete(conversation).where(mine))
        self.memory.forget(conversation_id)

    def _scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the log that still holds it.

        secure_delete alone is not enough: rows that moved between pages left copies behind.
        """
        with self._guard(), self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            try:
                raw.execute("VACUUM")
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.DatabaseError as error:
                raise StoreUnavailable(f"The conversations database refused: {error}") from None
            if busy:
                raise StoreUnavailable("The conversations database is being read; deleted words remain in it")

    def check(self) -> None:
        """Raise StoreUnavailable unless a turn could be written now. Nothing of it stays."""
        row = {"conversation": "probe:", "message": "probe:", "text": "0" * _ROOM, "received": 0.0}
        with self._transaction() as connection:
            connection.execute(sa.insert(inbox).prefix_with("OR REPLACE").values(row))
            connection.execute(sa.delete(inbox).where(inbox.c.conversation == row["conversation"]))

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def _transaction(self) -> Transaction:
        return Transaction(self._engine, self._patience, writes=True)

    def _reading(self) -> Transaction:
        return Transaction(self._engine.execution_options(charley_begin="BEGIN"), self._patience)

    def _guard(self) -> Guard:
        return Guard()


@lru_cache(maxsize=8)
def shared(path: Path, wait: float) -> Records:
    """The one `Records` of this process for a database: what it remembers is shared by all its users.

    Raises:
        StoreUnavailable: it cannot be opened or written.
    """
    return Records(path, wait)
