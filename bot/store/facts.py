"""Asking the facts database. Read-only: nothing here can change what is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Engine, Row
from sqlalchemy.pool import StaticPool

from bot.core.model import Cite, Conflict, Fact, Gap, PastRule, RedFlag, Source, Topic
from bot.store import tables
from bot.store.build import SCHEMA


class FactsUnavailable(Exception):
    """The facts database cannot be used; the text says why and what to do."""


class Facts:
    """The library that answers are made from, over one built database."""

    def __init__(self, path: Path, expected: str | None = None, lowest_status: str = "under_review") -> None:
        """Open a built database.

        Args:
            path: the database file.
            expected: the digest of the content that it must have been built from.
            lowest_status: the weakest editorial status of a fact that may be said.

        Raises:
            FactsUnavailable: it is missing, unreadable, or built from other content.
        """
        if not path.exists():
            raise FactsUnavailable(f"The facts database {path} does not exist. Run: charley content build")
        self._path = path
        self.lowest_status = lowest_status
        self._engine = _open(path)
        try:
            stamps = {row.name: row.value for row in self._all(sa.select(tables.stamp))}
            self.digest = stamps.get("content", "")
            if stamps.get("schema") != SCHEMA or (expected is not None and self.digest != expected):
                raise FactsUnavailable(
                    f"The facts database {path} was built from other content ({self.digest or 'unknown'}, "
                    f"now {expected}). Run: charley content build"
                )
            rules = self._all(sa.select(tables.rule))
            people = self._all(sa.select(tables.person))
        except FactsUnavailable:
            self.close()
            raise
        self.people: Mapping[str, str] = {row.id: row.says for row in people}
        self.rules: Mapping[str, RedFlag] = {row.id: _rule(row.body) for row in rules}

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def topic(self, topic: str) -> Topic | None:
        """What is said about a topic, in which order."""
        row = self._one(sa.select(tables.topic).where(tables.topic.c.id == topic))
        if row is None:
            return None
        query = sa.select(tables.topic_fact.c.fact).where(tables.topic_fact.c.topic == topic)
        facts = self._all(query.order_by(tables.topic_fact.c.place))
        told = tuple(f.fact for f in facts)
        return Topic(row.id, row.title, row.question, told, tuple(row.next), row.gap, tuple(row.conflicts))

    def facts(self, topic: str) -> tuple[Fact, ...]:
        """All facts of a topic, in the order of its answer."""
        query = (
            sa.select(tables.fact)
            .join(tables.topic_fact, tables.topic_fact.c.fact == tables.fact.c.id)
            .where(tables.topic_fact.c.topic == topic)
            .order_by(tables.topic_fact.c.place)
        )
        return tuple(_fact(row) for row in self._all(query))

    def titles(self, topics: Iterable[str]) -> dict[str, str]:
        """The button titles of some topics."""
        query = sa.select(tables.topic.c.id, tables.topic.c.title).where(tables.topic.c.id.in_(list(topics)))
        return {row.id: row.title for row in self._all(query)}

    def gaps(self, topic: str) -> tuple[Gap, ...]:
        """What people ask about a topic that no source answers."""
        rows = self._all(sa.select(tables.gap).where(tables.gap.c.topic == topic).order_by(tables.gap.c.id))
        return tuple(Gap(**{**row._mapping, "keys": tuple(row._mapping["keys"])}) for row in rows)

    def conflict(self, conflict: str) -> Conflict | None:
        """What is said where sources disagree."""
        row = self._one(sa.select(tables.conflict).where(tables.conflict.c.id == conflict))
        return Conflict(row.id, row.say, _cites(row.cites), frozenset(row.urges)) if row else None

    def source(self, source: str) -> Source | None:
        """A document and what it says of itself."""
        row = self._one(sa.select(tables.source).where(tables.source.c.id == source))
        return _source(row) if row else None

    def sources(self) -> tuple[Source, ...]:
        """Every document, by id."""
        return tuple(_source(row) for row in self._all(sa.select(tables.source).order_by(tables.source.c.id)))

    def _one(self, query: Any) -> Row | None:
        rows = self._all(query)
        return rows[0] if rows else None

    def _all(self, query: Any) -> list[Row]:
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))
        except sa.exc.DatabaseError as error:
            raise FactsUnavailable(
                f"The facts database {self._path} cannot be read ({error.orig}). Run: charley content build"
            ) from error


def _open(path: Path) -> Engine:
    """One read-only connection, kept: a database built meanwhile is another file, and this one
    goes on telling what its rules and its digest belong to."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return sa.create_engine("sqlite://", creator=connect, poolclass=StaticPool, future=True)


def _cites(raw: Iterable[Iterable[str]]) -> tuple[Cite, ...]:
    return tuple(Cite(*cite) for cite in raw)


def _source(row: Row) -> Source:
    values = dict(row._mapping)
    return Source(**{**values, "authors": tuple(values["authors"])})


def _fact(row: Row) -> Fact:
    values = dict(row._mapping)
    return Fact(
        **{
            **values,
            "urges": frozenset(values["urges"]),
            "keys": tuple(values["keys"]),
            "conflicts": tuple(values["conflicts"]),
            "topics": tuple(values["topics"]),
            "cites": _cites(values["cites"]),
        }
    )


def _rule(body: Mapping[str, Any]) -> RedFlag:
    values = dict(body)
    values |= {name: frozenset(values[name]) for name in ("withholds_urges", "withholds_facts")}
    values |= {name: tuple(values[name]) for name in ("any_of", "assumes", "operator")}
    values["all_of"] = tuple(tuple(options) for options in values["all_of"])
    values["past"] = PastRule(**values["past"])
    values["cites"] = _cites(values["cites"])
    return RedFlag(**values)
