"""Read and validate content/: the only reader of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.model import DAY, Cite, Conflict, Fact, Gap, PastRule, RedFlag, Source, Topic
from bot.store import files, schema
from bot.store.files import ContentError, Document

__all__ = ["Content", "ContentError", "digest", "load"]

_SECTIONS: Mapping[str, dict[str, Any]] = {
    "facts": schema.FACTS,
    "sources": schema.SOURCE,
    "conflicts": schema.CONFLICT,
    "answers": schema.TOPIC,
    "red_flags": schema.RED_FLAG,
}
_LEXICON: Mapping[str, dict[str, Any]] = {
    "cues.yml": schema.CUES,
    "people.yml": schema.PEOPLE,
    "derived.yml": schema.DERIVED,
    "registers.yml": schema.REGISTERS,
}
_DOSE = re.compile(r"\b\d+([.,]\d+)?\s?(mg|mcg|µg|g|ml|iu|units?|tablets?|pills?|grams?|milligrams?)\b", re.I)
_DIAGNOSIS = re.compile(
    r"\byou (have|suffer from|are suffering from) (a |an )?(clot|dvt|pad|deep vein|peripheral)", re.I
)


@dataclass(frozen=True)
class Content:
    """Everything in content/, by id, with the digest of the files it was read from."""

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

    def source(self, source: str) -> Source | None:
        """A document and what it says of itself."""
        return self.sources.get(source)


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
    """All content, validated.

    Raises:
        ContentError: something is wrong; every problem found is listed with file and line.
    """
    stamp = digest(folder)
    wrong: list[str] = []
    docs = {name: list(_read_all(folder / name, shape, wrong)) for name, shape in _SECTIONS.items()}
    lexicon = _read_lexicon(folder / "lexicon", wrong)
    gaps = _read_gaps(folder / "gaps.yml", wrong)
    if wrong:
        raise ContentError(wrong)
    wrong += _twice(docs) + _references(docs, lexicon) + _wording(docs)
    if wrong:
        raise ContentError(wrong)
    facts = [f for d in docs["facts"] for f in d.data["facts"]]
    rules = [d.data for d in docs["red_flags"]]
    return Content(
        digest=stamp,
        sources={d.data["id"]: _source(d.data) for d in docs["sources"]},
        fact_list=tuple(_fact(f) for f in facts),
        conflicts={d.data["id"]: _conflict(d.data) for d in docs["conflicts"]},
        topics={d.data["topic"]: _topic(d.data) for d in docs["answers"]},
        rules={r["id"]: _rule(r) for r in sorted(rules, key=lambda r: str(r["id"]))},
        examples={r["id"]: {k: tuple(r[k]) for k in ("fires", "silent")} for r in rules},
        lexicon=lexicon,
        people={p["id"]: p["says"] for p in [*lexicon["people"], lexicon["unknown"]]},
        base_ids={f["id"]: tuple(f["from"]) for f in facts},
        gaps=gaps,
        maps={r["id"]: {k: tuple(v) for k, v in r.get("map", {}).items()} for r in rules},
    )


def _read_all(folder: Path, shape: dict[str, Any], wrong: list[str]) -> Iterable[Document]:
    for path in sorted(folder.glob("*.yml")):
        document = _read_one(path, shape, wrong)
        if document:
            yield document


def _read_one(path: Path, shape: dict[str, Any], wrong: list[str]) -> Document | None:
    try:
        document = files.read(path)
    except ContentError as error:
        wrong += error.problems
        return None
    found = files.problems(document, shape)
    wrong += found
    return None if found else document


def _read_lexicon(folder: Path, wrong: list[str]) -> dict[str, Any]:
    missing = [name for name in _LEXICON if not (folder / name).exists()]
    found = [f"lexicon/{name}:1: is missing. Restore it." for name in missing]
    shapes = {path: _LEXICON.get(path.name, schema.CONCEPTS) for path in sorted(folder.glob("*.yml"))}
    documents = [d for path, shape in shapes.items() if (d := _read_one(path, shape, found))]
    wrong += found or _lexicon_names(documents)
    merged: dict[str, Any] = {"concepts": []}
    for document in documents:
        merged["concepts"] += document.data.get("concepts", [])
        merged.update({k: v for k, v in document.data.items() if k != "concepts"})
    return merged


def _lexicon_names(documents: Iterable[Document]) -> list[str]:
    """Concepts that stand twice, and names of concepts that lead nowhere."""
    seen: dict[str, str] = {}
    named: list[tuple[str, str]] = []
    wrong = []
    for document in documents:
        for place, concept in enumerate(document.data.get("concepts", ())):
            identity, where = concept["id"], document.where("concepts", place)
            if identity in seen:
                wrong.append(f"{where}: id {identity!r} is taken by {seen[identity]}. Choose another.")
            seen.setdefault(identity, where)
            named += [(concept[key], where) for key in ("planned", "unsure_is") if key in concept]
        for place, made in enumerate(document.data.get("derived", ())):
            named += [(name, document.where("derived", place)) for name in (made["concept"], *made["from"])]
    absent = ((name, where) for name, where in named if name not in seen)
    return wrong + [f"{at}: concept {name!r} does not exist. Correct it or add it." for name, at in absent]


def _read_gaps(path: Path, wrong: list[str]) -> tuple[Gap, ...]:
    """The questions that no source answers; none where the file is not there."""
    document = _read_one(path, schema.GAPS, wrong) if path.exists() else None
    found = document.data["gaps"] if document else ()
    return tuple(
        Gap(g["id"], g["topic"], tuple(g["keys"]), g["say"], g["asks"], g.get("state", "open")) for g in found
    )


def _twice(docs: Mapping[str, list[Document]]) -> list[str]:
    """Ids that stand twice."""
    wrong = []
    for section, documents in docs.items():
        seen: dict[str, str] = {}
        for document in documents:
            for identity, where in _ids(section, document):
                if identity in seen:
                    wrong.append(f"{where}: id {identity!r} is taken by {seen[identity]}. Choose another.")
                seen.setdefault(identity, where)
    return wrong


def _ids(section: str, document: Document) -> Iterable[tuple[str, str]]:
    if section == "facts":
        for place, fact in enumerate(document.data["facts"]):
            yield fact["id"], document.where("facts", place)
    else:
        yield document.data["topic" if section == "answers" else "id"], document.where()


def _references(docs: Mapping[str, list[Document]], lexicon: Mapping[str, Any]) -> list[str]:
    """Names that lead nowhere, and facts that no answer would tell."""
    known = {name: {i for d in documents for i, _ in _ids(name, d)} for name, documents in docs.items()}
    concepts = {c["id"] for c in lexicon["concepts"]}
    answers = {d.data["topic"]: d for d in docs["answers"]}
    wrong: list[str] = []

    def need(found: Iterable[str], kind: str, among: Iterable[str], where: str) -> None:
        wrong.extend(
            f"{where}: {kind} {x!r} does not exist. Correct it or add it." for x in found if x not in among
        )

    for document in docs["facts"]:
        for place, fact in enumerate(document.data["facts"]):
            where = document.where("facts", place)
            need((c["source"] for c in fact["cites"]), "source", known["sources"], where)
            need(fact.get("conflicts", ()), "conflict", known["conflicts"], where)
            need(fact["topics"], "topic", answers, where)
            for topic in fact["topics"]:
                if topic in answers and fact["id"] not in answers[topic].data["facts"]:
                    wrong.append(f"{where}: answers/{topic}.yml does not list {fact['id']!r}. Add it there.")
            if fact["serve"] == "attributed_with_warning" and not fact.get("warning"):
                wrong.append(f"{where}: may only be told with a warning. Add `warning:`.")
    for document in [*docs["conflicts"], *docs["red_flags"]]:
        need(
            (c["source"] for c in document.data["cites"]), "source", known["sources"], document.where("cites")
        )
    for document in docs["conflicts"]:
        need(document.data["facts"], "fact", known["facts"], document.where("facts"))
    for document in docs["answers"]:
        need(document.data["facts"], "fact", known["facts"], document.where("facts"))
        need(document.data["next"], "topic", answers, document.where("next"))
        need(document.data.get("conflicts", ()), "conflict", known["conflicts"], document.where("conflicts"))
    for document in docs["red_flags"]:
        data = document.data
        named = [c for options in data["when"].get("all_of", ()) for c in options]
        need(
            [*named, *data["when"].get("any_of", ()), *data.get("assumes", ())],
            "concept",
            concepts,
            document.where("when"),
        )
        need(data["withholds"].get("facts", ()), "fact", known["facts"], document.where("withholds"))
        if data.get("guard") and data["level"] != "none":
            wrong.append(f"{document.where('level')}: a guard only withholds. Give it the level none.")
        if (
            not data.get("guard")
            and not {"self", "other", "reminder", "reminder_other"} <= data["advice"].keys()
        ):
            wrong.append(
                f"{document.where('advice')}: a rule with a level needs self, other and both reminders."
            )
    return wrong


def _wording(docs: Mapping[str, list[Document]]) -> list[str]:
    """Sentences that Charley never says: a dose, a diagnosis."""
    wrong = []
    for document in (d for documents in docs.values() for d in documents):
        for place in document.lines:
            text = _at(document.data, place)
            if not isinstance(text, str) or {"fires", "silent", "title", "note"} & set(place):
                continue
            if _DOSE.search(text):
                wrong.append(
                    f"{document.where(*place)}: names a dose. Charley gives no doses: say it without."
                )
            if _DIAGNOSIS.search(text):
                wrong.append(f'{document.where(*place)}: tells a diagnosis. Say "can be a sign of" instead.')
    return wrong


def _at(data: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        data = data[step]
    return data


def _cites(raw: Mapping[str, Any]) -> tuple[Cite, ...]:
    return tuple(Cite(c["source"], c["place"], c.get("marker", "")) for c in raw["cites"])


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(
        id=raw["id"],
        title=raw["title"],
        short=raw["short"],
        publisher=raw["publisher"],
        date=raw.get("date"),
        url=raw.get("url"),
        licence=raw.get("licence"),
        standing=raw["standing"],
        updated=raw.get("updated"),
        authors=tuple(raw.get("authors") or ()),
        cite_as=raw.get("cite_as") or "",
        origin=raw.get("origin") or "",
        audience=raw.get("audience"),
        review_stage=raw.get("review_stage"),
    )


def _fact(raw: Mapping[str, Any]) -> Fact:
    return Fact(
        id=raw["id"],
        plain=raw["plain"],
        topics=tuple(raw["topics"]),
        cites=_cites(raw),
        clinician=raw.get("clinician"),
        kind=raw["kind"],
        serve=raw["serve"],
        urges=frozenset(raw["urges"]),
        keys=tuple(raw["keys"]),
        warning=raw.get("warning"),
        conflicts=tuple(raw.get("conflicts", ())),
        status=raw["status"],
        reviewed=raw["reviewed"],
        next_review=raw["next_review"],
    )


def _conflict(raw: Mapping[str, Any]) -> Conflict:
    return Conflict(raw["id"], raw["say"], _cites(raw), frozenset(raw.get("urges", ())))


def _topic(raw: Mapping[str, Any]) -> Topic:
    return Topic(
        raw["topic"],
        raw["title"],
        raw["question"],
        tuple(raw["facts"]),
        tuple(raw["next"]),
        raw.get("gap"),
        tuple(raw.get("conflicts", ())),
    )


def _rule(raw: Mapping[str, Any]) -> RedFlag:
    past = raw.get("past", {})
    days = past.get("within_days")
    return RedFlag(
        id=raw["id"],
        name=raw["name"],
        level=raw["level"],
        guard=raw.get("guard", False),
        all_of=tuple(tuple(options) for options in raw["when"].get("all_of", ())),
        any_of=tuple(raw["when"].get("any_of", ())),
        assumes=tuple(raw.get("assumes", ())),
        past=PastRule(
            past.get("level", "none"),
            days * DAY if days is not None else None,
            past.get("later", "none"),
            past.get("unknown", "none"),
        ),
        advice=dict(raw["advice"]),
        reason=raw["reason"],
        ask=raw.get("ask", ""),
        withholds_urges=frozenset(raw["withholds"].get("urges", ())),
        withholds_facts=frozenset(raw["withholds"].get("facts", ())),
        withholds_all=raw["withholds"].get("all", False),
        cites=_cites(raw),
        label=raw.get("label", ""),
        status=raw["status"],
        operator=tuple(raw.get("operator", ())),
    )
