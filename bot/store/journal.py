"""The journal: receipts of replies and whether they helped, kept until the conversation is
forgotten; and diaries that people asked to have kept (see `diaries`). Ids and closed lists of words
only, never a person's own; sealed, because they tell what was found of a person.

SQLite by default, or whatever `CHARLEY_JOURNAL_URL` names; Alembic moves it from version to version.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.store.transactions import Database, StoreUnavailable
from bot.store.vault import Forgotten, Vault

metadata = sa.MetaData()

_WAIT = 0.3
"""Seconds to wait for a locked SQLite journal: everybody waits for their replies meanwhile."""

_PSEUDONYM = "pseudonym of the conversation"

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True, comment="by chance; goes out with the reply"),
    sa.Column("conversation", sa.String(64), nullable=False, index=True, comment=_PSEUDONYM),
    sa.Column("made", sa.Float, nullable=False, comment="when"),
    sa.Column(
        "body",
        sa.LargeBinary,
        nullable=False,
        comment="sealed: ids of facts and rules, the findings, a digest",
    ),
    comment="what replies were made from, so that they can be made again",
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column(
        "receipt", sa.String(32), sa.ForeignKey("receipt.id"), primary_key=True, comment="of which reply"
    ),
    sa.Column("conversation", sa.String(64), nullable=False, index=True, comment=_PSEUDONYM),
    sa.Column("given", sa.Float, nullable=False, comment="when"),
    sa.Column("helpful", sa.Boolean, nullable=False, comment="yes or no"),
    comment="whether replies helped",
)

diary = sa.Table(
    "diary",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True, comment="a pseudonym: a keyed hash of its code"),
    sa.Column("used", sa.Float, nullable=False, index=True, comment="when it was last used"),
    sa.Column("entries", sa.LargeBinary, nullable=False, comment="sealed: the cramps that were logged"),
    comment="cramp diaries that people asked to have kept under a code",
)

diary_of = sa.Table(
    "diary_of",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True, comment=_PSEUDONYM),
    sa.Column("diary", sa.String(64), nullable=False, index=True, comment="the diary's pseudonym"),
    comment="which conversation has which diary open",
)


class JournalUnavailable(Exception):
    """The journal cannot be used now; the text says why."""

    wordless = True


class Journal:
    """The receipts of one database."""

    def __init__(self, url: str, vault: Vault) -> None:
        """Open the journal and bring it to the newest version.

        Args:
            url: an SQLAlchemy URL, SQLite or PostgreSQL.
            vault: what seals, and makes pseudonyms.

        Raises:
            JournalUnavailable: it cannot be opened or moved.
        """
        self.vault = vault
        try:
            self._database = Database(url, _WAIT)
            upgrade(url, vault)
        except (sa.exc.SQLAlchemyError, OSError, StoreUnavailable) as error:
            raise JournalUnavailable(f"The journal cannot be opened: {error}") from error

    def keep(self, conversation: str, body: Mapping[str, Any]) -> str:
        """Keep a receipt; its id comes back.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        identity, name = secrets.token_hex(16), self.vault.name(conversation)
        try:
            sealed = self.vault.seal(name, f"receipt {identity}", dict(body))
        except StoreUnavailable as error:
            raise JournalUnavailable(f"The journal cannot be written: {error}") from None
        row = {"id": identity, "conversation": name, "made": time.time(), "body": sealed}
        self.write(sa.insert(receipt).values(row))
        return identity

    def receipt(self, identity: str) -> dict[str, Any] | None:
        """The body of a receipt; None for an unknown id.

        Raises:
            JournalUnavailable: it cannot be read.
        """
        rows = self.read(sa.select(receipt).where(receipt.c.id == identity))
        if not rows:
            return None
        try:
            body: dict[str, Any] = self.vault.open(rows[0].conversation, f"receipt {identity}", rows[0].body)
        except Forgotten:
            return None
        except StoreUnavailable as error:
            raise JournalUnavailable(f"The journal cannot be read: {error}") from None
        return body

    def judge(self, conversation: str, identity: str, helpful: bool) -> bool:
        """Keep whether the reply of a receipt helped; the newest word counts. False for a receipt
        that is not of this conversation.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        name = self.vault.name(conversation)
        mine = sa.select(receipt.c.id).where(receipt.c.id == identity, receipt.c.conversation == name)
        if not self.read(mine):
            return False
        row = {"receipt": identity, "conversation": name, "given": time.time(), "helpful": helpful}
        self.write(sa.delete(feedback).where(feedback.c.receipt == identity), sa.insert(feedback).values(row))
        return True

    def judged(self, helpful: bool) -> list[tuple[str, float]]:
        """The replies that helped, or did not, oldest first: the conversation's pseudonym, and when."""
        joined = sa.select(receipt.c.conversation, receipt.c.made).join(
            feedback, feedback.c.receipt == receipt.c.id
        )
        rows = self.read(joined.where(feedback.c.helpful == helpful).order_by(receipt.c.made))
        return [(row.conversation, row.made) for row in rows]

    def forget(self, conversation: str) -> None:
        """Remove all receipts of a conversation and what was said of them. What is left of them in the
        file cannot be read once the conversation's key is destroyed. A diary that it opened stays for
        whoever has the code; that it was opened here is forgotten.

        Raises:
            JournalUnavailable: they could not be removed.
        """
        self.forget_named([self.vault.name(conversation)])

    def forget_named(self, names: Sequence[str]) -> None:
        """The same by pseudonyms, some hundreds at most.

        Raises:
            JournalUnavailable: they could not be removed.
        """
        if names:
            self.write(
                *(sa.delete(t).where(t.c.conversation.in_(names)) for t in (feedback, receipt, diary_of))
            )
            self._database.fold_in()

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    def read(self, query: Any) -> list[Any]:
        """The rows of a query.

        Raises:
            JournalUnavailable: it cannot be read.
        """
        try:
            with self._database.reading() as connection:
                return list(connection.execute(query))
        except StoreUnavailable as error:
            raise JournalUnavailable(f"The journal cannot be read: {error}") from error

    def write(self, *statements: Any) -> int:
        """Run statements in one transaction; how many rows the last of them touched.

        Raises:
            JournalUnavailable: nothing was written.
        """
        try:
            with self._database.writing() as connection:
                touched = [connection.execute(statement).rowcount for statement in statements]
                return int(touched[-1])
        except StoreUnavailable as error:
            raise JournalUnavailable(f"The journal cannot be written: {error}") from error


def upgrade(url: str, vault: Vault) -> None:
    """Bring a journal to the newest version; ``vault`` seals what an older one left readable."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["vault"] = vault
    command.upgrade(config, "head")
    if config.attributes.get("rewritten") and url.startswith("sqlite"):
        engine = sa.create_engine(url, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")  # what was readable before is in the file no more
        engine.dispose()
