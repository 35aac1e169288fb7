"""Tables of sentences: one line each, `what is said -> what should be heard`.

What should be heard is a list of `concept status person`; status is present and person self
unless said otherwise, `none` is nothing. Before the sentence may stand `[asked diuretic]` or
`[about mother]` for what the talk was about; after it `!! reason` marks a line that is not heard
rightly yet. Only the concepts in SCORED are compared, so that a table stays readable; a module
may set its own SCORED.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from bot.core import findings
from bot.core.model import SELF, STATUSES
from bot.language.ears import Ears
from bot.language.normalise import word_set
from bot.serve import house

SCORED = word_set(
    """diuretic diuretic_planned claudication pad_suspected pad_known palpitations leg_weakness confusion
    fainting vomiting seizure_suspected"""
)
_LINE = re.compile(r"(?:\[(asked|about) (\w+)\] )?(.+?) -> ([^!]+?)(?: !! (.+))?$")


@dataclass(frozen=True)
class Said:
    """One line of a table."""

    text: str
    heard: frozenset[tuple[str, str, str]]
    asked: str | None = None
    focus: str = SELF
    fails: str | None = None
    scored: frozenset[str] = SCORED


def read_table(table: str, scored: frozenset[str] = SCORED) -> list[Said]:
    """The lines of a table."""
    return [_read_line(line.strip(), scored) for line in table.strip().splitlines() if line.strip()]


def _read_line(line: str, scored: frozenset[str]) -> Said:
    found = _LINE.match(line)
    assert found, f"not a line of a table: {line!r}"
    kind, value, text, heard, fails = found.groups()
    focus = f"other:{value}" if kind == "about" else SELF
    return Said(text, _read_findings(heard, scored), value if kind == "asked" else None, focus, fails, scored)


def _read_findings(text: str, scored: frozenset[str]) -> frozenset[tuple[str, str, str]]:
    if text.strip() == "none":
        return frozenset()
    result = set()
    for part in text.split(","):
        concept, *rest = part.split()
        assert concept in scored, part
        status = rest.pop(0) if rest and rest[0] in STATUSES else "present"
        result.add((concept, status, f"other:{rest[0]}" if rest else SELF))
    return frozenset(result)


def hear_findings(ears: Ears, said: Said) -> frozenset[tuple[str, str, str]]:
    """What one message says on its own, merged and derived as in a first turn."""
    heard = ears.hear(said.text, focus=said.focus, asked=said.asked).heard
    known = findings.merge((), heard, now=1e9, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=1e9, turn=1)
    return frozenset((f.concept, f.status, f.about) for f in known if f.concept in said.scored)


@pytest.fixture(scope="session")
def ears() -> Ears:
    """The rules alone, over the real lexicon."""
    return Ears(house().ears.lexicon)


@pytest.fixture
def hears(ears: Ears, hold):
    """A check that every line of a table is heard as it says, and none that is marked as not heard yet."""

    def check(table: str, scored: frozenset[str] = SCORED) -> None:
        def wrong(said: Said) -> str:
            heard = hear_findings(ears, said)
            return "" if heard == said.heard else f"heard {_told(heard)}, meant {_told(said.heard)}"

        hold(read_table(table, scored), wrong, named=lambda s: s.text, missed=lambda s: s.fails)

    return check


def _told(heard: frozenset[tuple[str, str, str]]) -> str:
    return ", ".join(" ".join(one) for one in sorted(heard)) or "nothing"
