"""The weights of the terms of one text, as scikit-learn's TfidfVectorizer gives them, without its overhead.

Its ``transform`` is made for many texts: for a single one nine tenths of its time go into checking
parameters and building matrices. The terms themselves are still cut by its analyser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Terms:
    """Known terms: how texts are cut into them, the place of each (in order), and its idf."""

    cut: Callable[[str], Iterable[str]]
    places: Mapping[str, int]
    idf: Numbers

    @classmethod
    def of(cls, fitted: TfidfVectorizer) -> Terms:
        """The terms of a fitted vectorizer."""
        ordered = sorted(fitted.vocabulary_, key=fitted.vocabulary_.__getitem__)
        return cls.kept(fitted, ordered, fitted.idf_)

    @classmethod
    def kept(cls, shape: TfidfVectorizer, ordered: Sequence[str], idf: Sequence[float] | Numbers) -> Terms:
        """Terms in the order of their places, cut as the vectorizer does, which need not be fitted."""
        return cls(shape.build_analyzer(), {t: n for n, t in enumerate(ordered)}, np.asarray(idf))

    def weigh(self, text: str) -> tuple[Numbers, Numbers]:
        """The places of the known terms of a text, and their weights (1 + log of the count, times idf; of
        length 1 together)."""
        known = self.places
        counted = Counter(place for term in self.cut(text) if (place := known.get(term)) is not None)
        places = np.fromiter(counted, dtype=np.intp, count=len(counted))
        counts = np.fromiter(counted.values(), dtype=np.float64, count=len(counted))
        weights = (1 + np.log(counts)) * self.idf[places]
        length = np.sqrt(weights @ weights)
        return places, weights / length if length else weights
