"""Merging what was heard into what is known: time, people, corrections.

The statuses of one message are joined first (the most telling mention of a concept wins, unless
a later one takes it back), then laid over what the conversation holds. Only a statement that
names a finding clears it (docs/decisions/foundations.md, 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.model import DAY, Concept, Finding, Heard, Status, unique

SYMPTOM_LIFE = 3 * DAY
"""A symptom said longer ago than this is past, until it is named again."""

_TELLING: tuple[Status, ...] = ("general", "hypothetical", "absent", "past", "uncertain", "present")
_KEEPS: Mapping[Status, frozenset[Status]] = {
    # what is heard -> the known statuses that it does not replace
    "general": frozenset({"present", "absent", "past", "uncertain", "hypothetical"}),
    "hypothetical": frozenset({"present", "absent", "past", "uncertain"}),
    "uncertain": frozenset({"present"}),
}


def join(heard: Iterable[Heard]) -> list[Heard]:
    """One mention per concept and person: a correction wins over what came before it,
    else the most telling status."""
    best: dict[tuple[str, str], Heard] = {}
    for mention in heard:
        key = (mention.concept, mention.about)
        known = best.get(key)
        if known is None or mention.corrects or _more_telling(mention, known):
            best[key] = mention
    return list(best.values())


def merge(known: Iterable[Finding], heard: Iterable[Heard], *, now: float, turn: int) -> tuple[Finding, ...]:
    """The findings of the conversation after this turn, one per concept and person, in the
    order in which they were first said."""
    merged = {(f.concept, f.about): f for f in known}
    for mention in join(heard):
        key = (mention.concept, mention.about)
        merged[key] = _lay_over(merged.get(key), mention, now, turn)
    return tuple(merged.values())


def current(
    findings: Iterable[Finding], concepts: Mapping[str, Concept], *, now: float
) -> tuple[Finding, ...]:
    """The findings as they hold now: symptoms said over 72 hours ago have become past."""
    return tuple(_aged(f, concepts.get(f.concept), now) for f in findings)


def _more_telling(new: Heard, old: Heard) -> bool:
    if old.corrects:
        return False
    return _TELLING.index(new.status) > _TELLING.index(old.status)


def _lay_over(known: Finding | None, mention: Heard, now: float, turn: int) -> Finding:
    if known and not mention.corrects and known.status in _KEEPS.get(mention.status, frozenset()):
        return known
    since = now - mention.since_ago if mention.since_ago is not None else None
    ended = _ended(known, mention, now)
    if since is None and known and known.status == mention.status == "present":
        since = known.since
    return Finding(mention.concept, mention.status, mention.about, turn, now, since, ended)


def _ended(known: Finding | None, mention: Heard, now: float) -> float | None:
    """When it was over: as said now, else as said before; what was present lasted at least until then."""
    if mention.ended_ago is not None:
        return now - mention.ended_ago
    if known is None or mention.corrects or mention.status != "past":
        return None
    return known.said_at if known.status == "present" else known.ended


def _aged(finding: Finding, concept: Concept | None, now: float) -> Finding:
    if concept is not None and concept.lasting:
        return finding
    if finding.status in {"present", "uncertain"} and now - finding.said_at > SYMPTOM_LIFE:
        return replace(finding, status="past", ended=finding.said_at)
    return finding


def derive(
    findings: Iterable[Finding], derived: Iterable[tuple[str, tuple[str, ...]]], *, now: float, turn: int
) -> tuple[Finding, ...]:
    """The findings with those added that follow from others of the same person.

    Each of ``derived`` is a concept and the concepts that make it up; it is uncertain when one
    of them is. Said again, they renew it, and may turn uncertain into present; they never bring
    back what was denied or is past.
    """
    merged = {(f.concept, f.about): f for f in findings}
    for concept, parts in derived:
        for about in unique(about for _, about in merged):
            found = [merged.get((part, about)) for part in parts]
            holding = [f for f in found if f and f.status in {"present", "uncertain"}]
            if len(holding) == len(parts):
                status: Status = "present" if all(f.status == "present" for f in holding) else "uncertain"
                known = merged.get((concept, about))
                if known is None or _renews(known, status, holding, turn):
                    since = known.since if known else None
                    merged[concept, about] = Finding(concept, status, about, turn, now, since)
    return tuple(merged.values())


def _renews(known: Finding, status: Status, parts: Iterable[Finding], turn: int) -> bool:
    """Whether parts said in this turn say anew what followed, or was said, in an earlier one."""
    said_now = any(part.turn == turn for part in parts)
    return said_now and known.turn < turn and known.status in {"uncertain", status}
