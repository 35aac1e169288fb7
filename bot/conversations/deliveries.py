"""What messaging apps delivered: taken once, and answered also after a crash, by one process at a time.

A row holds no words and no name that anybody outside could read: the event and the person as
keyed hashes, and, only until the reply went out, the sealed address that it goes to.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.transactions import Database, StoreUnavailable, Where

__all__ = ["Deliveries", "Delivery", "StoreUnavailable"]

KEPT = 7 * 86_400.0
"""Seconds for which an event is known again: longer than any vendor repeats one."""

metadata = sa.MetaData()
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column(
        "event", sa.String, primary_key=True, comment="a pseudonym: a keyed hash of the app's own id of it"
    ),
    sa.Column("app", sa.String, nullable=False, comment="which app"),
    sa.Column("conversation", sa.String, comment="a pseudonym, until the reply went out"),
    sa.Column("address", sa.String, comment="sealed text: where the reply goes, until it went out"),
    sa.Column("sent", sa.Integer, nullable=False, default=0, comment="parts of the reply that went out"),
    sa.Column("taken", sa.Float, nullable=False, index=True, comment="when"),
    comment="what messaging apps delivered, for a week",
)

hold = sa.Table(
    "delivery_hold",
    metadata,
    sa.Column("event", sa.String, primary_key=True, comment="a pseudonym: the delivery"),
    sa.Column("taker", sa.String, nullable=False, comment="a name by chance of the process that answers it"),
    sa.Column("until", sa.Float, nullable=False, comment="when another process may, if nothing is heard"),
    comment="which process answers a delivery, until its reply went out",
)

LEASE = 20.0
"""Seconds after which a process that told nothing counts as dead, where several share the database."""


@dataclass(frozen=True)
class Delivery:
    """An event whose reply has not gone out whole: ``sent`` parts of it have."""

    event: str
    conversation: str
    address: str
    sent: int = 0


class Deliveries:
    """The events of one database. Every method may raise StoreUnavailable."""

    def __init__(self, where: Where, wait: float = 1.0, *, shared: bool = False) -> None:
        """Open the database, making it when it is new.

        Args:
            where: a SQLite file, or an SQLAlchemy URL.
            wait: seconds to wait for a lock before giving up.
            shared: whether other processes answer from it too. Without, all that others hold is from
                processes that ended (`bot.conversations.alone`).
        """
        self._taker = secrets.token_hex(8)
        self._shared = shared
        self._database = Database(where, wait)
        self._database.make(metadata)

    def take(self, app: str, taken: Delivery) -> bool:
        """Take an event in; False when it was taken before."""
        row = {
            "event": taken.event,
            "app": app,
            "conversation": taken.conversation,
            "address": taken.address,
            "sent": 0,
            "taken": time.time(),
        }
        with self._database.writing() as connection:
            new = self._insert(connection, delivery, row)
            if new:
                self._insert(connection, hold, self._held(taken.event))
        return new

    def renew(self) -> None:
        """Go on holding what this process holds."""
        self._hold_until(time.time() + LEASE)

    def release(self) -> None:
        """Hold nothing any more, as the process ends: another may answer what is left."""
        self._hold_until(0.0)

    def holds(self, event: str) -> bool:
        """Whether this process answers an event, and no other has taken it over."""
        if not self._shared:
            return True
        query = sa.select(hold.c.taker).where(hold.c.event == event)
        with self._database.reading() as connection:
            taker = connection.execute(query).scalar()
        return taker in (None, self._taker)

    def sent(self, event: str, parts: int) -> None:
        """Note how many parts of the reply have gone out."""
        self._note(event, sent=parts)

    def close(self, event: str) -> None:
        """Nothing more goes out for the event, unless another process has taken it over: only that it was
        taken stays, for a week."""
        with self._database.writing() as connection:
            mine = (hold.c.event == event, hold.c.taker == self._taker)
            if connection.execute(sa.delete(hold).where(*mine)).rowcount:
                done = sa.update(delivery).where(delivery.c.event == event)
                connection.execute(done.values(conversation=None, address=None))
            past = time.time() - KEPT
            connection.execute(sa.delete(delivery).where(delivery.c.taken < past))
            connection.execute(sa.delete(hold).where(hold.c.until < past))

    def take_over(self, app: str) -> list[Delivery]:
        """What an app took and did not answer whole, and no living process answers, oldest first: it is
        this process's from now on."""
        left = sa.or_(hold.c.taker.is_(None), self._is_left())
        query = (
            sa.select(delivery)
            .select_from(delivery.outerjoin(hold, hold.c.event == delivery.c.event))
            .where(delivery.c.app == app, delivery.c.address.is_not(None), left)
            .order_by(delivery.c.taken)
            .with_for_update(of=delivery)  # who else comes for them waits, and then gets none of them
        )
        with self._database.writing() as connection:
            rows = [r for r in connection.execute(query).all() if self._seizes(connection, r.event)]
        return [Delivery(r.event, r.conversation, r.address, r.sent) for r in rows]

    def _seizes(self, connection: Any, event: str) -> bool:
        """Whether an unanswered event becomes this process's: of several that try, one's."""
        ended = sa.update(hold).where(hold.c.event == event, self._is_left())
        seized = connection.execute(ended.values(self._held(event))).rowcount
        return bool(seized) or self._insert(connection, hold, self._held(event))

    def _hold_until(self, until: float) -> None:
        with self._database.writing() as connection:
            mine = sa.update(hold).where(hold.c.taker == self._taker)
            connection.execute(mine.values(until=until))

    def _is_left(self) -> sa.sql.ColumnElement[bool]:
        """Whether the process that holds an event has ended, as far as this one can know."""
        return hold.c.until < time.time() if self._shared else hold.c.taker != self._taker

    def _held(self, event: str) -> dict[str, str | float]:
        return {"event": event, "taker": self._taker, "until": time.time() + LEASE}

    def _insert(self, connection: Any, table: sa.Table, row: Mapping[str, Any]) -> bool:
        """Whether a row is new; it is there then."""
        insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
        return bool(connection.execute(insert(table).values(row).on_conflict_do_nothing()).rowcount)

    def _note(self, event: str, **values: int | str | None) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.update(delivery).where(delivery.c.event == event).values(values))
