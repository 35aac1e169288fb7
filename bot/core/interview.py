"""What the short check and the coach speak with, as content has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.model import Cite, Level, Status

NONE, UNSURE, YES = "none", "unsure", "yes"
"""Replies that every question takes beside its choices."""


@dataclass(frozen=True)
class Choice:
    """One thing that a question asks about. ``tells`` starts with the concept that is asked about."""

    id: str
    title: str
    says: str
    tells: Mapping[str, Status]

    @property
    def concept(self) -> str:
        """What it asks about: it is asked only while this is unknown."""
        return next(iter(self.tells))


@dataclass(frozen=True)
class Inquiry:
    """A question of the check. ``danger``: it may find an emergency, and comes first. ``when``: it is
    asked only where one of these holds. ``yes`` and ``unsure``: what such a bare reply tells, where it
    is not that everything asked about is uncertain."""

    id: str
    ask: str
    ask_other: str
    why: str
    cites: tuple[Cite, ...]
    choices: tuple[Choice, ...]
    danger: bool = False
    when: tuple[str, ...] = ()
    yes: Mapping[str, Status] | None = None
    unsure: Mapping[str, Status] | None = None
    status: str = "under_review"

    @property
    def concepts(self) -> tuple[str, ...]:
        """What it asks about."""
        return tuple(c.concept for c in self.choices)

    def choice(self, id_: str) -> Choice | None:
        """One of its choices."""
        return next((c for c in self.choices if c.id == id_), None)


@dataclass(frozen=True)
class Outcome:
    """What is said of one level in the end. ``plan`` is the button that says what the level asks for,
    ``plan_words`` how people say the same; ``confirms`` follows when they meet, ``corrects`` when the
    person plans something less urgent, ``calms`` when something more urgent."""

    level: Level
    says: str
    says_other: str
    watch: str
    plan: str
    plan_words: tuple[str, ...]
    confirms: str
    corrects: str
    calms: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Limit:
    """How long a cramp may last before it is another matter; ``says`` is what a press of the button
    ``title`` then tells, in a person's words."""

    minutes: int
    title: str
    says: str


@dataclass(frozen=True)
class Steps:
    """What the coach goes through while a cramp lasts: ids of facts, and when to stop."""

    steps: tuple[str, ...]
    care: str
    care_cites: tuple[Cite, ...]
    eased: tuple[str, ...]
    lasting: tuple[str, ...]
    limit: Limit | None = None


@dataclass(frozen=True)
class Book:
    """Everything that content says for the check. ``words``: replies by kind, as people type them;
    ``titles``: buttons beside the choices."""

    inquiries: tuple[Inquiry, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    coach: Steps = field(default_factory=lambda: Steps((), "", (), (), ()))

    def inquiry(self, id_: str | None) -> Inquiry | None:
        """A question by its id."""
        return next((q for q in self.inquiries if q.id == id_), None)

    def meant(self, words: str, *kinds: str) -> str | None:
        """The first of these kinds of reply that some words are, said with nothing else."""
        return next((kind for kind in kinds if plain(words) in self.words.get(kind, ())), None)


def plain(text: str) -> str:
    """Words in small letters without marks, as replies are compared."""
    kept = (c if c.isalnum() or c.isspace() else "" if c in "'’" else " " for c in text.lower())
    return " ".join("".join(kept).split())


def listed(items: Iterable[str]) -> str:
    """Some names in a row: "a, b and c"."""
    names = list(items)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
