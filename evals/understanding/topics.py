"""Scores of which question was asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.understanding.data import OUT_OF_SCOPE, Item
from evals.understanding.figures import Figure, Mark, resampled, share
from evals.understanding.said import REFUSALS, STATEMENT, Said

RIGHT = Mark(0.90, aim=0.95)
MACRO = Mark(0.88)
LET_THROUGH = Mark(0.04, most=True)
REFUSED = Mark(0.04, most=True)
COMPARED = 5
"""How many of the figures, the first, a classifier alone can be compared by."""

Pair = tuple[Item, Said]


@dataclass(frozen=True)
class Topic:
    """How one topic fared, as the primary label: what was found, missed and wrongly said."""

    name: str
    hit: int
    missed: int
    extra: int

    @property
    def f1(self) -> float:
        """Its F1."""
        return 2 * self.hit / max(1, 2 * self.hit + self.missed + self.extra)


def scores(pairs: Sequence[Pair], *, marked: bool = True) -> list[Figure]:
    """Every figure about topics."""
    health = [p for p in pairs if p[0].sort == "health"]
    outside = [p for p in pairs if p[0].sort == "off_topic"]
    figures = [
        _right("topic right: health questions and off-topic", health + outside, RIGHT),
        _right("topic right: health questions alone", health, RIGHT),
        _macro("macro-F1 over topics, primary label", health + outside, MACRO),
        share("off-topic let through", sum(map(_let, outside)), len(outside), LET_THROUGH),
        share("real questions refused", sum(map(_refused, health)), len(health), REFUSED),
        *_several(health),
        *_apart(pairs),
    ]
    return figures if marked else [_unmarked(f) for f in figures]


def per_topic(pairs: Iterable[Pair]) -> list[Topic]:
    """The topics by name; a topic that an item also accepts counts as its first."""
    labels, said = _labels_and_said(pairs)
    hits = Counter(a for a, b in zip(labels, said, strict=True) if a == b)
    wanted, given = Counter(labels), Counter(said)
    return [Topic(n, hits[n], wanted[n] - hits[n], given[n] - hits[n]) for n in sorted(wanted)]


def confusion(pairs: Iterable[Pair]) -> dict[str, Counter[str]]:
    """For each label, how often each topic was said; an accepted one counts as the label."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, topic in zip(*_labels_and_said(pairs), strict=True):
        table[label][topic] += 1
    return dict(table)


def mistakes(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """What is taken for what, with the ids of the items."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item, said in pairs:
        if not _first_right(item, said):
            label = item.topics[0] if item.topics else STATEMENT
            found[f"{label} taken for {said.first}"].append(item.id)
        missing = [t for t in item.topics[1:] if t not in said.topics]
        if item.sort == "health" and missing:
            found[f"{'+'.join(missing)} not found beside the first"].append(item.id)
    return dict(sorted(found.items(), key=lambda kind: (-len(kind[1]), kind[0])))


def _right(name: str, pairs: Sequence[Pair], mark: Mark | None = None) -> Figure:
    return share(name, sum(_first_right(*p) for p in pairs), len(pairs), mark)


def _first_right(item: Item, said: Said) -> bool:
    if item.sort == "statement":
        return said.first == STATEMENT or said.first in item.accepted
    return said.first in item.accepted


def _let(pair: Pair) -> bool:
    item, said = pair
    told = said.facts > 0 and not set(said.topics) & set(item.also)
    return told or bool(set(said.topics) - item.accepted)


def _refused(pair: Pair) -> bool:
    item, said = pair
    return (said.first == OUT_OF_SCOPE or said.act in REFUSALS) and OUT_OF_SCOPE not in item.also


def _several(health: Sequence[Pair]) -> list[Figure]:
    multi = [p for p in health if len(p[0].topics) > 1]
    found = sum(len(set(item.topics) & set(said.topics)) for item, said in multi)
    labels = sum(len(item.topics) for item, _ in multi)
    single = [p for p in health if len(p[0].topics) == 1]
    more = sum(bool(set(said.topics[1:]) - {*item.topics, *item.also}) for item, said in single)
    return [
        share("several questions: every topic found", _all_found(multi), len(multi)),
        share("several questions: topics found", found, labels),
        share("one question: a further topic answered that is not labelled", more, len(single)),
    ]


def _all_found(multi: Iterable[Pair]) -> int:
    return sum(set(item.topics) <= set(said.topics) for item, said in multi)


def _apart(pairs: Iterable[Pair]) -> list[Figure]:
    statements = [p for p in pairs if p[0].sort == "statement"]
    talk = [p for p in pairs if p[0].sort == "talk"]
    return [_right("statements answered as such", statements), _right("talk", talk)]


def _macro(name: str, pairs: Sequence[Pair], mark: Mark) -> Figure:
    """Over the topics that are some item's first label; what an item also accepts is no help here."""
    labels = [item.topics[0] for item, _ in pairs]
    names = sorted(set(labels))
    place: Mapping[str, int] = {n: i for i, n in enumerate(names)}
    rows = np.array(
        [(place[a], place.get(s.first, -1)) for a, (_, s) in zip(labels, pairs, strict=True)], dtype=int
    ).reshape(-1, 2)
    return resampled(name, lambda drawn: _macro_f1(drawn, len(names)), rows, mark)


def _macro_f1(rows: Any, size: int) -> float:
    label, said = rows[:, 0], rows[:, 1]
    hit = np.bincount(label[label == said], minlength=size)
    wanted = np.bincount(label, minlength=size)
    given = np.bincount(said[said >= 0], minlength=size)
    there = wanted > 0  # a resample may lack a topic
    return float(np.mean(2 * hit[there] / (wanted + given)[there]))


def _labels_and_said(pairs: Iterable[Pair]) -> tuple[list[str], list[str]]:
    asked = [p for p in pairs if p[0].sort in {"health", "off_topic"}]
    labels = [item.topics[0] for item, _ in asked]
    return labels, [i.topics[0] if _first_right(i, s) else s.first for i, s in asked]


def _unmarked(figure: Figure) -> Figure:
    return Figure(figure.name, figure.value, figure.low, figure.high, figure.count)
