"""The visit summary: one page of a talk, for the person and their doctor. Its shape and its titles.

It holds what was told and what content carries, and names both as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.core.diary import Entry, spelt
from bot.core.model import Level, Source

GROUP_TITLES = {
    "complaint": "What was told",
    "denied": "Told not to be there",
    "past": "Over or in the past",
    "unsure": "Not sure",
    "medicines": "Medicines",
    "conditions": "Conditions",
}
TITLE = "Summary of a talk about cramps"
STANDING = (
    "Made by Charley, a computer program, from what was typed in a chat. Nobody was examined, and it is no "
    "diagnosis. Advice and facts come from the sources listed."
)
_UNSETTLED = {"past": "in the past", "uncertain": "not sure"}
LEVEL_TITLES: Mapping[Level, str] = {
    "emergency": "emergency (call now)",
    "urgent": "urgent (speak to a clinician today)",
    "see_doctor": "see a doctor (within days to two weeks)",
    "next_visit": "next visit (mention it)",
    "none": "no rule of this service applies",
}


@dataclass(frozen=True)
class Item:
    """One finding: its concept and how that is called, its status, the turn in which it was told and when
    (ISO, UTC); ``since`` and ``ended`` as far as they were told."""

    concept: str
    label: str
    status: str
    turn: int
    told: str
    since: str | None = None
    ended: str | None = None


@dataclass(frozen=True)
class Person:
    """What was told of one person, by group; ``about`` is self or other:<who>."""

    about: str
    name: str
    groups: Mapping[str, tuple[Item, ...]]


@dataclass(frozen=True)
class Ruled:
    """A safety rule that holds: what it rests on, its advice, its sources."""

    rule: str
    level: Level
    about: str
    name: str
    because: tuple[str, ...]
    advice: str
    sources: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Told:
    """A fact that was told in the talk."""

    fact: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """A question of the short check and its answer, both in the words of content."""

    inquiry: str
    question: str
    answer: str


@dataclass(frozen=True)
class Report:
    """The summary. ``made`` is ISO, UTC; ``content`` the digest of the content that it was made from."""

    made: str
    content: str
    level: Level
    people: tuple[Person, ...]
    rules: tuple[Ruled, ...]
    check: tuple[Answered, ...]
    diary: tuple[Entry, ...]
    told: tuple[Told, ...]
    sources: tuple[Source, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was told on either side."""
        return not (self.people or self.check or self.diary or self.rules or self.told)

    def number(self, source: str) -> int:
        """The number of a source in the list of sources."""
        return next(n for n, s in enumerate(self.sources, 1) if s.id == source)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        raw = asdict(self)
        raw["diary"] = [e.to_dict() for e in self.diary]
        return {"schema": "summary/1", **raw}


def listed(group: str, items: Iterable[Item]) -> str:
    """The findings of a group in words, with their times as far as they were told."""
    return "; ".join(_dated(group, item) for item in items)


def _dated(group: str, item: Item) -> str:
    when = [f"since about {_day(item.since)}"] if item.since else []
    when += [f"until about {_day(item.ended)}"] if item.ended else []
    if not when and group in ("medicines", "conditions"):  # whose groups tell nothing of their status
        when = [_UNSETTLED[item.status]] if item.status in _UNSETTLED else []
    return f"{item.label} ({', '.join(when)})" if when else item.label


def _day(iso: str) -> str:
    return spelt(date.fromisoformat(iso))
