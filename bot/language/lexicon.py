"""The lexicon as content gives it, and its phrases spelled out for matching."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.core.model import Concept
from bot.language.normalise import normalise

GAP = "..."
"""Stands for up to `MAX_GAP` words in between."""
MAX_GAP = 4

Token = tuple[str, ...] | str
"""One place of a phrase: the words that may stand there, or GAP."""


@dataclass(frozen=True)
class Entry:
    """A concept with the ways of saying it."""

    concept: Concept
    words: tuple[str, ...]
    cased: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    planned: str | None = None
    unsure_is: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cue:
    """Words that tell how the mentions in their reach are meant."""

    category: str
    reach: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Everything that hearing knows, as data."""

    entries: tuple[Entry, ...]
    cues: tuple[Cue, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    speech: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: frozenset[str] = frozenset()
    durations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    derived: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def concepts(self) -> dict[str, Concept]:
        """Every concept by its id."""
        return {e.concept.id: e.concept for e in self.entries}


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(normalise(text).text.split())


def spell_out(phrase: str) -> tuple[Token, ...]:
    """The phrase as places of alternatives: "calf/leg ... knots up" has four places.

    Normalised like a message, so that "writer's" and "writers" are one word.

    Raises:
        ValueError: an alternative is not one word.
    """
    places: list[Token] = []
    for word in phrase.split():
        if word == GAP:
            places.append(GAP)
            continue
        alternatives = [_words(w) for w in word.split("/")]
        if len(alternatives) == 1:
            places.extend((part,) for part in alternatives[0])
        elif all(len(a) == 1 for a in alternatives):
            places.append(tuple(a[0] for a in alternatives))
        else:
            raise ValueError(f"{phrase!r}: each side of / must be one word, in {word!r}")
    return tuple(places)


def plain_phrases(phrases: Iterable[str]) -> list[str]:
    """Every phrase without a gap, alternatives multiplied out."""
    spelt = (spell_out(p) for p in phrases)
    return [" ".join(c) for places in spelt if GAP not in places for c in itertools.product(*places)]


def gapped_patterns(phrases: Iterable[str]) -> list[list[dict[str, Any]]]:
    """spaCy Matcher patterns of the phrases with a gap."""
    spelt = (spell_out(p) for p in phrases)
    return [[p for place in places for p in _pattern(place)] for places in spelt if GAP in places]


def _pattern(place: Token) -> list[dict[str, Any]]:
    if isinstance(place, str):
        return [{"IS_PUNCT": False, "OP": "?"} for _ in range(MAX_GAP)]
    return [{"LOWER": {"IN": list(place)}}]


def from_content(raw: Mapping[str, Any]) -> Lexicon:
    """The lexicon from the files of content/lexicon, as the content reader gives them."""
    entries = tuple(
        Entry(
            Concept(c["id"], c["kind"], c["label"]),
            (*c["words"], *c.get("misspelt", ()), *(w.lower() for w in c.get("cased", ()))),
            tuple(c.get("cased", ())),
            tuple(c.get("quiet", ())),
            c.get("planned"),
            c.get("unsure_is"),
            tuple(c["words"]) if c["kind"] == "medicine" else (),
        )
        for c in raw["concepts"]
    )
    return Lexicon(
        entries,
        tuple(Cue(c["category"], c["reach"], tuple(c["words"])) for c in raw["cues"]),
        {p["id"]: tuple(p["words"]) for p in raw["people"]},
        {"asking_for": raw["asking_for"], "pronouns": raw["pronouns"], "unknown": raw["unknown"]["id"]},
        {k: tuple(v) for k, v in raw["answers"].items()},
        frozenset(raw["questions"]),
        raw["durations"],
        tuple((d["concept"], tuple(d["from"])) for d in raw["derived"]),
    )
