"""What messaging apps delivered: taken once, and answered also after a crash.

A row holds no words and no name that anybody outside could read: the event and the person as
keyed hashes, and, only until the reply went out, the sealed address that it goes to.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.conversations.transactions import Patience, StoreUnavailable, Transaction, begin, prepare

__all__ = ["Deliveries", "Delivery", "StoreUnavailable"]

KEPT = 7 * 86_400.0
"""Seconds for which an event is known again: longer than any vendor repeats one."""

metadata = sa.MetaData()
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("event", sa.String, primary_key=True),
    sa.Column("app", sa.String, nullable=False),
    sa.Column("conversation", sa.String),
    sa.Column("address", sa.String),
    sa.Column("sent", sa.Integer, nullable=False, default=0),
    sa.Column("taken", sa.Float, nullable=False, index=True),
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

    def __init__(self, path: Path, wait: float = 1.0) -> None:
        """Open the database, making it when it is new. ``wait``: seconds to wait for a lock."""
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
            raise StoreUnavailable(f"The database {path} cannot be used: {error}") from error

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
        with self._transaction() as connection:
            new = connection.execute(sa.insert(delivery).prefix_with("OR IGNORE").values(row)).rowcount
        return bool(new)

    def sent(self, event: str, parts: int) -> None:
        """Note how many parts of the reply have gone out."""
        self._note(event, sent=parts)

    def close(self, event: str) -> None:
        """Nothing more goes out for the event: only that it was taken stays, for a week."""
        self._note(event, conversation=None, address=None)
        with self._transaction() as connection:
            old = delivery.c.taken < time.time() - KEPT
            connection.execute(sa.delete(delivery).where(old))

    def open(self, app: str) -> list[Delivery]:
        """What an app took and did not answer whole, oldest first."""
        unanswered = (delivery.c.app == app, delivery.c.address.is_not(None))
        query = sa.select(delivery).where(*unanswered).order_by(delivery.c.taken)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [Delivery(r.event, r.conversation, r.address, r.sent) for r in rows]

    def _note(self, event: str, **values: int | str | None) -> None:
        with self._transaction() as connection:
            connection.execute(sa.update(delivery).where(delivery.c.event == event).values(values))

    def _transaction(self) -> Transaction:
        return Transaction(self._engine, self._patience, writes=True)
