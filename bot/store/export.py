"""What content holds, for people and other programs: one entry, or all facts as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.model import Fact
from bot.store import validate
from bot.store.content import Content
from bot.store.entries import Entry

_WIDTH = 100
_COLUMNS = (
    *("id", "status", "plain", "clinician", "warning", "topics", "sources", "kind", "serve", "urges"),
    *("conflicts", "reviewed", "next_review", "superseded_by"),
)


def shown(content: Content, identity: str) -> str:
    """Everything with this id, whatever its kind, and what uses it; empty when nothing has it."""
    found = [e for e in content.entries.values() if e.id == identity]
    return "\n\n".join("\n".join(_entry(content, e)) for e in found)


def as_json(content: Content) -> str:
    """All facts and sources as JSON."""
    sources = {s.id: {**vars(s), "authors": list(s.authors)} for s in content.sources.values()}
    out = {
        "content": content.digest,
        "facts": [_row(content, f) for f in _facts(content)],
        "sources": sources,
    }
    return json.dumps(out, indent=2, ensure_ascii=False) + "\n"


def as_csv(content: Content) -> str:
    """All facts as CSV, one a line; lists are joined by semicolons."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for fact in _facts(content):
        row = _row(content, fact)
        places = [f"{c['source']}, {c['place']}" for c in row["sources"]]
        row |= {name: "; ".join(row[name]) for name in ("topics", "urges", "conflicts")}
        writer.writerow({**row, "sources": "; ".join(places)})
    return text.getvalue()


def _facts(content: Content) -> list[Fact]:
    return sorted([*content.fact_list, *content.withdrawn], key=lambda f: f.id)


def _row(content: Content, fact: Fact) -> dict[str, Any]:
    row = {name: getattr(fact, name, None) for name in _COLUMNS}
    return row | {
        "topics": list(fact.topics),
        "urges": sorted(fact.urges),
        "conflicts": list(fact.conflicts),
        "sources": [{"source": c.source, "place": c.place} for c in fact.cites],
        "superseded_by": content.entries["fact", fact.id].data.get("superseded_by"),
    }


def _entry(content: Content, entry: Entry) -> Iterator[str]:
    yield f"{entry.kind} {entry.id} ({entry.where()})"
    yield from _lines({k: v for k, v in entry.data.items() if v != entry.id}, "  ")
    users = [e for e in content.entries.values() if e is not entry and _uses(e, entry)]
    if users:
        yield from _lines({"used by": [f"{e.kind} {e.id}" for e in users]}, "  ")


def _uses(user: Entry, entry: Entry) -> bool:
    return any(kind == entry.kind and entry.id in named for kind, _, named in validate.names(user))


def _lines(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in data.items():
        label = f"{indent}{name.replace('_', ' ')}: "
        if isinstance(value, Mapping):
            yield label.rstrip()
            yield from _lines(value, indent + "  ")
        elif value not in (None, [], ""):
            text = " ".join(_said(value).split())
            yield textwrap.fill(
                text,
                _WIDTH,
                initial_indent=label,
                subsequent_indent=indent + "    ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(str(v) for k, v in value.items() if k != "line")
    if isinstance(value, list):
        whole = any(isinstance(v, (Mapping, list)) or " " in str(v) for v in value)
        return ("; " if whole else ", ").join(_said(v) for v in value)
    return str(value)
