"""Everything that is checked about content before it may go out, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.store import editorial, grams, proof, reading
from bot.store.content import Content
from bot.store.files import ContentError
from bot.store.proof import Proof

_BRINGS = ("with_caveat", "after_review")
"""Ways of serving a fact that bring its conflicts along."""


@dataclass(frozen=True)
class Report:
    """What the check found: nothing wrong, but maybe something to do."""

    content: Content
    lines: tuple[str, ...]
    warnings: tuple[str, ...]


def inspect(folder: Path, today: str, strict: bool = False) -> Report:
    """The whole check as of a day (2027-11-21). ``strict`` refuses also what is only due.

    Raises:
        ContentError: something is wrong; every problem found is listed with file and line.
    """
    known = editorial.load(folder)
    proofs = proof.compiled(known)
    wrong = [
        *grams.copied(known, proofs, grams.read(folder)),
        *reading.hard(known, proofs),
        *_unreachable(known),
    ]
    due = [*editorial.expired(known, today), *editorial.unregistered(known, editorial.register(folder))]
    if strict:
        wrong += due
    if wrong:
        raise ContentError(wrong)
    return Report(known, tuple(_summary(known, proofs)), tuple(due))


def _unreachable(content: Content) -> Iterator[str]:
    """Conflicts and gaps that no question brings up. A conflict may wait for its facts' review."""
    told = {c for t in content.topics.values() for c in t.conflicts}
    listed = {f for t in content.topics.values() for f in t.facts}
    caveats = (f for f in content.fact_list if f.serve in _BRINGS and f.id in listed)
    told |= {c for f in caveats for c in f.conflicts}
    for entry in content.live("conflict"):
        if entry.id not in told:
            yield f"{entry.where()}: no answer tells {entry.id!r}. Name it under `conflicts:` of an answer."
    live = {f.id for f in content.fact_list}
    for entry in content.live("gap"):
        if not entry.data["keys"]:
            yield f"{entry.where()}: no question brings up {entry.id!r}. Give it `keys:`."
        if entry.data.get("state") == "answered" and not live & set(entry.data.get("facts", ())):
            yield f"{entry.where()}: {entry.id!r} is answered by no fact. Name one under `facts:`."


def _summary(content: Content, proofs: tuple[Proof, ...]) -> Iterator[str]:
    yield f"Sentences: {len(proofs)}, 100 % proven."
    for (kind, standing), number in sorted(proof.counts(proofs).items()):
        yield f"  {kind}: {number} {standing}"
    for kind, counted in sorted(editorial.by_status(content.entries.values()).items()):
        yield f"Status of {kind}s: " + ", ".join(
            f"{n} {s.replace('_', ' ')}" for s, n in sorted(counted.items())
        )
    clinician = sum(f.clinician is not None for f in content.fact_list)
    yield f"Registers: {len(content.fact_list)} facts plain, {clinician} also for clinicians."
    sources = Counter(s for f in content.fact_list for s in f.sources)
    yield "Facts per source: " + ", ".join(f"{s} {n}" for s, n in sources.most_common())
    grades = sorted(reading.by_topic(content).items(), key=lambda g: -g[1])
    yield f"Reading grade per topic (limit {reading.TOPIC:.0f}): " + ", ".join(
        f"{t} {g:.1f}" for t, g in grades
    )
    yield f"Reading grade of advice (limit {reading.ADVICE:.0f}): {reading.of_advice(proofs):.1f}"
