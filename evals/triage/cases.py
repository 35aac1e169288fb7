"""The vignettes told to the house: every wording whole, every drip turn by turn in four orders."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.core.model import SELF, Level, State, Verdict, rank
from bot.serve import House

VIGNETTES = Path(__file__).parent.parent / "vignettes"
FILES = ("emergency", "between", "selfcare")
NOW = 1.8e9
PAUSE = 60.0  # seconds between two messages
SHUFFLES = 3
_RULE = re.compile(r"RF-\d\d")


@dataclass(frozen=True)
class Telling:
    """One way in which a case was told, and what it amounted to in the end.

    ``name`` is w1 to w4 for a wording, d0 for the drip as written, d1 to d3 for it shuffled.
    ``level`` is the highest that stands after the last message, ``right`` the highest for the side
    the case is about: who writes, or someone else.
    """

    name: str
    level: Level
    right: Level
    fired: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it was one message."""
        return self.name.startswith("w")


@dataclass(frozen=True)
class Case:
    """A vignette: what it should amount to, how it is worded, and how its tellings went.

    ``near`` marks a self-care case whose reason names a rule that it comes near and does not meet.
    """

    id: str
    level: Level
    about_self: bool
    rules: tuple[str, ...]
    near: bool
    wordings: tuple[str, ...] = field(repr=False)
    drip: tuple[str, ...] = field(repr=False)
    tellings: tuple[Telling, ...] = ()

    def told(self, whole: bool) -> tuple[Telling, ...]:
        """Its tellings as one message, or as several."""
        return tuple(t for t in self.tellings if t.whole is whole)


def load(folder: Path = VIGNETTES) -> list[Case]:
    """The cases, not yet told."""
    words: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*_words*.yml")):
        words.update({item["id"]: item for item in yaml.safe_load(path.read_text(encoding="utf-8"))})
    facts = [f for n in FILES for f in yaml.safe_load((folder / f"{n}.yml").read_text(encoding="utf-8"))]
    return [_case(f, words[f["id"]]) for f in facts]


def tell(house: House, case: Case) -> tuple[Telling, ...]:
    """Every telling of a case, each to a fresh state."""
    told = [_telling(f"w{n}", house, case, [w]) for n, w in enumerate(case.wordings, 1)]
    told += [
        _telling(f"d{n}", house, case, messages) for n, messages in enumerate(orders(case.drip, case.id))
    ]
    return tuple(told)


def listen(house: House, messages: Sequence[str]) -> list[Verdict]:
    """The verdict after each message of one conversation."""
    state, verdicts = State(), []
    for turn, message in enumerate(messages):
        state, _ = house.listen(message, state, NOW + turn * PAUSE)
        verdicts.append(state.verdict)
    return verdicts


def highest(verdict: Verdict, about_self: bool) -> Level:
    """The highest level for who writes, or for anyone else."""
    levels: list[Level] = [f.level for f in verdict.fired if (f.about == SELF) is about_self]
    return max(levels, key=rank, default="none")


def orders(drip: Sequence[str], seed: str) -> Iterator[tuple[str, ...]]:
    """The messages as written, then in three other orders where there are as many."""
    seen = {tuple(drip)}
    yield tuple(drip)
    for attempt in range(20):
        order = tuple(random.Random(f"{seed}:{attempt}").sample(drip, len(drip)))
        if order not in seen and len(seen) <= SHUFFLES:
            seen.add(order)
            yield order


def _telling(name: str, house: House, case: Case, messages: Sequence[str]) -> Telling:
    verdict = listen(house, messages)[-1]
    fired = tuple(sorted({f.rule for f in verdict.fired}))
    return Telling(name, verdict.level, highest(verdict, case.about_self), fired)


def _case(facts: dict[str, Any], words: dict[str, Any]) -> Case:
    rules = tuple(facts["rules"])
    return Case(
        id=facts["id"],
        level=facts["level"],
        about_self=facts["who"] == SELF,
        rules=rules,
        near=facts["level"] == "none" and not set(_RULE.findall(facts["why"])) <= set(rules),
        wordings=tuple(words["wordings"]),
        drip=tuple(words["drip"]),
    )
