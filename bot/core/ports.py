"""What core needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.core.model import Conflict, Fact, Gap, RedFlag, Source, Topic


class Sources(Protocol):
    """The documents that everything rests on."""

    def source(self, source: str) -> Source | None:
        """A document and what it says of itself; None for an unknown id."""


class Library(Sources, Protocol):
    """Everything Charley knows, looked up by id. Unknown ids give None."""

    @property
    def digest(self) -> str:
        """The digest of the content that all answers come from."""

    @property
    def rules(self) -> Mapping[str, RedFlag]:
        """The red-flag rules by id."""

    @property
    def people(self) -> Mapping[str, str]:
        """How the people of content are named, by their kind: mother is "your mother"."""

    @property
    def lowest_status(self) -> str:
        """The weakest editorial status of a fact that may be said."""

    def gaps(self, topic: str) -> tuple[Gap, ...]:
        """What people ask about a topic that no source answers."""

    def topic(self, topic: str) -> Topic | None:
        """What is said about a topic, in which order."""

    def facts(self, topic: str) -> tuple[Fact, ...]:
        """All facts of a topic, in the order of its answer."""

    def conflict(self, conflict: str) -> Conflict | None:
        """What is said where sources disagree."""
