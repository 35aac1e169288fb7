"""The marked messages of data/said: what people ask and say, with what of it matters.

A line is ``topics <tab> text with {words|concept+concept/status@person}``; data/said/README.md explains it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "said"
NOTHING = "-"
STATUSES = ("present", "absent", "past", "uncertain", "hypothetical", "general")
SELF = "self"

_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_MEANT = re.compile(r"([a-z_]+)(?:/([a-z]+))?(?:@([a-z_]+)(?:#\d)?)?")


@dataclass(frozen=True)
class Mark:
    """A stretch of a text, half-open, that says a concept: whether it is so, and of whom."""

    start: int
    end: int
    concept: str
    status: str
    person: str


@dataclass(frozen=True)
class Message:
    """One message: where it stands, what it asks (nothing: a statement), and its marks; ``complete`` tells
    whether everything in it that matters is marked."""

    place: str
    topics: tuple[str, ...]
    text: str
    marks: tuple[Mark, ...]
    complete: bool = True


class BadMessage(ValueError):
    """A line that cannot be read; the text says where and why."""


def read(folder: Path = FOLDER) -> list[Message]:
    """Every message of a folder, in order of files and lines.

    Raises:
        BadMessage: a line is not of the form that the module's docstring gives.
    """
    return [message for path in sorted(folder.glob("*.txt")) for message in _lines(path)]


def digest(folder: Path = FOLDER) -> str:
    """One digest of the files of a folder, 16 hexadecimal digits."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.txt")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def _lines(path: Path) -> Iterator[Message]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield parse(line, f"{path.name}:{number}")


def parse(line: str, place: str = "?") -> Message:
    """One line as a message."""
    topics, tab, marked = line.partition("\t")
    if not tab:
        raise BadMessage(f"{place}: no tab between topics and message")
    text, last, marks = "", 0, []
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        start, last = len(text), found.end()
        text += found[1]
        marks += [Mark(start, len(text), *meant) for meant in _meant(found[2], place)]
    text += marked[last:]
    if set("{}|") & set(text):
        raise BadMessage(f"{place}: a mark is not closed, or lacks its bar")
    asked = tuple(t.strip() for t in topics.split(",") if t.strip() != NOTHING)
    return Message(place, asked, text, tuple(marks))


def _meant(listed: str, place: str) -> Iterator[tuple[str, str, str]]:
    """Concept, status and person; those of the last of a sum hold for all that give none."""
    for part in listed.split(";"):
        each = [_MEANT.fullmatch(meant.strip()) for meant in part.split("+")]
        if not each[-1] or not all(each):
            raise BadMessage(f"{place}: cannot read the mark {listed!r}")
        for one in each:
            if one:
                status = one[2] or each[-1][2] or "present"
                if status not in STATUSES:
                    raise BadMessage(f"{place}: {status!r} is no status")
                yield one[1], status, one[3] or each[-1][3] or SELF
