"""Scores of what was heard: concepts with their status and person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from bot import settings
from bot.store import content
from evals.understanding.data import Finding, Item, concepts, folded
from evals.understanding.figures import Figure, Mark, resampled, share
from evals.understanding.said import Said

F1 = Mark(0.95)
RAISED = Mark(0.04, most=True)
MISSED = Mark(0.01, most=True)
PERSONAL = frozenset({"present", "uncertain"})

Pair = tuple[Item, Said]


@dataclass(frozen=True)
class Heard:
    """The labelled and the heard findings of one message, of the contract's concepts."""

    id: str
    kind: str
    labelled: frozenset[Finding]
    heard: frozenset[Finding]

    @property
    def raised(self) -> set[tuple[str, str]]:
        """What is heard of a person (concept, person) as present or uncertain and is not labelled so."""
        return personal(self.heard) - personal(self.labelled)


def compared(pairs: Iterable[Pair], *, exact: bool = False) -> list[Heard]:
    """What is compared of each message; ``exact`` keeps the persons' own names."""
    fold: Callable[[Iterable[Finding]], frozenset[Finding]] = frozenset if exact else folded
    return [Heard(i.id, i.kind, fold(_scored(i.findings)), fold(_scored(said.findings))) for i, said in pairs]


def scores(pairs: Sequence[Pair], *, marked: bool = True) -> list[Figure]:
    """Every figure about findings."""
    all_ = compared(pairs)
    return [
        *whole(all_, F1 if marked else None),
        whole(compared(pairs, exact=True), name="findings, persons by their exact names:")[2],
        _near_misses(all_, RAISED if marked else None),
        danger_missed(all_, MISSED if marked else None),
    ]


def whole(all_: Sequence[Heard], mark: Mark | None = None, name: str = "findings") -> list[Figure]:
    """Precision, recall and micro-F1."""
    hit, extra, missed = _sums(all_)
    rows = np.array([_counts(h) for h in all_ if h.heard | h.labelled], dtype=int).reshape(-1, 3)
    return [
        share(f"{name} precision", hit, hit + extra),
        share(f"{name} recall", hit, hit + missed),
        resampled(f"{name} micro-F1", _f1, rows, mark),
    ]


def by_group(all_: Sequence[Heard]) -> dict[str, list[Figure]]:
    """Precision, recall and F1 for each group of concepts."""
    return {g: whole([_within(g, h) for h in all_], name=g) for g in dict.fromkeys(concepts().values())}


def by_concept(all_: Iterable[Heard]) -> dict[str, tuple[int, int, int]]:
    """For each concept that is labelled or heard: hit, extra, missed."""
    table: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for heard in all_:
        for place, found in enumerate(_parts(heard)):
            for concept, _, _ in found:
                table[concept][place] += 1
    return {concept: (c[0], c[1], c[2]) for concept, c in sorted(table.items())}


def danger_missed(all_: Iterable[Heard], mark: Mark | None = None) -> Figure:
    """The share of labelled present or uncertain findings of danger that are not heard as either."""
    of = missed = 0
    for heard in all_:
        wanted = {key for key in personal(heard.labelled) if key[0] in danger()}
        of += len(wanted)
        missed += len(wanted - personal(heard.heard))
    return share("affirmed or uncertain danger missed", missed, of, mark)


def mistakes(all_: Iterable[Heard]) -> dict[str, list[str]]:
    """What is heard wrongly, with the ids of the items: another status, another person, missed, extra."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for heard in all_:
        _, extra, missed = _parts(heard)
        for label in sorted(missed):
            found[_kind(label, extra)].append(heard.id)
        for concept, status, about in sorted(extra):
            found[f"{concept} {status} {about}: extra"].append(heard.id)
    return dict(sorted(found.items(), key=lambda kind: (-len(kind[1]), kind[0])))


def raising(all_: Iterable[Heard]) -> dict[str, list[str]]:
    """What near-misses raise, and dangers missed, with the ids of the items."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for heard in all_:
        if heard.kind == "trap":
            for concept, about in sorted(heard.raised):
                found[f"near-miss raises {concept} {about}"].append(heard.id)
        for concept, about in sorted(personal(heard.labelled) - personal(heard.heard)):
            if concept in danger():
                found[f"danger missed: {concept} {about}"].append(heard.id)
    return dict(sorted(found.items(), key=lambda kind: (-len(kind[1]), kind[0])))


def personal(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """Concept and person of what is present or uncertain."""
    return {(concept, about) for concept, status, about in findings if status in PERSONAL}


@lru_cache(maxsize=1)
def danger() -> frozenset[str]:
    """The contract's concepts that an emergency or urgent rule names."""
    rules: Mapping[str, Any] = content.load(settings.load().content_dir).rules
    urgent = [r for r in rules.values() if r.level in {"emergency", "urgent"}]
    return frozenset(c for r in urgent for group in (*r.all_of, r.any_of) for c in group) & concepts().keys()


def _near_misses(all_: Iterable[Heard], mark: Mark | None) -> Figure:
    traps = [h for h in all_ if h.kind == "trap"]
    name = "near-misses that raise a personal finding"
    return share(name, sum(bool(h.raised) for h in traps), len(traps), mark)


def _scored(findings: Iterable[Finding]) -> frozenset[Finding]:
    return frozenset(f for f in findings if f[0] in concepts())


def _within(group: str, heard: Heard) -> Heard:
    labelled = frozenset(f for f in heard.labelled if concepts()[f[0]] == group)
    return Heard(
        heard.id, heard.kind, labelled, frozenset(f for f in heard.heard if concepts()[f[0]] == group)
    )


def _parts(heard: Heard) -> tuple[frozenset[Finding], set[Finding], set[Finding]]:
    """Hit, extra, missed."""
    return heard.heard & heard.labelled, set(heard.heard - heard.labelled), set(heard.labelled - heard.heard)


def _counts(heard: Heard) -> tuple[int, int, int]:
    hit, extra, missed = _parts(heard)
    return len(hit), len(extra), len(missed)


def _sums(all_: Iterable[Heard]) -> tuple[int, int, int]:
    counts = [_counts(h) for h in all_]
    return sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts)


def _f1(rows: Any) -> float:
    hit, extra, missed = (int(n) for n in rows.sum(axis=0))
    return 2 * hit / max(1, 2 * hit + extra + missed)


def _kind(label: Finding, extra: set[Finding]) -> str:
    """What became of a missed label; a finding that it was mistaken for is taken out of the extra."""
    concept, status, about = label
    for other in sorted(extra):
        if other[0] == concept and other[2] == about:
            extra.remove(other)
            return f"{concept} {status} {about}: heard as {other[1]}"
    for other in sorted(extra):
        if other[0] == concept:
            extra.remove(other)
            status_too = "" if other[1] == status else f" {other[1]}"
            return f"{concept} {status} {about}: heard of {other[2]}{status_too}"
    return f"{concept} {status} {about}: missed"
