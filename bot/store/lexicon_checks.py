"""What the phrases of the lexicon must fulfil, and its named groups: `<limb>` in a phrase stands for
any word of the group limb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.store.entries import Documents
from bot.store.files import Document

_MARKED = re.compile(r"<([a-z][a-z0-9_]*)>|<(\d{1,4})-(\d{1,4})>\w*")
_WORDS = ("words", "misspelt", "quiet", "denied")
_GAP = "..."


def problems(documents: Documents) -> Iterator[str]:
    """Groups that hold nothing or themselves, phrases that cannot be spelled out, and misspellings
    that stand for two words."""
    known: dict[str, Sequence[str]] = {}
    for document in documents["lexicon"]:
        known |= document.data.get("groups", {})
    for document in documents["lexicon"]:
        yield from _empty_or_round(document, known)
        yield from _misspelt_twice(document)
        for phrase, where, member in _phrases(document):
            yield from (f"{where}: {phrase!r}: {wrong}" for wrong in _wrong(phrase, known, member))


def _empty_or_round(document: Document, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, members in document.data.get("groups", {}).items():
        where = document.where("groups", name)
        if not members:
            yield f"{where}: group <{name}> is empty. Give it words or remove it."
        elif way := _way_back(name, name, known, ()):
            told = " in ".join(f"<{step}>" for step in reversed(way))
            yield f"{where}: group <{name}> holds itself: {told}. Take one out."


def _way_back(
    name: str, goal: str, known: Mapping[str, Sequence[str]], passed: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The groups on the way from a group back to the goal; none if there is no way."""
    if name in passed:
        return None
    for inner in _named(known.get(name, ())):
        way = (name, goal) if inner == goal else _way_back(inner, goal, known, (*passed, name))
        if way:
            return way if inner == goal else (name, *way)
    return None


def _named(members: Sequence[str]) -> Iterator[str]:
    for member in members:
        yield from (m[1] for m in _MARKED.finditer(member) if m[1])


def _misspelt_twice(document: Document) -> Iterator[str]:
    seen: dict[str, str] = {}
    for word, listed in document.data.get("misspellings", {}).items():
        for number, misspelt in enumerate(listed):
            where = document.where("misspellings", word, number)
            if misspelt in seen:
                yield f"{where}: {misspelt!r} stands under {seen[misspelt]!r} too. Keep one of them."
            elif misspelt in document.data["misspellings"]:
                yield f"{where}: {misspelt!r} is a word with misspellings of its own. Remove it here."
            seen[misspelt] = word


def _phrases(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Every phrase of a file, where it stands, and whether it is a member of a group."""
    for name, members in document.data.get("groups", {}).items():
        for number, phrase in enumerate(members):
            yield phrase, document.where("groups", name, number), True
    for listed in ("concepts", "cues"):
        for place, item in enumerate(document.data.get(listed, ())):
            for part in _WORDS:
                for number, phrase in enumerate(item.get(part, ())):
                    yield phrase, document.where(listed, place, part, number), False


def _wrong(phrase: str, known: Mapping[str, Sequence[str]], member: bool) -> Iterator[str]:
    places = phrase.split()
    if _GAP in (places if member else (*places[:1], *places[-1:])):
        yield "... stands between words of a phrase, not in a group. Put a word there or remove it."
    for side in (s for place in places for s in place.split("/")):
        marked = _MARKED.fullmatch(side)
        if not side:
            yield "a side of / is empty. Put a word there or remove the /."
        elif marked and marked[1] and marked[1] not in known:
            yield f"group {side} does not exist. Correct it or add it to lexicon/groups.yml."
        elif marked and marked[2] and not int(marked[2]) < int(marked[3]):
            yield f"{side} counts down. Write the lower number first."
        elif not marked and set("<>") & set(side):
            yield f"{side} is no group. Write <name>, or <1-9> for numbers."
