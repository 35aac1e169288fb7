"""content/ to facts database, in one transaction, stamped with the content's digest."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bot.core.model import SAYABLE, Cite, Fact, RedFlag
from bot.store import places, search, tables
from bot.store.content import Content
from bot.store.places import Where
from bot.store.tables import SCHEMA

__all__ = ["SCHEMA", "build", "write"]

Rows = Iterable[tuple[sa.Table, Iterable[Mapping[str, Any]]]]
_AT_ONCE = 5000


def build(content: Content, where: Where) -> None:
    """Write the facts database. The old one stays in use until the new one is complete.

    Raises:
        OSError: the folder cannot be written.
        FactsUnavailable: the server cannot be reached or allows no build.
    """
    write(_rows(content), content.digest, where)


def write(rows: Rows, digest: str, where: Where) -> None:
    """Write rows, in this order, as a facts database. What its search finds is counted on the way.

    Raises:
        OSError: the folder cannot be written.
        FactsUnavailable: the server cannot be reached or allows no build.
    """
    stems: Counter[str] = Counter()
    with places.at(where).building(digest) as connection:
        kind = connection.dialect.name
        tables.metadata.create_all(connection)
        _run(connection, tables.SEARCH[kind])
        for table, some in rows:
            _insert(connection, table, _counted(some, stems) if table is tables.search else some)
        _insert(connection, tables.term, ({"word": w, "facts": n} for w, n in stems.items()))
        stamps = {"content": digest, "schema": SCHEMA}
        _insert(connection, tables.stamp, ({"name": n, "value": v} for n, v in stamps.items()))
        _run(connection, tables.FILLED[kind])


def _run(connection: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(sa.text(statement))


def _insert(connection: Any, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        connection.execute(sa.insert(table), some)


def _counted(entries: Iterable[Mapping[str, Any]], stems: Counter[str]) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        stems.update(search.stems_of(entry[name] for name in search.COLUMNS))
        yield entry


def _searchable(content: Content) -> list[Fact]:
    """The facts that some editorial policy allows to be said, approved ones first: what a stricter
    policy allows is then what comes before a number."""
    some = [f for f in content.fact_list if f.status in SAYABLE and f.serve != "after_review"]
    return sorted(some, key=lambda f: -SAYABLE.index(f.status))


_FACT_COLUMNS = (
    *("id", "plain", "clinician", "warning", "kind", "serve"),
    *("status", "reviewed", "next_review"),
)


def _rows(content: Content) -> Rows:
    found = _searchable(content)
    numbers = {f.id: number for number, f in enumerate(found, 1)}
    yield tables.source, [{**vars(s), "authors": list(s.authors)} for s in content.sources.values()]
    yield (
        tables.fact,
        [
            {
                **{name: getattr(f, name) for name in _FACT_COLUMNS},
                "number": numbers.get(f.id),
                "urges": sorted(f.urges),
                "keys": list(f.keys),
                "conflicts": list(f.conflicts),
                "topics": list(f.topics),
                "cites": _cites(f.cites),
            }
            for f in content.fact_list
        ],
    )
    yield (
        tables.topic,
        [
            {
                **{n: getattr(t, n) for n in ("id", "title", "question", "gap")},
                "next": list(t.next),
                "conflicts": list(t.conflicts),
            }
            for t in content.topics.values()
        ],
    )
    yield (
        tables.topic_fact,
        [
            {"topic": t.id, "place": place, "fact": fact}
            for t in content.topics.values()
            for place, fact in enumerate(t.facts)
        ],
    )
    questions: dict[str, list[str]] = {}
    for t in content.topics.values():
        for fact in t.facts:
            questions.setdefault(fact, []).append(t.question)
    yield (
        tables.search,
        [search.entry(numbers[f.id], f.keys, questions.get(f.id, ()), f.plain, f.clinician) for f in found],
    )
    yield (
        tables.conflict,
        [
            {"id": c.id, "say": c.say, "urges": sorted(c.urges), "cites": _cites(c.cites)}
            for c in content.conflicts.values()
        ],
    )
    yield tables.gap, [{**vars(g), "keys": list(g.keys)} for g in content.gaps]
    yield tables.person, [{"id": p, "says": says} for p, says in content.people.items()]
    yield tables.rule, [{"id": r.id, "body": _rule(r)} for r in content.rules.values()]


def _cites(cites: Iterable[Cite]) -> list[list[str]]:
    return [[c.source, c.place, c.marker] for c in cites]


def _rule(rule: RedFlag) -> dict[str, Any]:
    body = {f.name: getattr(rule, f.name) for f in dataclasses.fields(rule)}
    body |= {name: sorted(body[name]) for name in ("withholds_urges", "withholds_facts")}
    body["cites"] = _cites(rule.cites)
    body["past"] = vars(rule.past)
    return body
