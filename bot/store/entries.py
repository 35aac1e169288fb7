"""Everything in content/ that has an id: what it is, where it stands, and its editorial status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.store.files import Document

WITHDRAWN = ("retired", "superseded")
"""Statuses of what is never told any more. Its id stays taken."""
KINDS: Mapping[str, tuple[str, str | None, str]] = {
    "facts": ("fact", "facts", "id"),
    "sources": ("source", None, "id"),
    "conflicts": ("conflict", None, "id"),
    "answers": ("topic", None, "topic"),
    "red_flags": ("rule", None, "id"),
    "gaps": ("gap", "gaps", "id"),
    "lexicon": ("concept", "concepts", "id"),
    "explanations": ("frame", "frames", "id"),
    "check": ("inquiry", "questions", "id"),
    "outcomes": ("outcome", "outcomes", "id"),
    "coach": ("coach", "coach", "id"),
}
"""Section: the kind of its entries, the list they stand in (None: one a file), what holds the id."""

Documents = Mapping[str, list[Document]]
Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One thing with an id, as its file has it."""

    kind: str
    id: str
    data: Mapping[str, Any]
    document: Document
    place: tuple[str | int, ...]

    @property
    def status(self) -> str:
        """Its editorial status; empty where its kind has none."""
        return str(self.data.get("status", ""))

    @property
    def live(self) -> bool:
        """Whether it may still be told."""
        return self.status not in WITHDRAWN

    def where(self, *part: str | int) -> str:
        """``file:line`` of it or of a part of it."""
        return self.document.where(*self.place, *part)


def walk(documents: Documents) -> Iterator[Entry]:
    """Every entry, in the order of the files."""
    for section, (kind, listed, named) in KINDS.items():
        for document in documents.get(section, ()):
            items = document.data.get(listed, ()) if listed else (document.data,)
            for number, data in enumerate(items):
                place = (listed, number) if listed else ()
                yield Entry(kind, data[named], data, document, place)


def by_key(entries: Iterable[Entry]) -> dict[Key, Entry]:
    """The entries by kind and id; of one that stands twice, the first."""
    found: dict[Key, Entry] = {}
    for entry in entries:
        found.setdefault((entry.kind, entry.id), entry)
    return found


def ids(entries: Iterable[Entry], kind: str, live: bool = True) -> set[str]:
    """The ids of one kind; ``live``: without what is withdrawn."""
    return {e.id for e in entries if e.kind == kind and (e.live or not live)}
