"""What messaging apps delivered: taken once, and answered also after a crash.

A row holds no words and no name that anybody outside could read: the event and the person as
keyed hashes, and, only until the reply went out, the sealed address that it goes to.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Delivery:
    """An event whose reply has not gone out whole: ``sent`` parts of it have."""

    event: str
    conversation: str
    address: str
    sent: int = 0


class Deliveries:
    """The events of one database. Every method is one transaction, and raises StoreUnavailable."""

    def __init__(self, where: Where, wait: float = 1.0) -> None:
        """Open the database, making it when it is new.

        Args:
            where: a SQLite file, or an SQLAlchemy URL.
            wait: seconds to wait for a lock before giving up.
        """
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
        insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
        with self._database.writing() as connection:
            new = connection.execute(insert(delivery).values(row).on_conflict_do_nothing()).rowcount
        return bool(new)

    def sent(self, event: str, parts: int) -> None:
        """Note how many parts of the reply have gone out."""
        self._note(event, sent=parts)

    def close(self, event: str) -> None:
        """Nothing more goes out for the event: only that it was taken stays, for a week."""
        self._note(event, conversation=None, address=None)
        with self._database.writing() as connection:
            old = delivery.c.taken < time.time() - KEPT
            connection.execute(sa.delete(delivery).where(old))

    def open(self, app: str) -> list[Delivery]:
        """What an app took and did not answer whole, oldest first."""
        unanswered = (delivery.c.app == app, delivery.c.address.is_not(None))
        query = sa.select(delivery).where(*unanswered).order_by(delivery.c.taken)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Delivery(r.event, r.conversation, r.address, r.sent) for r in rows]

    def _note(self, event: str, **values: int | str | None) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.update(delivery).where(delivery.c.event == event).values(values))
