"""What is wrong with content whose files have the right shape: names that lead nowhere, ids that
stand twice, rules without words, sentences that Charley never says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.store import check_checks, entries, lexicon_checks
from bot.store.entries import Documents, Entry
from bot.store.files import Document

_DOSE = re.compile(r"\b\d+([.,]\d+)?\s?(mg|mcg|µg|g|ml|iu|units?|tablets?|pills?|grams?|milligrams?)\b", re.I)
_NO_CLAIM = r"(?! (?:had|been|to|told|said|taken|left|not|no|any)\b)"
_DIAGNOSIS = re.compile(rf"\byou (?:have(?: got)?|suffer from|are suffering from)\b{_NO_CLAIM}", re.I)
_CONDITION = re.compile(r"\b(?:as|if|when|whether|unless|once|while|that|what|than|do)\s+$", re.I)
_NOT_SAID = {
    "fires",
    "silent",
    "missed",
    "false_alarms",
    "title",
    "note",
    "asks",
    "keys",
    "map",
    "plan_words",
}
_ADVICE = {"self", "other", "reminder", "reminder_other"}


def problems(documents: Documents, found: Sequence[Entry]) -> list[str]:
    """Everything that is wrong, each with file, line and what to do."""
    return [
        *_twice(found),
        *_references(found),
        *_succession(found),
        *_approved(found),
        *_facts(found),
        *_rules(found),
        *_concepts(documents, found),
        *lexicon_checks.problems(documents),
        *check_checks.problems(documents, found),
        *_wording(documents),
    ]


def _twice(found: Iterable[Entry]) -> Iterator[str]:
    """Ids that stand twice."""
    seen: dict[tuple[str, str], str] = {}
    for entry in found:
        key = (entry.kind, entry.id)
        if key in seen:
            yield f"{entry.where()}: id {entry.id!r} is taken by {seen[key]}. Choose another."
        seen.setdefault(key, entry.where())


def names(entry: Entry) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The names that an entry uses: kind, the part they stand in, the names."""
    data = entry.data
    yield "source", "cites", [c["source"] for c in data.get("cites", ())]
    if entry.kind == "fact":
        yield "topic", "topics", data["topics"]
    if entry.kind in ("fact", "topic"):
        yield "conflict", "conflicts", data.get("conflicts", ())
    if entry.kind in ("conflict", "topic", "gap"):
        yield "fact", "facts", data.get("facts", ())
    if entry.kind == "topic":
        yield "topic", "next", data["next"]
    if entry.kind == "gap":
        yield "topic", "topic", [data["topic"]]
    if entry.kind == "rule":
        when = data["when"]
        sets = [c for options in when.get("all_of", ()) for c in options]
        yield "concept", "when", [*sets, *when.get("any_of", ()), *data.get("assumes", ())]
        yield "fact", "withholds", data["withholds"].get("facts", ())
    yield from check_checks.names(entry)


def _references(found: Sequence[Entry]) -> Iterator[str]:
    """Names that lead nowhere, or to what is withdrawn."""
    kinds = {kind for kind, _, _ in entries.KINDS.values()}
    known = {kind: entries.ids(found, kind, live=False) for kind in kinds}
    conflicts = entries.ids(found, "conflict")
    for entry in found:
        for kind, part, named in names(entry):
            for name in named:
                if name not in known[kind]:
                    yield f"{entry.where(part)}: {kind} {name!r} does not exist. Correct it or add it."
                elif kind == "conflict" and entry.live and name not in conflicts:
                    yield f"{entry.where(part)}: {kind} {name!r} is retired. Leave it out or name another."


def _succession(found: Sequence[Entry]) -> Iterator[str]:
    """What is superseded names what came in its place, and that leads to no circle."""
    after = {(e.kind, e.id): str(e.data["superseded_by"]) for e in found if "superseded_by" in e.data}
    known = {(e.kind, e.id) for e in found}
    for entry in found:
        new = after.get((entry.kind, entry.id))
        where = entry.where("superseded_by") if new else entry.where("status")
        if (entry.status == "superseded") != bool(new):
            yield f"{where}: `status: superseded` and `superseded_by:` go together. Add or remove one."
        elif new and (entry.kind, new) not in known:
            yield f"{where}: {entry.kind} {new!r} does not exist. Correct it or add it."
        elif new and _circles(entry, after):
            yield f"{where}: {entry.id!r} supersedes itself in a circle. Name the newest one."


def _circles(entry: Entry, after: dict[tuple[str, str], str]) -> bool:
    seen, step = {entry.id}, after.get((entry.kind, entry.id))
    while step and step not in seen:
        seen.add(step)
        step = after.get((entry.kind, step))
    return step == entry.id


def _approved(found: Iterable[Entry]) -> Iterator[str]:
    """What is approved although nobody noted when it was reviewed."""
    for entry in found:
        if entry.status == "approved" and not entry.data.get("reviewed"):
            yield f"{entry.where('status')}: is approved, but never reviewed. Put the day under `reviewed:`."


def _facts(found: Sequence[Entry]) -> Iterator[str]:
    """Facts that no answer would tell, or that may not be told as they are."""
    answers = {e.id: set(e.data["facts"]) for e in found if e.kind == "topic"}
    for entry in found:
        if entry.kind != "fact" or not entry.live:
            continue
        for topic in entry.data["topics"]:
            if topic in answers and entry.id not in answers[topic]:
                yield f"{entry.where()}: answers/{topic}.yml does not list {entry.id!r}. Add it there."
        if entry.data["serve"] == "attributed_with_warning" and not entry.data.get("warning"):
            yield f"{entry.where()}: may only be told with a warning. Add `warning:`."


def _rules(found: Sequence[Entry]) -> Iterator[str]:
    """Rules that could not speak, and guards that do more than withhold."""
    for entry in found:
        if entry.kind != "rule":
            continue
        guard = entry.data.get("guard")
        if guard and entry.data["level"] != "none":
            yield f"{entry.where('level')}: a guard only withholds. Give it the level none."
        if entry.data.get("crisis") and entry.data.get("ask"):
            yield f"{entry.where('ask')}: in a crisis nothing is asked. Remove `ask:`."
        when = entry.data["when"]
        named = {c for options in (*when.get("all_of", ()), when.get("any_of", ())) for c in options}
        for sign in entry.data.get("signs", {}).keys() - named:
            yield f"{entry.where('signs')}: the rule does not listen for {sign!r}. Name it in `when:`, too."
        if not guard and not entry.data["advice"].keys() >= _ADVICE:
            yield f"{entry.where('advice')}: a rule with a level needs self, other and both reminders."


def _concepts(documents: Documents, found: Sequence[Entry]) -> Iterator[str]:
    """Names of concepts, in the lexicon itself, that lead nowhere."""
    known = entries.ids(found, "concept")
    named = [
        (e.data[key], e.where())
        for e in found
        if e.kind == "concept"
        for key in ("planned", "unsure_is")
        if key in e.data
    ]
    for document in documents["lexicon"]:
        for place, made in enumerate(document.data.get("derived", ())):
            named += [(name, document.where("derived", place)) for name in (made["concept"], *made["from"])]
    for name, where in named:
        if name not in known:
            yield f"{where}: concept {name!r} does not exist. Correct it or add it."


def _wording(documents: Documents) -> Iterator[str]:
    """Sentences that Charley never says: a dose, a diagnosis."""
    said = [
        d
        for name, listed in documents.items()
        if name not in ("lexicon", "glossary", "replies")
        for d in listed
    ]
    for document in said:
        for place in document.lines:
            text = _at(document, place)
            if not isinstance(text, str) or _NOT_SAID & set(place):
                continue
            where = document.where(*place)
            if _DOSE.search(text):
                yield f"{where}: names a dose. Charley gives no doses: say it without."
            if _diagnoses(" ".join(text.split())):
                yield f'{where}: "you have" tells a diagnosis. Say "can be a sign of", or "if you have".'


def _diagnoses(text: str) -> bool:
    return any(not _CONDITION.search(text[: m.start()]) for m in _DIAGNOSIS.finditer(text))


def _at(document: Document, place: tuple[str | int, ...]) -> Any:
    data = document.data
    for step in place:
        data = data[step]
    return data
