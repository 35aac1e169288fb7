"""When something began or ended, where the message says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

from bot.language.lexicon import Lexicon
from bot.language.normalise import word_set

_STARTS = word_set(
    """started start starting began begun since diagnosed prescribed switched swapped changed upped
    increased doubled gave given put"""
)
_STILL = frozenset(
    {
        ("been", "on"),
        ("been", "taking"),
        ("put", "me"),
        ("have", "been"),
        ("ive", "been"),
        ("ive", "had"),
        ("have", "had"),
    }
)
_AHEAD = frozenset({"due", "expecting", "expected"})
_MONTHS = word_set(
    """january february march april june july august september october november december spring summer
    autumn winter"""
)


_SENTENCES = 16
"""Sentences whose times are kept: each mention in one asks for them."""


@dataclass(frozen=True)
class Time:
    """Seconds before now, ``latest`` the latest of several. ``started`` tells that ``ago`` is a beginning,
    ``lasted`` is "for ...", ``dated`` that a past time is named without a length ("in 2019")."""

    ago: float | None = None
    lasted: float | None = None
    started: bool = False
    dated: bool = False
    latest: float | None = None


class Times:
    """Reads durations in one sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        durations = lexicon.durations
        self._units = durations.get("units", {})
        self._numbers = durations.get("numbers", {})
        phrases = durations.get("phrases", {}).items()
        self._phrases = sorted(((f" {p} ", s) for p, s in phrases), key=lambda p: -p[0].count(" "))
        self._told = lru_cache(maxsize=_SENTENCES)(self._tell)

    def read(self, doc: Doc, start: int, end: int) -> Time:
        """The times of the sentence start..end (tokens)."""
        return self._told(tuple(t.lower_ for t in doc[start:end]))

    def _tell(self, words: tuple[str, ...]) -> Time:
        pairs = set(zip(words, words[1:], strict=False))
        started = bool(_STARTS & set(words[:-1] if words[-1:] == ("since",) else words)) or bool(
            _STILL & pairs
        )
        dated = any(a in {"in", "last", "back"} and _names_time(b) for a, b in pairs) and not _AHEAD & set(
            words
        )
        counted = [(place, self._counted(words, place)) for place in range(len(words))]
        lengths = [(_is_ago(words, place), s) for place, s in counted if s is not None]
        text = f" {' '.join(words)} "
        named = [seconds for phrase, seconds in self._phrases if phrase in text]
        latest = min([*(s for ago, s in lengths if ago), *named], default=None)
        if lengths:
            ago, seconds = lengths[0]
            return Time(seconds if ago else None, None if ago else seconds, started, dated, latest)
        return Time(named[0] if named else None, None, started, dated, latest)

    def _counted(self, words: tuple[str, ...], place: int) -> float | None:
        """ "3 weeks", "a few days", "two years" at a place, in seconds."""
        word = words[place]
        number = self._numbers.get(
            word, float(word) if word.isascii() and word.isdigit() and len(word) < 5 else None
        )
        if number is None:
            return None
        for after in words[place + 1 : place + 3]:
            if after in self._units:
                return float(number * self._units[after])
        return None


def _is_ago(words: tuple[str, ...], place: int) -> bool:
    return bool({"ago", "back"} & set(words[place + 2 : place + 4]))


def _names_time(word: str) -> bool:
    year = len(word) == 4 and word.isascii() and word.isdigit() and word[:2] in {"19", "20"}
    return year or word in _MONTHS
