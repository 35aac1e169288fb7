"""Databases that keep what people told: how they are opened, how long they wait, how errors are told.

SQLite or PostgreSQL. What is written is on disk when a transaction ends, and no error of a database
carries the values that were written.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store import kept_open

Where = Path | str
"""A SQLite file, or an SQLAlchemy URL."""

_IMPATIENT = 0.05
"""Seconds to wait for a lock once one was waited for in vain, until the database works again. Waiting
stops the whole process: with the full wait at every step a turn, and all others behind it, come late."""
_REST = 1.0
"""Seconds without another try after a server could not be reached: each would hold up everybody."""
_CONNECT_SECONDS = 2
"""The least that libpq takes."""
_KEPT_OPEN = 5


class StoreUnavailable(Exception):
    """A database that keeps conversations cannot be used now."""

    wordless = True


class Patience:
    """How long a database is waited for: as set while it works, hardly while it does not."""

    def __init__(self, wait: float) -> None:
        self._wait = self._now = wait
        self._rests_until = 0.0

    def into(self, dialect: Any, record: Any, args: Any, parameters: dict[str, Any]) -> None:
        """Give a new connection to a SQLite file its wait."""
        parameters["timeout"] = self._now

    @property
    def now(self) -> float:
        """Seconds that a lock is waited for now."""
        return self._now

    def rest(self) -> None:
        """Let a server be for a while."""
        self._rests_until = time.monotonic() + _REST

    @property
    def rests(self) -> bool:
        """Whether the server is not to be tried now."""
        return time.monotonic() < self._rests_until

    def learn(self, *, works: bool) -> None:
        """Take in how a transaction ended."""
        self._now = self._wait if works else min(self._wait, _IMPATIENT)


class Database:
    """One database, opened with short waits; made when it is a new SQLite file, for its owner alone."""

    def __init__(self, where: Where, wait: float) -> None:
        """Prepare it. Nothing is opened yet.

        Args:
            where: a SQLite file, or an SQLAlchemy URL of SQLite or PostgreSQL.
            wait: seconds to wait for a lock before giving up.
        """
        url = sa.engine.make_url(f"sqlite:///{where}" if isinstance(where, Path) else where)
        self.name = url.render_as_string(hide_password=True)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.path = Path(url.database) if self.is_sqlite and url.database else None
        self._patience = Patience(wait)
        if self.is_sqlite:
            more: dict[str, Any] = {"connect_args": {"timeout": wait, "check_same_thread": False}}
            more |= kept_open.OPTIONS if self.path else {}
        else:
            more = {"connect_args": _postgres(wait), "pool_pre_ping": True, "pool_timeout": wait}
            more |= {"pool_size": _KEPT_OPEN, "pool_recycle": 3600}
        self.engine = sa.create_engine(url, future=True, hide_parameters=True, **more)
        if self.is_sqlite:
            if self.path:
                kept_open.keep_open(self.engine, self.path, lambda: self._patience.now)
            sa.event.listen(self.engine, "do_connect", self._patience.into)
            sa.event.listen(self.engine, "connect", _prepare)
            sa.event.listen(self.engine, "begin", _begin)

    def make(self, metadata: sa.MetaData) -> None:
        """Make the tables that are missing.

        Raises:
            StoreUnavailable: the database cannot be opened or written.
        """
        try:
            self.own()
            with self.writing() as connection:
                lock_out(connection)
                metadata.create_all(connection)
            self.own()
        except OSError as error:
            raise StoreUnavailable(f"The database {self.name} cannot be used: {error}") from error
        except StoreUnavailable as error:
            raise StoreUnavailable(f"The database {self.name} cannot be used. {error}") from None

    def own(self) -> None:
        """Make the folder of a file, and keep everyone but its owner out of the file.

        Raises:
            OSError: that is not possible.
        """
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.path.exists():
                self.path.chmod(0o600)

    def writing(self) -> Transaction:
        """A transaction that writes: a writer's lock is taken at once, so that it never fails half-way."""
        return Transaction(self.engine, self._patience, writes=True)

    def reading(self) -> Transaction:
        """A transaction that only reads."""
        return Transaction(self.engine.execution_options(charley_begin="BEGIN"), self._patience)

    def scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the log that still holds it. For SQLite alone.

        secure_delete alone is not enough: rows that moved between pages left copies behind.

        Raises:
            StoreUnavailable: some of it may still be there.
        """
        try:
            self._run("VACUUM")
            if self._run("PRAGMA wal_checkpoint(TRUNCATE)")[0]:
                raise StoreUnavailable(f"{self.name} is being read; what was deleted remains in its log")
        except (sqlite3.DatabaseError, sa.exc.SQLAlchemyError) as error:
            raise StoreUnavailable(f"The database refused: {type(error).__name__}") from None

    def fold_in(self) -> None:
        """Empty the log of a file where nobody reads it."""
        if self.is_sqlite:
            with suppress(sqlite3.DatabaseError, sa.exc.SQLAlchemyError):
                self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _run(self, statement: str) -> Any:
        with self.engine.connect() as connection:
            return connection.connection.dbapi_connection.execute(statement).fetchone()

    def close(self) -> None:
        """Release it."""
        self.engine.dispose()


class Transaction:
    """One transaction: committed when its block ends well, else rolled back."""

    def __init__(self, engine: Any, patience: Patience, *, writes: bool = False) -> None:
        self._begin = engine.begin()
        self._patience, self._writes = patience, writes
        self._is_server = engine.dialect.name != "sqlite"

    def __enter__(self) -> Any:
        if self._is_server and self._patience.rests:
            raise StoreUnavailable("The database cannot be reached")
        try:
            return self._begin.__enter__()
        except sa.exc.SQLAlchemyError as error:
            if self._is_server:
                self._patience.rest()
            raise self._refused(error) from None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            self._begin.__exit__(kind, error, trace)
        except sa.exc.SQLAlchemyError as failed:
            raise self._refused(failed) from None
        if isinstance(error, sa.exc.SQLAlchemyError):
            raise self._refused(error) from None
        if error is None and self._writes:  # who only reads may not have met the lock
            self._patience.learn(works=True)

    def _refused(self, error: Any) -> StoreUnavailable:
        self._patience.learn(works=False)
        told = str(getattr(error, "orig", None) or type(error).__name__)
        return StoreUnavailable(f"The database refused: {told.splitlines()[0]}")


def lock_out(connection: Any) -> None:
    """Keep other processes from changing tables at the same time, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4747)")


def _postgres(wait: float) -> dict[str, Any]:
    """How libpq connects: a server that went silent is noticed soon."""
    patience = max(1, round(wait * 1000))
    return {
        "connect_timeout": _CONNECT_SECONDS,
        "tcp_user_timeout": _CONNECT_SECONDS * 1000,
        "application_name": "charley",
        "options": f"-c lock_timeout={patience} -c statement_timeout={patience + 4000}",
    }


def _begin(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("charley_begin", "BEGIN IMMEDIATE"))


def _prepare(connection: Any, _: Any) -> None:
    """WAL so that readers never wait; deleted bytes are overwritten; the driver's own BEGIN is off."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
