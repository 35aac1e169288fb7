"""content/ to facts database, in one transaction, stamped with the content's digest."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.core.model import Cite, RedFlag
from bot.store import tables
from bot.store.content import Content

SCHEMA = "3"
"""Raised when the tables change, so that an older database counts as stale."""


def build(content: Content, path: Path) -> None:
    """Write the facts database. The old one stays in use until the new one is complete.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.building")
    unfinished.unlink(missing_ok=True)
    engine = sa.create_engine(sa.engine.URL.create("sqlite", database=str(unfinished)), future=True)
    try:
        with engine.begin() as connection:
            tables.metadata.create_all(connection)
            for table, rows in _rows(content):
                if rows:
                    connection.execute(sa.insert(table), rows)
        engine.dispose()
        os.replace(unfinished, path)
    finally:
        engine.dispose()
        unfinished.unlink(missing_ok=True)


_FACT_COLUMNS = (
    *("id", "plain", "clinician", "warning", "kind", "serve"),
    *("status", "reviewed", "next_review"),
)


def _rows(content: Content) -> Iterable[tuple[sa.Table, list[dict[str, Any]]]]:
    yield tables.stamp, [{"name": "content", "value": content.digest}, {"name": "schema", "value": SCHEMA}]
    yield tables.source, [{**vars(s), "authors": list(s.authors)} for s in content.sources.values()]
    yield (
        tables.fact,
        [
            {
                **{name: getattr(f, name) for name in _FACT_COLUMNS},
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
