"""When something began or ended, where the message says so."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from bot.language.lexicon import Lexicon

_STARTS = frozenset(["started", "start", "starting", "began", "begun", "since", "diagnosed", "prescribed"])
_STILL = (
    ("been", "on"),
    ("been", "taking"),
    ("put", "me"),
    ("have", "been"),
    ("ive", "been"),
    ("ive", "had"),
    ("have", "had"),
)


@dataclass(frozen=True)
class Time:
    """Seconds before now; ``started`` tells that ``ago`` is a beginning, ``lasted`` is "for ..."."""

    ago: float | None = None
    lasted: float | None = None
    started: bool = False


class Times:
    """Reads durations in one sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        durations = lexicon.durations
        self._units = durations.get("units", {})
        self._numbers = durations.get("numbers", {})
        phrases = durations.get("phrases", {})
        self._phrases = sorted(((p.split(), s) for p, s in phrases.items()), key=lambda p: -len(p[0]))

    def read(self, doc: Doc, start: int, end: int) -> Time:
        """The times of the sentence start..end (tokens)."""
        words = [t.lower_ for t in doc[start:end]]
        pairs = set(zip(words, words[1:], strict=False))
        started = bool(_STARTS & set(words)) or any(p in pairs for p in _STILL)
        for place in range(len(words)):
            seconds = self._counted(words, place)
            if seconds is not None:
                ago = "ago" in words[place + 2 : place + 4]
                return Time(seconds if ago else None, None if ago else seconds, started)
        for phrase, seconds in self._phrases:
            if any(words[p : p + len(phrase)] == phrase for p in range(len(words))):
                return Time(seconds, None, started)
        return Time(started=started)

    def _counted(self, words: list[str], place: int) -> float | None:
        """ "3 weeks", "a few days", "two years" at a place, in seconds."""
        number = self._numbers.get(words[place], float(words[place]) if words[place].isdigit() else None)
        if number is None:
            return None
        for after in words[place + 1 : place + 3]:
            if after in self._units:
                return number * self._units[after]
        return None
