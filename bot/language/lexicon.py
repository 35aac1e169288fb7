"""The lexicon as content gives it, and its phrases spelled out for matching."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.core.model import Concept
from bot.language.normalise import normalise, tokens
from bot.language.respelling import Respelling

GAP = "..."
"""Stands for up to `MAX_GAP` words in between."""
MAX_GAP = 4

Words = tuple[str, ...]
"""Words that stand one after the other."""
_GROUP = re.compile(r"<([a-z][a-z0-9_]*)>")
_RANGE = re.compile(r"<(\d+)-(\d+)>(\w*)")


class Spelling:
    """What may stand at each place of a phrase: "calf/<foot> ... knots up" has four places."""

    def __init__(
        self, groups: Mapping[str, Iterable[str]] | None = None, misspelt: Mapping[str, str] | None = None
    ) -> None:
        """``groups`` are named lists of words or phrases, which may name further groups;
        ``misspelt`` leads from misspelt words to right ones."""
        self._groups = groups or {}
        self._respell = Respelling(misspelt or {})
        self._places: dict[str, tuple[Words, ...]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def place(self, text: str) -> tuple[Words, ...]:
        """The alternatives of one place, each of one or more words; none for a gap.

        Normalised and respelt like a message, so that "writer's" and "writers" are one word.

        Raises:
            KeyError: a group is not known. Content check refuses that before.
        """
        if text not in self._places:
            sides = () if text == GAP else text.split("/")
            self._places[text] = tuple(dict.fromkeys(w for side in sides for w in self._side(side)))
        return self._places[text]

    def words(self, phrase: str) -> frozenset[str]:
        """Every word that may stand in a phrase."""
        return frozenset().union(*map(self._words_at, phrase.split()))

    def _words_at(self, place: str) -> frozenset[str]:
        if place not in self._words:
            self._words[place] = frozenset(itertools.chain.from_iterable(self.place(place)))
        return self._words[place]

    def _side(self, text: str) -> Iterator[Words]:
        if found := _RANGE.fullmatch(text):
            first, last, unit = found.groups()
            yield from ((f"{n}{unit}",) for n in range(int(first), int(last) + 1))
        elif found := _GROUP.fullmatch(text):
            for member in self._groups[found[1]]:
                for parts in itertools.product(*map(self.place, member.split())):
                    yield tuple(itertools.chain(*parts))
        elif words := tokens(normalise(text).text):
            yield tuple(map(self._respell, words))


@dataclass(frozen=True)
class Entry:
    """A concept with the ways of saying it; what happened so many days ago or less still counts."""

    concept: Concept
    words: tuple[str, ...]
    cased: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    planned: str | None = None
    unsure_is: str | None = None
    names: tuple[str, ...] = ()
    counts_for_days: float = 0


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
    telling: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    misspelt: Mapping[str, str] = field(default_factory=dict)

    @property
    def concepts(self) -> dict[str, Concept]:
        """Every concept by its id."""
        return {e.concept.id: e.concept for e in self.entries}

    @cached_property
    def spelling(self) -> Spelling:
        """How its phrases are spelled out."""
        return Spelling(self.groups, self.misspelt)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that is matched: of phrases and cues, of people and answers."""
        phrases = itertools.chain(
            *((*e.words, *e.quiet, *e.denied) for e in self.entries), *(c.words for c in self.cues)
        )
        others = (*self.people.values(), *self.answers.values(), *self.speech.values())
        plain = {w for listed in others if not isinstance(listed, str) for p in listed for w in p.split()}
        spelt = {word for phrase in phrases for word in self.spelling.words(phrase)}
        return frozenset(spelt | plain | self.questions)


def from_content(raw: Mapping[str, Any]) -> Lexicon:
    """The lexicon from the files of content/lexicon, as the content reader gives them."""
    entries = tuple(
        Entry(
            Concept(c["id"], c["kind"], c["label"]),
            (*c["words"], *c.get("misspelt", ()), *(w.lower() for w in c.get("cased", ()))),
            tuple(c.get("cased", ())),
            tuple(c.get("quiet", ())),
            tuple(c.get("denied", ())),
            c.get("planned"),
            c.get("unsure_is"),
            tuple(c["words"]) if c["kind"] == "medicine" else (),
            c.get("counts_for_days", 0),
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
        {d["telling"]: d["concept"] for d in raw["derived"] if "telling" in d},
        {k: tuple(v) for k, v in raw.get("groups", {}).items()},
        {m: word for word, listed in raw.get("misspellings", {}).items() for m in listed},
    )
