"""What a person wrote, without what could tell who they are."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.language.normalise import normalise

HIDDEN = "[...]"
_PIECE = re.compile(r"\S+")
_WORD = re.compile(r"[a-z]+")
_LONGEST_NUMBER = 2


def redact(text: str, known: Container[str]) -> str:
    """The text with every word hidden that is not known, and every longer number.

    Args:
        text: what was written.
        known: the words that may be shown, in lower case without apostrophes. A name that is also an
            everyday word stays: give as few words as the reader needs.
    """
    return re.sub(rf"(?:{re.escape(HIDDEN)} ?)+(?=\s*{re.escape(HIDDEN)})", "", _PIECE.sub(
        lambda piece: piece.group() if _may_be_shown(piece.group(), known) else HIDDEN, text
    ))  # fmt: skip


def _may_be_shown(piece: str, known: Container[str]) -> bool:
    spelt = normalise(piece).text
    if any(mark in piece for mark in "@/\\_#") or len(re.sub(r"\D", "", spelt)) > _LONGEST_NUMBER:
        return False
    return all(word in known for word in _WORD.findall(spelt))
