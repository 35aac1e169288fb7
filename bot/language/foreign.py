"""Whether a message is in another language than English: by its letters, else by its small words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from runpy import run_path

import spacy

from bot.language.normalise import WORD

_LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "pl", "ro", "tr", "sv", "da", "nb", "id", "tl", "vi")
"""Those with spaCy's lists of small words whose letters are Latin."""
_TEXTED = frozenset(("u", "r", "wat", "dat", "ta", "hun", "x", "del", "nay", "re", "tr"))
"""Small words elsewhere that people also write in English, in a hurry."""


class Foreign:
    """Tells other languages. A word that English knows counts for English alone."""

    def __init__(self, english: Iterable[str]) -> None:
        """``english`` are the words that the lexicon knows."""
        self._english = _small_words("en") | _TEXTED | frozenset(english)
        self._small = [_small_words(code) - self._english for code in _LANGUAGES]

    def __call__(self, text: str) -> bool:
        """Whether a normalised message is not English."""
        letters = [c for c in text if c.isalpha()]
        if sum(not _is_latin(c) for c in letters) * 2 > len(letters):
            return True
        words = {w for w in WORD.findall(text) if w.isalpha()}
        ours = len(words & self._english)
        most = max((len(words & small) for small in self._small), default=0)
        return most > ours and most > 1 or bool(most) and ours <= most and len(words) > 2


def _small_words(code: str) -> frozenset[str]:
    # The file alone: a language's package compiles its tokenizer's patterns, 3 s of CPU for all of them.
    path = Path(spacy.__file__).parent / "lang" / code / "stop_words.py"
    return frozenset(w.lower() for w in run_path(str(path))["STOP_WORDS"])


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN") or not char.isalpha()
