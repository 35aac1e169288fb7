"""Misspelt words put right, word by word, before anything is matched."""

from __future__ import annotations

from collections.abc import Mapping

_SHORTEST = 5


class Respelling:
    """The right word for a misspelt one.

    Only what is no word of its own is listed ("hedache", not "week"). Where it makes a word of the
    lexicon, a dropped g ("walkin") is put back, and an s ("urine's", "urines") is taken off.
    """

    def __init__(self, listed: Mapping[str, str], known: frozenset[str] = frozenset()) -> None:
        self._listed = listed
        self._known = known

    def __call__(self, word: str) -> str:
        """The word as it should be spelt."""
        if word in self._listed:
            return self._listed[word]
        if len(word) < _SHORTEST or word in self._known:
            return word
        if word.endswith("in") and f"{word}g" in self._known:
            return f"{word}g"
        return word[:-1] if word.endswith("s") and word[:-1] in self._known else word
