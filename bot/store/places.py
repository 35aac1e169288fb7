"""Where a facts database is: a SQLite file, or PostgreSQL with a schema of its own for each build.

A place is given as a path (a SQLite file) or as an SQLAlchemy URL. Readers see a build once it is
complete: of SQLite, because a file is put in the place of another; of PostgreSQL, because the build is
one transaction that ends by naming its schema. A reader that is open goes on with its own build.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool, StaticPool

from bot import checksums
from bot.store.tables import SCHEMA

Where = Path | str
KEPT = 2
"""How many builds PostgreSQL keeps: the newest, and the one that servers not yet restarted answer from."""

_CONNECT_SECONDS = 5
_QUERY_MILLISECONDS = 5000
_LOCK = 0x63686172  # the advisory lock of builders, one number for all of them
_BUILD = "charley content build"


class FactsUnavailable(Exception):
    """The facts database cannot be used; the text says why and what to do."""


def at(where: Where) -> SqliteFile | PostgresServer:
    """The place that a path or an address names.

    Raises:
        FactsUnavailable: it names none.
    """
    if isinstance(where, Path):
        return SqliteFile(where)
    try:
        url = sa.engine.make_url(where)
        kind = url.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise FactsUnavailable("CHARLEY_FACTS_URL is no address of a database. Correct it.") from error
    if kind == "sqlite" and url.database:
        return SqliteFile(Path(url.database))
    if kind == "postgresql" and url.database:
        return PostgresServer(url)
    raise FactsUnavailable("CHARLEY_FACTS_URL names no PostgreSQL database and no SQLite file. Correct it.")


class SqliteFile:
    """A facts database in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.name = str(path)

    def open(self, expected: str | None) -> Engine:
        """One read-only connection, kept: a database built meanwhile is another file, and this one
        goes on telling what its rules and its digest belong to.

        Raises:
            FactsUnavailable: there is no file. What is in it, whoever reads its stamp has to judge.
        """
        if not self.path.exists():
            raise FactsUnavailable(f"The facts database {self.name} does not exist. Run: {_BUILD}")
        address = f"file:{quote(str(self.path))}?mode=ro"

        def connect() -> sqlite3.Connection:
            return sqlite3.connect(address, uri=True, check_same_thread=False)

        return sa.create_engine("sqlite://", creator=connect, poolclass=StaticPool, future=True)

    @contextmanager
    def building(self, digest: str) -> Iterator[Connection]:
        """A transaction to fill a new file in, which then takes the place of the old one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}.building")
        unfinished.unlink(missing_ok=True)
        engine = sa.create_engine(sa.engine.URL.create("sqlite", database=str(unfinished)), future=True)
        try:
            with engine.begin() as connection:
                yield connection
            engine.dispose()
            os.replace(unfinished, self.path)
            checksums.write(self.path)
        finally:
            engine.dispose()
            unfinished.unlink(missing_ok=True)


class PostgresServer:
    """Facts databases on a server: the schema `facts` lists the builds, each in a schema of its own."""

    def __init__(self, url: Any) -> None:
        self._url = url
        self.name = str(url.set(query={}).render_as_string(hide_password=True))

    def open(self, expected: str | None) -> Engine:
        """Connections that read one build and can write nothing: the expected one, else the newest.

        Raises:
            FactsUnavailable: the server cannot be reached or has no such build.
        """
        with self._connected() as engine, engine.connect() as connection:
            schema = self._find(connection, expected)
        engine = self._engine(isolation_level="AUTOCOMMIT", pool_size=2, max_overflow=8)

        def prepare(connection: Any, _: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    f'set search_path = "{schema}"; set default_transaction_read_only = on; '
                    f"set statement_timeout = {_QUERY_MILLISECONDS}"
                )
            connection.commit()

        sa.event.listen(engine, "connect", prepare)
        return engine

    @contextmanager
    def building(self, digest: str) -> Iterator[Connection]:
        """A transaction to fill a new build in. Older builds are dropped in another one after it.

        Raises:
            FactsUnavailable: the server cannot be reached or allows no build.
        """
        if not re.fullmatch(r"[0-9a-z]{1,40}", digest):
            raise ValueError(f"{digest!r} is no digest")
        schema = f"facts_{digest}_{SCHEMA}"
        with self._connected() as engine:
            with engine.begin() as connection:
                _run(connection, f"select pg_advisory_xact_lock({_LOCK})")
                _run(connection, "create schema if not exists facts")
                _run(
                    connection,
                    "create table if not exists facts.build (number bigint generated always as identity, "
                    "name text primary key, digest text, tables text not null)",
                )
                _run(connection, "create schema facts_unfinished")
                _run(connection, "set local search_path = facts_unfinished")
                yield connection
                self._put_in_place(connection, schema, digest)
            # Who waits longest for a table is a reader of an old build; the next build tries again.
            with suppress(sa.exc.DatabaseError), engine.begin() as connection:
                self._drop_older(connection)

    def _find(self, connection: Connection, expected: str | None) -> str:
        """The name of the schema to read."""
        known = _run(connection, "select to_regclass('facts.build')").scalar_one()
        listed = "select name, digest, tables from facts.build where digest is not null order by number desc"
        builds = _run(connection, listed).all() if known else []
        if not builds:
            raise FactsUnavailable(f"The facts database {self.name} holds no build. Run: {_BUILD}")
        wanted = [b for b in builds if expected in (None, b.digest)]
        if not wanted:
            raise foreign(self.name, builds[0].digest, expected)
        readable = [b for b in wanted if b.tables == SCHEMA]
        if not readable:
            raise outdated(self.name, wanted[0].tables)
        return str(readable[0].name)

    def _put_in_place(self, connection: Connection, schema: str, digest: str) -> None:
        """Name the new build. One of the same content steps aside under another name: renaming makes
        no reader wait."""
        aside = f"{schema}_{_run(connection, 'select txid_current()').scalar_one()}"
        there = "select 1 from pg_namespace where nspname = :name"
        if _run(connection, there, name=schema).first():
            _run(connection, f'alter schema "{schema}" rename to "{aside}"')
        _run(
            connection,
            "update facts.build set name = :aside, digest = null where name = :name",
            aside=aside,
            name=schema,
        )
        _run(connection, f'alter schema facts_unfinished rename to "{schema}"')
        _run(
            connection,
            "insert into facts.build (name, digest, tables) values (:name, :digest, :tables)",
            name=schema,
            digest=digest,
            tables=SCHEMA,
        )

    def _drop_older(self, connection: Connection) -> None:
        """Drop what is not among the builds kept; only what the list of builds names."""
        _run(connection, f"select pg_advisory_xact_lock({_LOCK})")
        _run(connection, "set local lock_timeout = '500ms'")  # below the server's deadlock_timeout: we yield
        old = _run(
            connection,
            "delete from facts.build where number not in (select number from facts.build "
            f"where digest is not null order by number desc limit {KEPT}) returning name",
        ).all()
        if old:
            _run(connection, "drop schema if exists " + ", ".join(f'"{o.name}"' for o in old) + " cascade")

    @contextmanager
    def _connected(self) -> Iterator[Engine]:
        """An engine without a pool; what the server refuses becomes one clear sentence."""
        engine = self._engine(poolclass=NullPool)
        try:
            yield engine
        except (sa.exc.OperationalError, sa.exc.ProgrammingError, sa.exc.InternalError) as error:
            raise unreadable(self.name, error) from error
        finally:
            engine.dispose()

    def _engine(self, **options: Any) -> Engine:
        waits = {} if "connect_timeout" in self._url.query else {"connect_timeout": _CONNECT_SECONDS}
        return sa.create_engine(self._url, connect_args=waits, future=True, **options)


def foreign(name: str, found: str, expected: str | None) -> FactsUnavailable:
    """The refusal of a database that was built from other content."""
    return FactsUnavailable(
        f"The facts database {name} was built from other content "
        f"({found or 'unknown'}, now {expected}). Run: {_BUILD}"
    )


def outdated(name: str, found: str | None) -> FactsUnavailable:
    """The refusal of a database whose tables another version of the code made."""
    return FactsUnavailable(
        f"The facts database {name} was built by another version of the code "
        f"(its tables are number {found or 'unknown'}, now {SCHEMA}). Run: {_BUILD}"
    )


def unreadable(name: str, error: Any) -> FactsUnavailable:
    """The refusal of a database that cannot be reached or read."""
    why = " ".join(str(error.orig).split())[:300]
    down = name.startswith("postgresql") and isinstance(error, sa.exc.OperationalError)
    todo = "Start its server or correct CHARLEY_FACTS_URL." if down else f"Run: {_BUILD}"
    return FactsUnavailable(
        f"The facts database {name} cannot be {'reached' if down else 'used'} ({why}). {todo}"
    )


def _run(connection: Connection, statement: str, **values: Any) -> Any:
    return connection.execute(sa.text(statement), values)
