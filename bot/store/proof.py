"""Where every health sentence comes from: (fact, conflict, rule or gap; its part; source; place).

A sentence is proven when its origin cites a place in a source; or its rule or gap names it as the
operator's own safety text, which no source carries; or it only says that the sources do not tell,
and who may; or it is a frame, which only joins what a person said and what a rule is called.
Content with any other sentence is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.core.model import Cite
from bot.store import makers
from bot.store.entries import Entry

if TYPE_CHECKING:
    from bot.store.content import Content

Standing = Literal["cited", "operator's", "no source", ""]

_END = re.compile(r"(?<=[.!?])\s+")
_MARKS = re.compile(r"\s*\[[\d, ]+\]")
_SLOT = re.compile(r"\\\{(\w+)\\\}")
_BULLET = re.compile(r"^(?:[•*-]|\d+\.)\s+")
_CALL = r"call \d{3}(?: in [A-Za-z ]+?)?(?:(?:, | or )\d{3} in [A-Za-z ]+?)*"
_ADMITS = re.compile(
    r"\b(my (?:\w+ )*(?:sources?|articles?)|i (?:give|have|know) no|they (?:name|give|say) no)\b", re.I
)
_REFERS = re.compile(r"\b(doctor|gp|pharmacist|midwife|nurse|podiatrist|physiotherapist)s?\b", re.I)


@dataclass(frozen=True)
class Proof:
    """One sentence that can be said, what it belongs to, and what stands behind it."""

    text: str
    origin: str
    kind: str
    part: str
    where: str
    cites: tuple[Cite, ...]
    standing: Standing

    @property
    def plain(self) -> bool:
        """Whether it is worded for everybody: all but a fact's wording for clinicians."""
        return not self.part.startswith("clinician")


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [s for s in _END.split(" ".join(text.split())) if s]


def compiled(content: Content) -> tuple[Proof, ...]:
    """Every health sentence that can be said, in the order of the files."""
    return tuple(
        Proof(text, entry.id, entry.kind, part, entry.where(*place), cites, _standing(entry, text, cites))
        for entry in content.entries.values()
        if entry.live
        for part, place, whole in _texts(entry)
        for cites in (_cites(entry, content.entries),)
        for text in split(whole)
    )


def trace(content: Content, said: str) -> list[tuple[str, tuple[Proof, ...]]]:
    """Each sentence of a text as a person saw it, with its proofs; none when Charley cannot have said it."""
    return find(compiled(content), content, said)


def find(proofs: Iterable[Proof], content: Content, said: str) -> list[tuple[str, tuple[Proof, ...]]]:
    """`trace` among proofs that are compiled already."""
    clean = _BULLET.sub("", " ".join(_MARKS.sub("", said).split()))
    slots = _slots(content)
    proofs = tuple(proofs)
    whole = tuple(p for p in proofs if _is(p.text, clean, slots))
    if whole:
        return [(clean, whole)]
    return [(s, tuple(p for p in proofs if _is(p.text, s, slots))) for s in split(clean)]


def told(proof: Proof, content: Content) -> Iterator[str]:
    """A proof in lines: origin, then each source with its place and standing."""
    yield f"  {proof.kind} {proof.origin}, {proof.part} ({proof.where}): {proof.standing}"
    for cite in proof.cites if proof.standing == "cited" else ():
        source = content.sources[cite.source]
        yield f"    {source.id}: {source.short}, {cite.place} ({source.standing})"


def unproven(content: Content) -> list[str]:
    """What is wrong: sentences that nothing stands behind, operator's text that is never said."""
    proofs = compiled(content)
    wrong = [
        f"{p.where}: no source carries {p.text!r}. Cite a place, or list it under `operator:`."
        for p in proofs
        if not p.standing
    ]
    said = {(p.origin, p.text) for p in proofs}
    for entry in content.entries.values():
        for number, text in enumerate(entry.data.get("operator", ())):
            if entry.live and any((entry.id, s) not in said for s in split(text)):
                where = entry.where("operator", number)
                wrong.append(
                    f"{where}: {entry.id} never says {text!r}. Copy its sentence exactly, or remove it."
                )
    return wrong


def counts(proofs: Iterable[Proof]) -> Mapping[tuple[str, str], int]:
    """How many sentences of each kind have which standing."""
    return Counter((p.kind, p.standing) for p in proofs)


def _texts(entry: Entry) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The texts of an entry that are said: part, place in the file, text."""
    if entry.kind == "rule":
        yield from ((part, ("advice", part), text) for part, text in entry.data["advice"].items())
        yield from ((part, ("signs", part), text) for part, text in entry.data.get("signs", {}).items())
    parts = {
        "fact": ("plain", "clinician", "warning"),
        "conflict": ("say",),
        "gap": ("say",),
        "topic": ("gap",),
        "frame": ("plain", "other", "clinician", "clinician_other"),
        "rule": ("reason", "ask"),
        "inquiry": ("ask", "ask_other", "why"),
        "outcome": ("says", "says_other", "watch", "confirms", "corrects", "calms"),
        "coach": ("care",),
    }
    yield from (
        (part, (part,), entry.data[part]) for part in parts.get(entry.kind, ()) if entry.data.get(part)
    )


def _cites(entry: Entry, known: Mapping[tuple[str, str], Entry]) -> tuple[Cite, ...]:
    """The places that an entry rests on; a gap rests on those of the facts it names."""
    if "cites" in entry.data:
        return makers.cites(entry.data)
    facts = [known["fact", f] for f in entry.data.get("facts", ()) if entry.kind == "gap"]
    return tuple(dict.fromkeys(c for f in facts if f.live for c in makers.cites(f.data)))


def _standing(entry: Entry, text: str, cites: tuple[Cite, ...]) -> Standing:
    if entry.kind == "frame":
        return "operator's"
    if any(text in split(listed) for listed in entry.data.get("operator", ())):
        return "operator's"
    admits = entry.kind in ("gap", "topic") and bool(_ADMITS.search(text))
    if cites and not (admits and entry.data.get("state") == "open"):
        return "cited"
    refers = entry.kind in ("gap", "topic") and bool(_REFERS.search(text))
    return "no source" if admits or refers else ""


def _slots(content: Content) -> Mapping[str, str]:
    """What may stand in each slot of a text, as a pattern. A frame's other slots take any words: what a
    person told is named there, and which rules hold."""
    named = {"who": content.people.values(), **{k: c.values() for k, c in content.contacts.items()}}
    alternatives = {
        slot: "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
        for slot, texts in named.items()
    }
    return {"call": _CALL, **{slot: f"(?:{texts})" for slot, texts in alternatives.items()}}


def _is(text: str, said: str, slots: Mapping[str, str]) -> bool:
    """Whether a text of content was said, whomever and whatever number it names."""
    if "{" not in text:
        return text.casefold() == said.casefold()
    pattern = _SLOT.sub(lambda m: slots.get(m[1], ".+"), re.escape(text))
    return re.fullmatch(pattern, said, re.IGNORECASE) is not None
