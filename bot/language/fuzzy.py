"""Misspelt medicine names, for long names only.

Near misses of symptoms are mostly other words ("redness", "readiness"), so those misspellings are
listed; a long medicine name has few neighbours in English, and people cannot spell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_SHORTEST = 7
_ONE_SLIP_UP_TO = 8


def distance(one: str, two: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words; ``most + 1``
    as soon as it is more than ``most`` (optimal string alignment)."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, b in enumerate(two, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before = last
    return row[-1]


class Misspellings:
    """The concepts that a misspelt name means: spironolactone is of two."""

    def __init__(self, names: Mapping[str, tuple[str, ...]], innocent: frozenset[str]) -> None:
        """``names`` maps correct names to their concepts; ``innocent`` words are never misspellings."""
        self._innocent = innocent
        self._by_letter: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, concepts in names.items():
            if len(name) >= _SHORTEST and name.isalpha():
                self._by_letter.setdefault(name[0], []).append((_singular(name), concepts))
        self.meant = lru_cache(maxsize=4096)(self._meant)

    def _meant(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST - 1 or word in self._innocent or not word.isalpha():
            return ()
        spelt = _singular(word)
        for name, concepts in self._by_letter.get(word[0], ()):
            most = 1 if len(name) <= _ONE_SLIP_UP_TO else 2
            if distance(spelt, name, most) <= most:
                return concepts
        return ()


def _singular(word: str) -> str:
    """Without a plural's s, which would lend a short name the slips of a long one."""
    return word[:-1] if word.endswith("s") else word
