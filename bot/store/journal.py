"""The journal: receipts of replies and whether they helped, kept until the conversation is
forgotten; and diaries that people asked to have kept (see `diaries`). Ids and closed lists of words
only, never a person's own.

SQLite by default, or whatever `CHARLEY_JOURNAL_URL` names; Alembic moves it from version to version.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

metadata = sa.MetaData()

_WAIT = 0.3
"""Seconds to wait for a locked SQLite journal: everybody waits for their replies meanwhile."""

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("made", sa.Float, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("receipt", sa.String(32), sa.ForeignKey("receipt.id"), primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("given", sa.Float, nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
)

diary = sa.Table(
    "diary",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("used", sa.Float, nullable=False, index=True),
    sa.Column("entries", sa.JSON, nullable=False),
)

diary_of = sa.Table(
    "diary_of",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("diary", sa.String(64), nullable=False, index=True),
)


class JournalUnavailable(Exception):
    """The journal cannot be used now; the text says why."""


class Journal:
    """The receipts of one database."""

    def __init__(self, url: str) -> None:
        """Open the journal and bring it to the newest version.

        Args:
            url: an SQLAlchemy URL, SQLite or PostgreSQL.

        Raises:
            JournalUnavailable: it cannot be opened or moved.
        """
        try:
            sqlite = sa.engine.make_url(url).get_backend_name() == "sqlite"
            self._engine = sa.create_engine(
                url, future=True, connect_args={"timeout": _WAIT} if sqlite else {}
            )
            if sqlite:
                sa.event.listen(self._engine, "connect", _overwrite_what_is_deleted)
            upgrade(url)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise JournalUnavailable(f"The journal cannot be opened: {error}") from error

    def keep(self, conversation: str, body: Mapping[str, Any]) -> str:
        """Keep a receipt; its id comes back.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        identity = secrets.token_hex(16)
        row = {"id": identity, "conversation": conversation, "made": time.time(), "body": dict(body)}
        self.write(sa.insert(receipt).values(row))
        return identity

    def receipt(self, identity: str) -> dict[str, Any] | None:
        """The body of a receipt; None for an unknown id."""
        rows = self.read(sa.select(receipt.c.body).where(receipt.c.id == identity))
        return rows[0].body if rows else None

    def judge(self, conversation: str, identity: str, helpful: bool) -> bool:
        """Keep whether the reply of a receipt helped; the newest word counts. False for a receipt
        that is not of this conversation.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        mine = sa.select(receipt.c.id).where(receipt.c.id == identity, receipt.c.conversation == conversation)
        if not self.read(mine):
            return False
        row = {"receipt": identity, "conversation": conversation, "given": time.time(), "helpful": helpful}
        self.write(sa.delete(feedback).where(feedback.c.receipt == identity), sa.insert(feedback).values(row))
        return True

    def judged(self, helpful: bool) -> list[tuple[str, float]]:
        """The replies that helped, or did not: their conversation and when they were made, oldest first."""
        joined = sa.select(receipt.c.conversation, receipt.c.made).join(
            feedback, feedback.c.receipt == receipt.c.id
        )
        rows = self.read(joined.where(feedback.c.helpful == helpful).order_by(receipt.c.made))
        return [(row.conversation, row.made) for row in rows]

    def forget(self, conversation: str) -> None:
        """Remove all receipts of a conversation and what was said of them, from the file as well. A
        diary that it opened stays for whoever has the code; that it was opened here is forgotten.

        Raises:
            JournalUnavailable: they could not be removed.
        """
        mine = (feedback, receipt, diary_of)
        self.write(*(sa.delete(t).where(t.c.conversation == conversation) for t in mine))
        self.scrub()

    def scrub(self) -> None:
        """Rewrite a file without what was deleted."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")  # rows that moved left copies behind

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def read(self, query: Any) -> list[Any]:
        """The rows of a query.

        Raises:
            JournalUnavailable: it cannot be read.
        """
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))
        except sa.exc.DatabaseError as error:
            raise JournalUnavailable(f"The journal cannot be read: {error.orig}") from error

    def write(self, *statements: Any) -> int:
        """Run statements in one transaction; how many rows the last of them touched.

        Raises:
            JournalUnavailable: nothing was written.
        """
        try:
            with self._engine.begin() as connection:
                touched = [connection.execute(statement).rowcount for statement in statements]
                return int(touched[-1])
        except sa.exc.DatabaseError as error:
            raise JournalUnavailable(f"The journal cannot be written: {error.orig}") from error


def _overwrite_what_is_deleted(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete=ON")


def upgrade(url: str) -> None:
    """Bring a journal to the newest version of its tables."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")
