"""How far the short check and the coach have come: what a conversation carries of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Progress:
    """How far a check has come. ``asked``: every question put so far, in order, each once. ``open``:
    the one that stands now. ``answers``: question and how it was answered, the newest last. ``read``:
    how hearing reads the last message; ``reply``: what it then was to the check. ``missed``: how often
    in a row the open question got no answer. ``told``: what the last result rested on. ``turn`` and
    ``at``: when it last spoke."""

    about: str = "self"
    phase: str = "asking"  # asking, halted (by an emergency), told (the result), over
    asked: tuple[str, ...] = ()
    open: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    read: str = ""
    reply: str = "start"
    missed: int = 0
    told: tuple[str, ...] = ()
    turn: int = 0
    at: float = 0.0

    @property
    def asking(self) -> bool:
        """Whether a question stands open."""
        return self.phase == "asking"

    def answer(self, inquiry: str | None) -> str | None:
        """How a question was answered."""
        return dict(self.answers).get(inquiry or "")

    def answered(self, inquiry: str, how: str) -> tuple[tuple[str, str], ...]:
        """The answers with one more, in place of an earlier one to the same question."""
        return (*(a for a in self.answers if a[0] != inquiry), (inquiry, how))

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        lists = {
            "answers": [list(a) for a in self.answers],
            "asked": list(self.asked),
            "told": list(self.told),
        }
        return {**vars(self), **lists}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any] | None) -> Progress | None:
        """The progress that `to_dict` wrote."""
        if not raw:
            return None
        pairs = tuple((str(q), str(how)) for q, how in raw["answers"])
        return cls(
            **{**raw, "answers": pairs, "asked": tuple(raw["asked"]), "told": tuple(raw.get("told", ()))}
        )


@dataclass(frozen=True)
class Coaching:
    """How far the coach has come. ``told``: the steps so far; ``say``: the ids that this turn tells;
    ``phase``: going, eased, lasting (every step told and no better), danger; ``read``: how hearing
    reads the last message."""

    about: str = "self"
    told: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    phase: str = "going"
    read: str = ""
    turn: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {**vars(self), "told": list(self.told), "say": list(self.say)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any] | None) -> Coaching | None:
        """The coaching that `to_dict` wrote."""
        return cls(**{**raw, "told": tuple(raw["told"]), "say": tuple(raw["say"])}) if raw else None
