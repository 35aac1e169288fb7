"""The second ear: what a message says in words that no lexicon lists.

A small language model (all-MiniLM-L6-v2) that learned further from the marked messages of data/said says
of each word which concepts it tells of, with what status and of whom. What it learned is a file of this
repository: training Rasa's model changes nothing in it, and so no verdict. It only adds
to what the rules hear (`bot.language.joining`); where it cannot be had, they hear alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from bot import checksums
from bot.core.model import Status
from bot.language import weights

LEARNED = Path(__file__).parent / "learned"
WEIGHTS, NAMES = LEARNED / "ear.safetensors", LEARNED / "ear.json"
NO_EAR = "There is no second ear here: Charley hears by its rules alone."

_GRAPH = 1
"""Change the number when `bot.language.minilm` writes another graph."""
_MOST_TOKENS = 192
_GAP = 1
_OVERLAP = 32
_MOST_WINDOWS = 12
_CACHED = 512
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Sensed:
    """A concept sensed in a stretch of a normalised text, half-open: how sure (0 to 1), with what status,
    of whom ("self", a relation, "person" for anyone else), and how sure of each of both."""

    concept: str
    start: int
    end: int
    sure: float
    status: Status
    status_sure: float
    person: str
    person_sure: float


@dataclass(frozen=True)
class Names:
    """What the numbers of the ear stand for, and from which sureness on each concept counts."""

    concepts: tuple[str, ...]
    statuses: tuple[Status, ...]
    persons: tuple[str, ...]
    intents: tuple[str, ...]
    thresholds: tuple[float, ...]

    @classmethod
    def read(cls, path: Path = NAMES) -> Names:
        """The names that were written beside the weights."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        concepts, statuses, persons = (tuple(raw[n]) for n in ("concepts", "statuses", "persons"))
        thresholds = tuple(raw["thresholds"][c] for c in concepts)
        return cls(concepts, statuses, persons, tuple(raw["intents"]), thresholds)


class Ear:
    """Senses concepts in texts, one at a time. Deterministic; keeps nothing but exact repeats."""

    def __init__(self, graph: Path, files: Path, names: Names) -> None:
        self._session = weights.session(graph)
        self._tokenizer = weights.tokenizer(files)
        self._tokenizer.enable_truncation(_MOST_TOKENS, stride=_OVERLAP)
        self._names = names
        self._thresholds = np.array(names.thresholds, dtype=np.float32)
        self._read = lru_cache(maxsize=_CACHED)(self._read_all)

    def sense(self, text: str) -> tuple[Sensed, ...]:
        """What a normalised text says, in order of its words; long ones are read window by window."""
        return self._read(text)[0]

    def intents(self, text: str) -> dict[str, float]:
        """How likely a normalised text asks or says each intent (0 to 1 each), by its first window."""
        return self._read(text)[1]

    def likely(self, text: str) -> dict[str, float]:
        """How likely a normalised text says each concept that the ear knows (0 to 1), however it is meant."""
        return self._read(text)[2]

    def _read_all(self, text: str) -> tuple[tuple[Sensed, ...], dict[str, float], dict[str, float]]:
        first = self._tokenizer.encode(text)
        windows = [first, *first.overflowing][:_MOST_WINDOWS]
        sensed: list[Sensed] = []
        intents: dict[str, float] = {}
        likely = np.zeros(len(self._names.concepts), dtype=np.float32)
        for window in windows:
            given = {"ids": window.ids, "mask": window.attention_mask}
            told = self._session.run(
                ["concepts", "statuses", "persons", "intents"],
                {name: np.array([values], dtype=np.int64) for name, values in given.items()},
            )
            intents = intents or dict(zip(self._names.intents, map(float, told[3][0]), strict=True))
            sensed += self._sensed(window, *(part[0] for part in told[:3]))
            likely = np.maximum(likely, told[0][0][1:-1].max(axis=0, initial=0.0))
        ordered = tuple(sorted(_once(sensed), key=lambda s: (s.start, s.end)))
        return ordered, intents, dict(zip(self._names.concepts, map(float, likely), strict=True))

    def _sensed(
        self, window: Encoding, concepts: Numbers, statuses: Numbers, persons: Numbers
    ) -> Iterator[Sensed]:
        names = self._names
        for column in np.flatnonzero(concepts[1:-1].max(axis=0, initial=0.0) > self._thresholds):
            sure = concepts[:, column]
            for first, last in stretches(sure, float(self._thresholds[column])):
                share = sure[first:last, None]
                status, status_sure = likeliest(statuses[first:last], share)
                person, person_sure = likeliest(persons[first:last], share)
                yield Sensed(
                    names.concepts[column],
                    window.offsets[first][0],
                    window.offsets[last - 1][1],
                    float(sure[first:last].max()),
                    names.statuses[status],
                    status_sure,
                    names.persons[person],
                    person_sure,
                )


def open_ear(where: str | None, built: Path) -> Ear | None:
    """The ear, prepared the first time it is opened; None when it cannot be had here.

    Args:
        where: the folder of all-MiniLM-L6-v2's files, "off" for none, None for the installed package.
        built: the folder for the prepared graph.

    Raises:
        EncoderRefused: ``where`` lacks a file, or holds another than the known one, or what was learned is
            not as `make ear` wrote it.
    """
    files = weights.folder(where)
    if files is None or not WEIGHTS.exists():
        return None
    for path in (WEIGHTS, NAMES):
        if not checksums.is_whole(path):
            raise weights.EncoderRefused(
                f"{path} is not what `make ear` wrote. Restore it and its checksum from the repository."
            )
    digest = checksums.of(WEIGHTS)
    graph = built / f"ear-{_GRAPH}-{digest[:16]}.onnx"
    weights.prepare(files, graph, _write)
    return Ear(graph, files, Names.read())


def _write(published: Path, target: Path) -> None:
    from bot.language import minilm  # needed once in an ear's life, and slow to load

    minilm.write_ear(published, WEIGHTS, target)


def stretches(sure: Numbers, threshold: float) -> Iterator[tuple[int, int]]:
    """The runs of tokens that may tell of a concept (from half the threshold on, over gaps of one), each
    with at least one that does; the marks of beginning and end are none."""
    may = np.flatnonzero(sure[1:-1] > threshold / 2) + 1
    for run in np.split(may, np.flatnonzero(np.diff(may) > _GAP + 1) + 1):
        if run.size and sure[run].max() > threshold:
            yield int(run[0]), int(run[-1]) + 1


def likeliest(classes: Numbers, share: Numbers) -> tuple[int, float]:
    """The class that the tokens together point to, and its share."""
    shares = (classes * share).sum(axis=0) / share.sum()
    return int(shares.argmax()), float(shares.max())


def _once(sensed: Sequence[Sensed]) -> list[Sensed]:
    """Each stretch once, where windows overlap: the surer reading."""
    kept: list[Sensed] = []
    for one in sorted(sensed, key=lambda s: -s.sure):
        if not any(o.concept == one.concept and o.start < one.end and one.start < o.end for o in kept):
            kept.append(one)
    return kept
