"""A reply as the messages of an app: the same words, split under the app's limits, choices last.

In danger what to do comes first. Nothing is added but numbers for choices; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels import words
from bot.channels.offers import key
from bot.channels.reply import Reply

_SENTENCE = re.compile(r"(?<=[.!?\])])[ ](?=[^\[(])")
"""Where a sentence ends, its marks included: a citation stays with what it proves."""
_WORD = re.compile(r"(?<=[^ ]) (?=[^ ])")


@dataclass(frozen=True)
class Limits:
    """What an app takes: UTF-16 units in a text, choices in a message, characters in a choice's title.
    Without choices of its own they are numbered in the text."""

    text: int
    choices: int = 0
    title: int = 0


@dataclass(frozen=True)
class Choice:
    """One thing to press: what it says, and the key that comes back."""

    title: str
    key: str


@dataclass(frozen=True)
class Part:
    """One message of an app."""

    text: str
    choices: tuple[Choice, ...] = ()


def rendered(reply: Reply, limits: Limits) -> list[Part]:
    """The reply's messages in order, each in as many parts as it takes."""
    parts: list[Part] = []
    offered = 0
    for message in _urgent_first(reply):
        buttons = message["buttons"]
        text, choices = _with_choices(message["text"], buttons, offered, limits)
        offered += len(buttons)
        pieces = split(text, limits.text)
        parts += [Part(p) for p in pieces[:-1]]
        parts.append(Part(pieces[-1], choices))
    return parts


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most so many UTF-16 units: cut between lines, where a line is too long
    between its sentences, then between words, and at last anywhere."""
    if _size(text) <= limit:
        return [text]
    pieces = [""]
    for glue, bit in _bits(text, limit):
        joined = f"{pieces[-1]}{glue}{bit}" if pieces[-1] else bit
        if _size(joined) <= limit:
            pieces[-1] = joined
        else:
            pieces.append(bit)
    return [p for p in pieces if p.strip()] or [text[:limit]]


def _bits(text: str, limit: int) -> Iterator[tuple[str, str]]:
    """Bits that each fit, with what stands between them and the one before."""
    for line in text.split("\n"):
        if _size(line) <= limit:
            yield "\n", line
            continue
        glue = "\n"
        for sentence in _SENTENCE.split(line):
            for word in [sentence] if _size(sentence) <= limit else _WORD.split(sentence):
                for n, bit in enumerate(_chopped(word, limit)):
                    yield ("" if n else glue), bit
                    glue = " "


def _chopped(word: str, limit: int) -> list[str]:
    pieces = [""]
    for character in word:
        if _size(pieces[-1] + character) > limit:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _urgent_first(reply: Reply) -> list[dict[str, Any]]:
    """The messages; in an emergency its advice before all else."""
    if reply.turn["escalation"]["level"] != "emergency":
        return list(reply.messages)
    acts = [*reply.acts, *(None for _ in reply.messages[len(reply.acts) :])]
    order = sorted(range(len(reply.messages)), key=lambda n: acts[n] != "advise")
    return [reply.messages[n] for n in order]


def _with_choices(
    text: str, buttons: Sequence[dict[str, str]], before: int, limits: Limits
) -> tuple[str, tuple[Choice, ...]]:
    """The text and what can be pressed: titles where the app takes them, else numbers listed in the text."""
    if not buttons:
        return text, ()
    text = text or words.CHOOSE
    if len(buttons) <= limits.choices and all(_size(b["title"]) <= limits.title for b in buttons):
        return text, tuple(Choice(b["title"], key(b["payload"])) for b in buttons)
    numbered = [(before + n, b) for n, b in enumerate(buttons, 1)]
    listed = "\n".join([text, *(f"{n}: {b['title']}" for n, b in numbered)])
    if len(buttons) <= limits.choices:
        return listed, tuple(Choice(str(n), key(b["payload"])) for n, b in numbered)
    return f"{listed}\n{words.BY_NUMBER}", ()
