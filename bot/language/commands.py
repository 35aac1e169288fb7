"""Texts that are meant for machines: commands, and what buttons send.

Danger that one names is heard like anybody's. It takes nothing back: to say that something is not so
needs a sentence of the person's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from bot.core.model import Heard
from bot.language.normalise import clean

_COMMAND = re.compile(r"\s*/|.*([{}]|</[a-z]|\w\(\s*\w+\s*=)", re.IGNORECASE | re.DOTALL)
"""A slash before all else, or what only programs write: braces, closing tags, named arguments."""
_RAISES = frozenset({"present", "uncertain"})


def is_command(text: str) -> bool:
    """Whether a text, as typed, is a command or holds one."""
    return _COMMAND.match(unicodedata.normalize("NFKC", clean(text))) is not None


def raising(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """Of what was heard that which can only add to what is known."""
    return tuple(replace(h, corrects=False) for h in heard if h.status in _RAISES)
