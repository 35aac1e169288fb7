"""How an ear fares on marked messages: concept, status and person of each, as sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.language.ear import likeliest, stretches
from learning.marked import SELF, STATUSES, Message


@dataclass(frozen=True)
class Score:
    """Findings of messages: right, heard and marked; and the same for concepts alone."""

    right: int
    heard: int
    marked: int
    concepts_right: int
    concepts_heard: int
    concepts_marked: int

    def __str__(self) -> str:
        whole = _f1(self.right, self.heard, self.marked)
        alone = _f1(self.concepts_right, self.concepts_heard, self.concepts_marked)
        return f"findings {whole}; concepts alone {alone}"


def score(
    results: Sequence[tuple[Message, Any, Any, Any]],
    concepts: Sequence[str],
    persons: Sequence[str],
    thresholds: Any,
) -> Score:
    """The score of what was told of each message: tokens x concepts, statuses, persons."""
    counts = np.zeros(6, int)
    for said, sure, statuses, people in results:
        heard = set()
        for column in np.flatnonzero(sure[1:-1].max(axis=0, initial=0.0) > thresholds):
            for first, last in stretches(sure[:, column], float(thresholds[column])):
                share = sure[first:last, column, None]
                status = STATUSES[likeliest(statuses[first:last], share)[0]]
                heard.add(
                    _finding(concepts[column], status, persons[likeliest(people[first:last], share)[0]])
                )
        marked = {_finding(m.concept, m.status, m.person) for m in said.marks}
        alone, wanted = {f[0] for f in heard}, {f[0] for f in marked}
        counts += [
            len(heard & marked),
            len(heard),
            len(marked),
            len(alone & wanted),
            len(alone),
            len(wanted),
        ]
    return Score(*map(int, counts))


def _finding(concept: str, status: str, person: str) -> tuple[str, str, str]:
    """As it is compared: what is general is nobody's."""
    return concept, status, SELF if status == "general" else person


def _f1(right: int, heard: int, marked: int) -> str:
    precision, recall = right / max(1, heard), right / max(1, marked)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * right / max(1, heard + marked):.3f}"
