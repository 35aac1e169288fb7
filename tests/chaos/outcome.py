"""What a failure came to, told in one line and held against what people are promised."""

from __future__ import annotations

from dataclasses import dataclass

from tests.chaos.script import Turn, rules

TOLD = 5.0
"""Seconds within which readiness has to turn."""


@dataclass(frozen=True)
class Outcome:
    """What a mode came to: its turns, and after how many seconds readiness told of it."""

    mode: str
    turns: tuple[Turn, ...]
    red: float | None = None
    green: float | None = None

    def __str__(self) -> str:
        dangers = [t for t in self.turns if t.line.rule]
        slowest = max((t.seconds for t in self.turns), default=0.0)
        parts = [
            f"{len(self.turns)} turns",
            f"{sum(t.empty for t in self.turns)} empty",
            f"{sum(t.late for t in self.turns)} late (slowest {slowest:.1f} s)",
            f"advised {sum(t.advised(rules()) for t in dangers)} of {len(dangers)} red-flag turns",
        ]
        parts += [
            f"readiness {n} after {s:.1f} s"
            for n, s in (("red", self.red), ("green", self.green))
            if s is not None
        ]
        return f"chaos: {self.mode}: {', '.join(parts)}"


def check(outcome: Outcome) -> None:
    """Hold every turn against what a person is promised, whatever fails."""
    assert [t for t in outcome.turns if t.empty] == []
    assert [(t.line, t.seconds) for t in outcome.turns if t.late] == []
    unadvised = [t for t in outcome.turns if t.line.rule and not t.advised(rules())]
    assert unadvised == [], outcome.mode


def check_honest(outcome: Outcome, *, answers: bool, keeps: bool) -> None:
    """Hold every turn against what it says of itself: that it answers, and that it is kept."""
    assert [t for t in outcome.turns if t.told_unsaved is keeps] == [], "kept, or told that it is not"
    plain = [t for t in outcome.turns if t.line.person.startswith("plain")]
    good = [t for t in plain if t.reply["turn"]["facts"]] if answers else [t for t in plain if t.apologised]
    assert good == plain, "answered where it can be, else an apology that says where to turn"
