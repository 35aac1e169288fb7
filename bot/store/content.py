"""Read content/: the only reader of it. Whether it may be used, `validate` and `proof` say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.interview import Book
from bot.core.model import Conflict, Fact, Gap, RedFlag, Source, Topic
from bot.store import (
    check_makers,
    check_schema,
    entries,
    files,
    lexicon_schema,
    makers,
    proof,
    schema,
    validate,
)
from bot.store.entries import Entry, Key
from bot.store.files import ContentError, Document

__all__ = ["Content", "ContentError", "digest", "load"]

_SECTIONS: Mapping[str, dict[str, Any]] = {
    "facts": schema.FACTS,
    "sources": schema.SOURCE,
    "conflicts": schema.CONFLICT,
    "answers": schema.TOPIC,
    "red_flags": schema.RED_FLAG,
}
_FILES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "gaps": ("gaps.yml", schema.GAPS),
    "glossary": ("glossary.yml", schema.GLOSSARY),
    "explanations": ("explanations.yml", schema.EXPLANATIONS),
    "contacts": ("contacts.yml", schema.CONTACTS),
    "outcomes": ("check/outcomes.yml", check_schema.OUTCOMES),
    "coach": ("check/coach.yml", check_schema.COACH),
    "replies": ("check/replies.yml", check_schema.REPLIES),
}
"""Files that may be absent."""
_LEXICON: Mapping[str, dict[str, Any]] = {
    "groups.yml": lexicon_schema.GROUPS,
    "misspellings.yml": lexicon_schema.MISSPELLINGS,
    "cues.yml": lexicon_schema.CUES,
    "people.yml": lexicon_schema.PEOPLE,
    "derived.yml": lexicon_schema.DERIVED,
    "registers.yml": lexicon_schema.REGISTERS,
    "wishes.yml": lexicon_schema.WISHES,
}


@dataclass(frozen=True)
class Content:
    """Everything in content/, by id, with the digest of the files it was read from.

    What is retired or superseded stands in ``withdrawn`` and ``entries`` alone.
    """

    digest: str
    sources: Mapping[str, Source]
    fact_list: tuple[Fact, ...]
    conflicts: Mapping[str, Conflict]
    topics: Mapping[str, Topic]
    rules: Mapping[str, RedFlag]
    examples: Mapping[str, Mapping[str, tuple[str, ...]]]
    lexicon: Mapping[str, Any]
    people: Mapping[str, str]
    base_ids: Mapping[str, tuple[str, ...]]
    gaps: tuple[Gap, ...] = ()
    maps: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    withdrawn: tuple[Fact, ...] = ()
    glossary: tuple[str, ...] = ()
    frames: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    entries: Mapping[Key, Entry] = field(default_factory=dict, repr=False, compare=False)

    @property
    def danger(self) -> frozenset[str]:
        """The concepts that an emergency or a crisis may rest on."""
        return self._named(lambda rule: rule.level == "emergency" or rule.crisis)

    @property
    def serious(self) -> frozenset[str]:
        """The concepts that an emergency or care today may rest on."""
        return self._named(lambda rule: rule.level in ("emergency", "urgent"))

    def _named(self, rests: Callable[[RedFlag], bool]) -> frozenset[str]:
        rules = filter(rests, self.rules.values())
        return frozenset(c for r in rules for group in (*r.all_of, r.any_of) for c in group)

    def source(self, source: str) -> Source | None:
        """A document and what it says of itself."""
        return self.sources.get(source)

    def live(self, kind: str) -> Iterator[Entry]:
        """The entries of a kind that may be told."""
        return (e for e in self.entries.values() if e.kind == kind and e.live)


def digest(folder: Path) -> str:
    """The digest of all content files, names and bytes, 16 hexadecimal digits.

    Raises:
        ContentError: the folder does not exist or is empty.
    """
    paths = sorted(folder.rglob("*.yml"))
    if not paths:
        raise ContentError([f"{folder}: holds no content. Check CHARLEY_CONTENT_DIR, or restore the folder."])
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def load(folder: Path) -> Content:
    """All content, validated and every sentence of it proven.

    Raises:
        ContentError: something is wrong; every problem found is listed with file and line.
    """
    stamp = digest(folder)
    documents = _read(folder)
    found = tuple(entries.walk(documents))
    _refuse(validate.problems(documents, found))
    content = _content(stamp, documents, found)
    _refuse(proof.unproven(content))
    return content


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ContentError(problems)


def _read(folder: Path) -> dict[str, list[Document]]:
    """Every file of content/, each of the shape that it should have."""
    wrong: list[str] = []
    shapes = {name: dict.fromkeys(sorted((folder / name).glob("*.yml")), s) for name, s in _SECTIONS.items()}
    single = {name: (folder / path, shape) for name, (path, shape) in _FILES.items()}
    shapes |= {name: {path: shape} if path.exists() else {} for name, (path, shape) in single.items()}
    asked = {path for path, _ in single.values()}
    shapes["check"] = {
        path: check_schema.QUESTIONS for path in sorted((folder / "check").glob("*.yml")) if path not in asked
    }
    words = sorted((folder / "lexicon").glob("*.yml"))
    shapes["lexicon"] = {path: _LEXICON.get(path.name, lexicon_schema.CONCEPTS) for path in words}
    wrong += [
        f"lexicon/{name}:1: is missing. Restore it." for name in _LEXICON.keys() - {p.name for p in words}
    ]
    documents = {
        name: [d for path, shape in files_.items() if (d := _read_one(path, shape, wrong))]
        for name, files_ in shapes.items()
    }
    _refuse(wrong)
    return documents


def _read_one(path: Path, shape: dict[str, Any], wrong: list[str]) -> Document | None:
    try:
        document = files.read(path)
    except ContentError as error:
        wrong += error.problems
        return None
    found = files.problems(document, shape)
    wrong += found
    return None if found else document


def _content(stamp: str, documents: Mapping[str, list[Document]], found: tuple[Entry, ...]) -> Content:
    told: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind, _, _ in entries.KINDS.values()}
    for entry in found:
        if entry.live:
            told[entry.kind].append(entry.data)
    live = entries.ids(found, "fact")
    rules = sorted(told["rule"], key=lambda r: str(r["id"]))
    lexicon = _lexicon(documents["lexicon"])
    return Content(
        digest=stamp,
        sources={s["id"]: makers.source(s) for s in told["source"]},
        fact_list=tuple(makers.fact(f) for f in told["fact"]),
        conflicts={c["id"]: makers.conflict(c) for c in told["conflict"]},
        topics={t["topic"]: makers.topic(t, live) for t in told["topic"]},
        rules={r["id"]: makers.rule(r) for r in rules},
        examples={
            r["id"]: {k: tuple(r.get(k, ())) for k in ("fires", "silent", "missed", "false_alarms")}
            for r in rules
        },
        lexicon=lexicon,
        people={p["id"]: p["says"] for p in [*lexicon["people"], lexicon["unknown"]]},
        base_ids={f["id"]: tuple(f["from"]) for f in told["fact"]},
        gaps=tuple(makers.gap(g) for g in told["gap"]),
        maps={r["id"]: {k: tuple(v) for k, v in r.get("map", {}).items()} for r in rules},
        withdrawn=tuple(makers.fact(e.data) for e in found if e.kind == "fact" and not e.live),
        frames={f["id"]: {k: v for k, v in f.items() if k != "id"} for f in told["frame"]},
        contacts=_contacts(documents["contacts"]),
        book=check_makers.book(told, documents["replies"]),
        glossary=tuple(term for d in documents["glossary"] for term in d.data["terms"]),
        entries=entries.by_key(found),
    )


def _contacts(documents: list[Document]) -> dict[str, dict[str, str]]:
    """Whom people can turn to: by contact, then by country, "" where none is set."""
    listed = [c for d in documents for c in d.data["contacts"]]
    return {c["id"]: {"": c["unset"], **{k: c[k] for k in ("US", "UK", "EU")}} for c in listed}


def _lexicon(documents: list[Document]) -> dict[str, Any]:
    merged: dict[str, Any] = {"concepts": []}
    for document in documents:
        merged["concepts"] += document.data.get("concepts", [])
        merged.update({k: v for k, v in document.data.items() if k != "concepts"})
    return merged
