"""Which question a message asks: a linear classifier over characters, words, concepts and meaning.

Character and word n-grams weighted by TF-IDF, the lexicon's concepts among the words, and the
sentence encoder's point where there is one, into one linear support vector machine an intent
(one against the rest); where there is a second ear, its opinion is weighed in. Whether a message is
ours at all is judged apart, by a gate that is stacked (Wolpert 1992) on three signs seen out of fold:
the margin of the off-topic intent, a machine that learned only ours against not ours, and whether the
nearest training sentences are ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.core.talk import OUT_OF_SCOPE
from bot.language.encoder import Encoder
from bot.language.normalise import normalise
from bot.language.terms import Terms

_CHARACTERS: dict[str, Any] = {
    "analyzer": "char_wb",
    "ngram_range": (2, 4),
    "sublinear_tf": True,
    "min_df": 2,
}
_WORDS: dict[str, Any] = {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"(?u)\S+"}
_SHAPES = (_CHARACTERS, _WORDS)
_FOLDS = 4
_NEAREST = 3
_SHARPNESS = 3.0
"""How far apart margins become in confidence."""

_SHARE, _SHARE_OF_GATE = 0.5, 0.35
"""How much the second ear's opinion weighs, of the question and of whether it is ours (chosen on the
development set)."""

Concepts = Callable[[str], Iterable[str]]
Second = Callable[[str], Mapping[str, float]]
"""How likely a text asks each intent that the second ear knows, each for itself."""
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Asked:
    """What a message asks: intents with their confidences (0 to 1, best first), and how likely
    it is none of ours (0 to 1)."""

    ranking: tuple[tuple[str, float], ...]
    off_topic: float


class Asker:
    """The classifier. The same text gives the same answer; nothing is kept between texts."""

    def __init__(self, concepts: Concepts, encoder: Encoder | None, second: Second | None = None) -> None:
        self._concepts, self._encoder, self._second = concepts, encoder, second
        self._terms: list[Terms] = []
        self._machine = _Machine()
        self._labels: list[str] = []
        self._gate: list[float] = []

    @property
    def has_learned(self) -> bool:
        """Whether there is anything to choose between."""
        return bool(self._labels)

    def learn(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from sentences and their intents; with fewer than two intents there is nothing to learn."""
        if len(set(labels)) < 2:
            return
        known = np.array(labels)
        self._labels = sorted(set(labels))
        spelt, points = [self._spell(t) for t in texts], self._points(texts)
        if OUT_OF_SCOPE in self._labels and min(np.unique(known, return_counts=True)[1]) >= _FOLDS:
            self._gate = _learn_gate(spelt, points, known)
        vectorizers, self._machine = _learn(spelt, points, known)
        self._terms = [Terms.of(v) for v in vectorizers]

    def ask(self, text: str, most: int = 5) -> Asked:
        """What a text asks."""
        features = self._weighted(self._spell(text), points := self._points([text]))
        margins = self._machine.margins(features)[0]
        scores = np.exp(_SHARPNESS * (margins - margins.max()))
        second = self._second(text) if self._second else {}
        scores = self._weighed(second, scores / scores.sum())
        order = np.argsort(-scores, kind="stable")[:most]
        ranking = tuple((self._labels[i], float(scores[i])) for i in order)
        if not self._gate:
            return Asked(ranking, 0.0)
        signs = self._machine.signs(margins[None], features, points, self._labels.index(OUT_OF_SCOPE))[0]
        *slopes, start = self._gate
        foreign = float(1 / (1 + np.exp(-(signs @ slopes + start))))
        if OUT_OF_SCOPE in second:
            foreign = (1 - _SHARE_OF_GATE) * foreign + _SHARE_OF_GATE * second[OUT_OF_SCOPE]
        return Asked(ranking, foreign)

    def _weighed(self, second: Mapping[str, float], scores: Numbers) -> Numbers:
        """The scores with the second ear's opinion."""
        opinion = np.array([second.get(label, 0.0) for label in self._labels])
        if not opinion.any():
            return scores
        weighed: Numbers = (1 - _SHARE) * scores + _SHARE * opinion / opinion.sum()
        return weighed

    def save(self, folder: Path) -> None:
        """Store what was learned as numbers and names, never as pickles."""
        np.savez(folder / "weights.npz", **vars(self._machine))
        learned = [{"terms": list(t.places), "idf": t.idf.tolist()} for t in self._terms]
        kept = {"labels": self._labels, "gate": self._gate, "vectorizers": learned}
        (folder / "vocabulary.json").write_text(json.dumps(kept), encoding="utf-8")

    def load(self, folder: Path) -> None:
        """Read what `save` stored.

        Raises:
            EncoderMissing: it was learned with the encoder, and there is none now, or the other way round.
        """
        learned = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        self._machine = _Machine(**{name: arrays[name] for name in arrays.files})
        self._labels, self._gate = learned["labels"], learned["gate"]
        kept = zip(_SHAPES, learned["vectorizers"], strict=False)
        self._terms = [Terms.kept(TfidfVectorizer(**s), v["terms"], v["idf"]) for s, v in kept]
        if self._labels and (self._encoder is None) == bool(self._machine.points.shape[1]):
            raise EncoderMissing(
                "The model was trained with another setting of the sentence encoder. Run `charley train`."
            )

    def _weighted(self, spelt: str, points: Numbers) -> csr_matrix:
        """The features of one text, as numbers of the size that the weights have: with any other, scipy
        would convert all weights for every text."""
        found = [t.weigh(spelt) for t in self._terms]
        starts = np.cumsum([0, *(len(t.idf) for t in self._terms)])
        dense = np.arange(points.shape[1]) + starts[-1]
        places = np.concatenate([*(p + s for (p, _), s in zip(found, starts, strict=False)), dense])
        values = np.concatenate([*(v for _, v in found), points[0]]).astype(np.float32)
        shape = (1, int(starts[-1]) + points.shape[1])
        return csr_matrix(
            (values, places.astype(np.int32), np.array([0, len(places)], np.int32)), shape=shape
        )

    def _spell(self, text: str) -> str:
        """The text as the vectorizers see it: normalised, with the concepts it names."""
        return " ".join((normalise(text).text, *(f"@{c}" for c in self._concepts(text))))

    def _points(self, texts: Sequence[str]) -> Numbers:
        if self._encoder is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        return self._encoder.encode(texts)


class EncoderMissing(Exception):
    """The model and the encoder do not go together; the text says what to do."""

    wordless = True


_NONE = np.zeros((0, 0), dtype=np.float32)


@dataclass
class _Machine:
    """The numbers of the classifier. ``weights`` are features x intents; ``points`` are the training
    sentences', ``ours`` tells which of them are on topic; ``apart`` is the machine that learned only that."""

    weights: Numbers = _NONE
    bias: Numbers = _NONE
    apart: Numbers = _NONE
    points: Numbers = _NONE
    ours: Numbers = _NONE

    def margins(self, features: csr_matrix) -> Numbers:
        """The distance from each intent's border, texts x intents."""
        margins: Numbers = np.asarray(features @ self.weights) + self.bias
        return margins

    def signs(self, margins: Numbers, features: csr_matrix, points: Numbers, off: int) -> Numbers:
        """What the gate goes by, texts x 3."""
        rest = np.delete(margins, off, axis=1).max(axis=1)
        apart = np.asarray(features @ self.apart[:-1]) + self.apart[-1]
        return np.column_stack([margins[:, off] - rest, apart, self._nearer(points)])

    def _nearer(self, points: Numbers) -> Numbers:
        """How much nearer the nearest foreign sentences are than the nearest of ours."""
        if not points.shape[1]:
            return np.zeros(len(points), dtype=np.float32)
        likeness = points @ self.points.T
        ours, others = likeness[:, self.ours], likeness[:, ~self.ours]
        nearer: Numbers = _mean_of_highest(others) - _mean_of_highest(ours)
        return nearer


def _learn(spelt: list[str], points: Numbers, labels: Numbers) -> tuple[list[TfidfVectorizer], _Machine]:
    vectorizers = [TfidfVectorizer(**shape).fit(spelt) for shape in _SHAPES]
    features = _features(vectorizers, spelt, points)
    ours = labels != OUT_OF_SCOPE
    every = _machine(features, labels)
    apart = _machine(features, ~ours) if not ours.all() else None
    border = (
        np.append(apart.coef_[0], apart.intercept_) if apart else np.zeros(features.shape[1] + 1)
    ).astype(np.float32)
    # Two intents share one border: spelled out for both.
    weights = every.coef_ if len(every.classes_) > 2 else np.vstack([-every.coef_, every.coef_])
    weights = np.ascontiguousarray(weights.T, dtype=np.float32)
    bias = every.intercept_ if len(every.classes_) > 2 else np.array([-1, 1]) * every.intercept_
    return vectorizers, _Machine(weights, bias.astype(np.float32), border, points, ours)


def _learn_gate(spelt: list[str], points: Numbers, labels: Numbers) -> list[float]:
    """Slopes and start of the gate, from signs that each sentence got from the others."""
    off, signs = labels == OUT_OF_SCOPE, np.zeros((len(labels), 3))
    place = sorted(set(labels)).index(OUT_OF_SCOPE)
    for seen, unseen in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(spelt, labels):
        vectorizers, machine = _learn([spelt[i] for i in seen], points[seen], labels[seen])
        features = _features(vectorizers, [spelt[i] for i in unseen], points[unseen])
        signs[unseen] = machine.signs(machine.margins(features), features, points[unseen], place)
    judge = LogisticRegression(class_weight="balanced").fit(signs, off)
    return [*(float(s) for s in judge.coef_[0]), float(judge.intercept_[0])]


def _machine(features: csr_matrix, labels: Numbers) -> LinearSVC:
    return LinearSVC(C=1.0, class_weight="balanced", random_state=0).fit(features, labels)


def _features(vectorizers: Sequence[TfidfVectorizer], spelt: Sequence[str], points: Numbers) -> csr_matrix:
    blocks = [v.transform(spelt) for v in vectorizers]
    return hstack([*blocks, csr_matrix(points)] if points.shape[1] else blocks).tocsr()


def _mean_of_highest(likeness: Numbers) -> Numbers:
    most = min(_NEAREST, likeness.shape[1])
    highest: Numbers = np.partition(likeness, -most, axis=1)[:, -most:]
    mean: Numbers = highest.mean(axis=1)
    return mean
