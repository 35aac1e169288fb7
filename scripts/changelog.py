"""The fragments of changes/ as the notes of one release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

KINDS = ("safety", "content", "added", "changed", "fixed", "removed")
"""In the order in which a release tells them."""
OWED = {"safety": ("Whose answer changes", "Reviewed by"), "content": ("Whose answer changes",)}
"""The lines that a fragment of a kind must hold, each with something after its colon."""


class Unfinished(ValueError):
    """A fragment that cannot be released: which, and what it lacks."""


@dataclass(frozen=True)
class Fragment:
    """One change: its kind and what is said about it."""

    kind: str
    text: str


def read(path: Path) -> Fragment:
    """The fragment in a file named `<words>.<kind>.md`.

    Raises:
        Unfinished: its kind is unknown, it is empty, or it owes a line.
    """
    kind = Path(path.stem).suffix.removeprefix(".")
    if kind not in KINDS:
        raise Unfinished(f"{path.name}: the kind {kind!r} is none of {', '.join(KINDS)}.")
    text = path.read_text(encoding="utf-8").strip()
    if not text:
        raise Unfinished(f"{path.name} is empty.")
    for line in OWED.get(kind, ()):
        if not re.search(rf"^{line}:[ \t]*\S", text, re.M):
            raise Unfinished(f"{path.name} does not say {line + ':'!r}.")
    return Fragment(kind, text)


def waiting(folder: Path) -> list[Path]:
    """The fragments' files, in the order of their names."""
    return sorted(p for p in folder.glob("*.md") if p.name != "README.md")


def gathered(version: str, day: str, folder: Path) -> str:
    """The notes of a release as Markdown, ending with a newline.

    Raises:
        Unfinished: a fragment cannot be released.
    """
    fragments = [read(p) for p in waiting(folder)]
    parts = [f"## {version} ({day})"]
    for kind in KINDS:
        told = [f.text for f in fragments if f.kind == kind]
        if told:
            parts += [f"### {kind.capitalize()}", *told]
    if len(parts) == 1:
        parts.append("Nothing that anybody outside would notice.")
    return "\n\n".join(parts) + "\n"
