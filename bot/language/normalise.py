"""One spelling for one sentence, with the way back to the text as it was typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = frozenset("'\u2019\u2018\u02bc\u0060\u00b4\uff07")
WORD = re.compile(r"[^\W_]+|[^\w\s]|_|\n")
"""What counts as one word of a normalised text: a run of letters and digits, or a single mark."""
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(frozen=True)
class Normalised:
    """``text`` in lower case without apostrophes or control characters; ``offsets[i]`` is the
    place in the original of the character ``text[i]``, with one more entry for the end."""

    text: str
    offsets: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the characters start..end came from."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def normalise(text: str) -> Normalised:
    """NFKC, lower case; apostrophes dropped ("don't" is "dont"), dashes and control characters
    are spaces, zero-width characters vanish."""
    out: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(text):
        for piece in _spell(char):
            out.append(piece)
            offsets.append(place)
    offsets.append(len(text))
    return Normalised("".join(out), tuple(offsets))


def tokens(text: str) -> tuple[str, ...]:
    """The words and marks of a normalised text."""
    return tuple(WORD.findall(text))


def word_set(words: str) -> frozenset[str]:
    """The words of a line, for word lists that stay readable."""
    return frozenset(words.split())


def clean(text: str) -> str:
    """The text without control and zero-width characters, otherwise as typed."""
    return "".join(
        " " if unicodedata.category(c) == "Cc" else c for c in text if unicodedata.category(c) != "Cf"
    )


@lru_cache(maxsize=1024)
def _spell(char: str) -> str:
    if char in _APOSTROPHES:
        return ""
    if char in _DASHES:
        return " "
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if char == "\n":
        return "\n"
    if category == "Cc":
        return " "
    spelt = unicodedata.normalize("NFKC", char).lower()
    return "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c))
