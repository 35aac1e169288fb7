"""What differs between two versions of content/, and whose answer that changes."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.store import entries, files, validate
from bot.store.entries import Entry, Key
from bot.store.files import ContentError, Document

_CARRIES = {
    *(("source", "fact"), ("source", "conflict"), ("source", "rule"), ("conflict", "fact")),
    *(("conflict", "topic"), ("fact", "topic"), ("concept", "rule")),
}
"""(named, names): a change of the first reaches the second."""


@dataclass(frozen=True)
class Change:
    """One id that differs: added, removed or changed, and which parts of it."""

    key: Key
    how: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes, and the topics and rules whose words or effect they reach."""

    changes: tuple[Change, ...]
    topics: tuple[str, ...]
    rules: tuple[str, ...]


def between(old: Mapping[Key, Entry], new: Mapping[Key, Entry]) -> Difference:
    """What is different in the new version."""
    changes = tuple(_changes(old, new))
    both = [*old.values(), *new.values()]
    reached = _reached({c.key for c in changes}, both)
    reached |= {("rule", r) for c in changes for r in _withholding(c, old, new)}
    topics, rules = (tuple(sorted(i for kind, i in reached if kind == k)) for k in ("topic", "rule"))
    return Difference(changes, topics, rules)


def snapshot(folder: Path) -> dict[Key, Entry]:
    """Every entry of a content folder, whether or not it would pass the check today.

    Raises:
        ContentError: a file cannot be read, or holds nothing that looks like content.
    """
    documents: dict[str, list[Document]] = {}
    for section in entries.KINDS:
        single = folder / f"{section}.yml"
        paths = [single] if single.exists() else sorted((folder / section).glob("*.yml"))
        documents[section] = [files.read(path) for path in paths]
    try:
        found = entries.by_key(entries.walk(documents))
    except (AttributeError, KeyError, TypeError) as error:
        raise ContentError(
            [f"{folder}: is not shaped like content/ ({error!r}). Name another version."]
        ) from error
    if not found:
        raise ContentError([f"{folder}: holds no content. Name a content folder or a git revision."])
    return found


def fetch(name: str, root: Path, into: Path) -> Path:
    """The content folder that a name means: a folder, or content/ at a git revision, put under ``into``.

    Raises:
        ContentError: it is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    revision = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    archived = (
        _git(root, "archive", "--format=tar", revision.decode().strip(), "content") if revision else b""
    )
    if not archived:
        raise ContentError([f"{name}: is neither a folder nor a git revision that holds content/."])
    with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
        archive.extractall(into)
    return into / "content"


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; nothing when it fails."""
    return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True).stdout


def told(difference: Difference) -> Iterator[str]:
    """The difference in lines."""
    for change in difference.changes:
        parts = f" ({', '.join(change.parts)})" if change.parts else ""
        yield f"{change.how}: {' '.join(change.key)}{parts}"
    if not difference.changes:
        yield "No id was added, removed or changed."
        return
    yield f"Answers that change: {', '.join(difference.topics) or 'none'}"
    yield f"Safety rules touched: {', '.join(difference.rules) or 'none'}"


def _changes(old: Mapping[Key, Entry], new: Mapping[Key, Entry]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        if key not in old or key not in new:
            yield Change(key, "added" if key in new else "removed")
        elif old[key].data != new[key].data:
            before, after = old[key].data, new[key].data
            parts = [p for p in dict.fromkeys([*before, *after]) if before.get(p) != after.get(p)]
            yield Change(key, "changed", tuple(parts))


def _reached(changed: set[Key], both: list[Entry]) -> set[Key]:
    """The changed ids with everything that tells them."""
    edges = {edge for entry in both for edge in _edges(entry)}
    reached, new = set(changed), set(changed)
    while new:
        new = {after for before, after in edges if before in new} - reached
        reached |= new
    return reached


def _edges(entry: Entry) -> Iterator[tuple[Key, Key]]:
    for kind, part, named in validate.names(entry):
        for name in named:
            if (kind, entry.kind) in _CARRIES:
                yield (kind, name), (entry.kind, entry.id)
            if kind == "topic" and entry.kind in ("fact", "gap") and part != "next":
                yield (entry.kind, entry.id), (kind, name)


def _withholding(change: Change, old: Mapping[Key, Entry], new: Mapping[Key, Entry]) -> Iterator[str]:
    """The rules that keep back a changed fact, for some person."""
    versions = [v[change.key] for v in (old, new) if change.key in v and change.key[0] == "fact"]
    urges = {u for v in versions for u in v.data.get("urges", ())}
    for entry in (*old.values(), *new.values()) if versions else ():
        if entry.kind == "rule":
            kept = entry.data.get("withholds", {})
            if change.key[1] in kept.get("facts", ()) or urges & set(kept.get("urges", ())):
                yield entry.id
