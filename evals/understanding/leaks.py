"""Training sentences that repeat an evaluation sentence, or nearly: `python -m evals.understanding.leaks`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from evals.understanding import data
from evals.understanding.data import Example, Item, words

ALIKE = 0.8
"""The share of common words above which two messages count as nearly the same."""
_EQUAL_FROM = 3
_ALIKE_FROM = 5


def leaks(items: Iterable[Item], examples: Iterable[Example]) -> dict[Example, list[str]]:
    """The training sentences that have to go, each with the ids of the items that it gives away.

    Messages of 3 words and more may not be equal, messages of 5 and more not nearly so: of the words
    of both, more than ``ALIKE`` in common.
    """
    spelt = {example: words(example.text) for example in examples}
    same: defaultdict[tuple[str, ...], list[Example]] = defaultdict(list)
    holding: defaultdict[str, set[Example]] = defaultdict(set)
    for example, said in spelt.items():
        same[tuple(said)].append(example)
        for word in set(said):
            holding[word].add(example)
    often = Counter({word: len(there) for word, there in holding.items()})
    found: defaultdict[Example, list[str]] = defaultdict(list)
    for item in items:
        said = words(item.text)
        given = set(same.get(tuple(said), ())) if len(said) >= _EQUAL_FROM else set()
        if len(said) >= _ALIKE_FROM:
            given |= {e for e in _near(set(said), holding, often) if _alike(set(said), set(spelt[e]))}
        for example in given:
            found[example].append(item.id)
    return dict(found)


def told(found: Mapping[Example, Sequence[str]]) -> str:
    """The training sentences, a line each, with the ids that they give away."""
    return "\n".join(f"{e.place}: {e.text} ({' '.join(ids)})" for e, ids in found.items())


def _near(said: set[str], holding: dict[str, set[Example]], often: Counter[str]) -> set[Example]:
    """What could be alike: it must hold one of the rarest words, as too few others may be missing."""
    rarest = sorted(said, key=lambda w: (often[w], w))[: int(len(said) * (1 - ALIKE)) + 1]
    return {example for word in rarest for example in holding.get(word, ())}


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > ALIKE * len(one | other)


if __name__ == "__main__":
    print(told(leaks(data.held_out(), [*data.training(), *data.said()])) or "None.")
