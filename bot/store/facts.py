"""Asking the facts database. Read-only: nothing here can change what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from bot.core.model import SAYABLE, Cite, Conflict, Fact, Gap, PastRule, RedFlag, Source, Topic
from bot.store import places, search, tables
from bot.store.places import FactsUnavailable, Where

__all__ = ["Facts", "FactsUnavailable"]

_FACT = [column for column in tables.fact.c if column.name != "number"]
_FACT_FIELDS = [column.name for column in _FACT]
_NAMED = sa.bindparam("topic", type_=sa.String)
_TOPIC = sa.select(tables.topic).where(tables.topic.c.id == _NAMED)
_TOLD = (
    sa.select(tables.topic_fact.c.fact)
    .where(tables.topic_fact.c.topic == _NAMED)
    .order_by(tables.topic_fact.c.place)
)
_FACTS = (
    sa.select(*_FACT)
    .join(tables.topic_fact, tables.topic_fact.c.fact == tables.fact.c.id)
    .where(tables.topic_fact.c.topic == _NAMED)
    .order_by(tables.topic_fact.c.place)
)
_FIRST_FACTS = _FACTS.limit(sa.bindparam("most", type_=sa.Integer))
_TITLES = sa.select(tables.topic.c.id, tables.topic.c.title).where(
    tables.topic.c.id.in_(sa.bindparam("topics", expanding=True))
)
_GAPS = sa.select(tables.gap).where(tables.gap.c.topic == _NAMED).order_by(tables.gap.c.id)
_TERMS = sa.select(tables.term).where(tables.term.c.word.in_(sa.bindparam("words", expanding=True)))
_LAST = (
    sa.select(tables.fact.c.number)
    .where(tables.fact.c.number > 0, tables.fact.c.status.in_(sa.bindparam("statuses", expanding=True)))
    .order_by(tables.fact.c.number.desc())
    .limit(1)
)
"""The questions asked again and again: built once, so that their SQL is compiled once."""


class Facts:
    """The library that answers are made from, over one built database.

    What there are few of (rules, people, sources, conflicts) is read at the start; facts, topics and
    gaps are looked up by their keys when they are asked for.
    """

    def __init__(
        self, where: Where, expected: str | None = None, lowest_status: str = "under_review"
    ) -> None:
        """Open a built database.

        Args:
            where: its file, or its address (SQLAlchemy URL).
            expected: the digest of the content that it must have been built from.
            lowest_status: the weakest editorial status of a fact that may be said.

        Raises:
            FactsUnavailable: it is missing, cannot be reached or read, or was built from other
                content or by another version of the code.
        """
        place = places.at(where)
        self._name = place.name
        self.lowest_status = lowest_status
        self._engine = place.open(expected)
        self._find = search.find(self._engine.dialect.name, _FACT)
        try:
            stamps = {row.name: row.value for row in self._all(sa.select(tables.stamp))}
            self.digest = stamps.get("content", "")
            if stamps.get("schema") != tables.SCHEMA:
                raise places.outdated(self._name, stamps.get("schema"))
            if expected is not None and self.digest != expected:
                raise places.foreign(self._name, self.digest, expected)
            self._read_few()
        except FactsUnavailable:
            self.close()
            raise

    def _read_few(self) -> None:
        """Read what there are few of, and how far a search may look: to the last fact in the order of
        the search whose status may be said."""
        rules, people = self._all(sa.select(tables.rule)), self._all(sa.select(tables.person))
        self.people: Mapping[str, str] = {row.id: row.says for row in people}
        self.rules: Mapping[str, RedFlag] = {row.id: _rule(row.body) for row in rules}
        sources = self._all(sa.select(tables.source).order_by(tables.source.c.id))
        self._sources = {row.id: _source(row) for row in sources}
        conflicts = self._all(sa.select(tables.conflict))
        self._conflicts = {
            row.id: Conflict(row.id, row.say, _cites(row.cites), frozenset(row.urges)) for row in conflicts
        }
        sayable = SAYABLE[SAYABLE.index(self.lowest_status) :]
        last = self._one(_LAST, statuses=sayable)
        self._last: int = last.number if last else 0

    def close(self) -> None:
        """Release the file, or the connections."""
        self._engine.dispose()

    def topic(self, topic: str) -> Topic | None:
        """What is said about a topic, in which order."""
        row = self._one(_TOPIC, topic=topic)
        if row is None:
            return None
        told = tuple(f.fact for f in self._all(_TOLD, topic=topic))
        return Topic(row.id, row.title, row.question, told, tuple(row.next), row.gap, tuple(row.conflicts))

    def facts(self, topic: str, limit: int | None = None) -> tuple[Fact, ...]:
        """The facts of a topic, in the order of its answer: all, or the first ones."""
        if limit is None:
            return tuple(_fact(row) for row in self._all(_FACTS, topic=topic))
        return tuple(_fact(row) for row in self._all(_FIRST_FACTS, topic=topic, most=max(0, limit)))

    def search(self, words: str, most: int = 3) -> tuple[Fact, ...]:
        """The facts that may be said and tell most about some words, best first; none when the words
        are about something else. Any text will do (see `bot.store.search`)."""
        asked = search.asked(words)
        if not asked or most < 1 or not self._last:
            return ()
        known = {row.word: row.facts for row in self._all(_TERMS, words=list(asked))}
        chosen = search.chosen(asked, known)
        if not chosen:
            return ()
        text = search.match(self._engine.dialect.name, chosen)
        last = search.reach(asked, chosen, known, self._last)
        rows = self._all(self._find, words=text, last=last, most=search.limit(most))
        found = search.relevant(rows, search.weights(asked, known, self._last))
        return tuple(_fact(row) for row in found[:most])

    def titles(self, topics: Iterable[str]) -> dict[str, str]:
        """The button titles of some topics."""
        return {row.id: row.title for row in self._all(_TITLES, topics=list(topics))}

    def gaps(self, topic: str) -> tuple[Gap, ...]:
        """What people ask about a topic that no source answers."""
        rows = self._all(_GAPS, topic=topic)
        return tuple(Gap(**{**row._mapping, "keys": tuple(row._mapping["keys"])}) for row in rows)

    def conflict(self, conflict: str) -> Conflict | None:
        """What is said where sources disagree."""
        return self._conflicts.get(conflict)

    def source(self, source: str) -> Source | None:
        """A document and what it says of itself."""
        return self._sources.get(source)

    def sources(self) -> tuple[Source, ...]:
        """Every document, by id."""
        return tuple(self._sources.values())

    def _one(self, query: Any, **values: Any) -> Row | None:
        rows = self._all(query, **values)
        return rows[0] if rows else None

    def _all(self, query: Any, **values: Any) -> list[Row]:
        try:
            return self._ask(query, values)
        except sa.exc.DatabaseError as error:
            if not error.connection_invalidated:
                raise places.unreadable(self._name, error) from error
        try:  # the server was started anew since: its old connections are gone, a new one may do
            return self._ask(query, values)
        except sa.exc.DatabaseError as error:
            raise places.unreadable(self._name, error) from error

    def _ask(self, query: Any, values: Mapping[str, Any]) -> list[Row]:
        with self._engine.connect() as connection:
            return list(connection.execute(query, values))


def _cites(raw: Iterable[Iterable[str]]) -> tuple[Cite, ...]:
    return tuple(Cite(*cite) for cite in raw)


def _source(row: Row) -> Source:
    values = dict(row._mapping)
    return Source(**{**values, "authors": tuple(values["authors"])})


def _fact(row: Row) -> Fact:
    values = row._mapping
    return Fact(
        **{
            **{name: values[name] for name in _FACT_FIELDS},
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
