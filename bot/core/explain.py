"""Why a verdict is what it is: what supports it, what speaks against it, what is unknown, and which
one answer would change it. Total and deterministic: the verdict is judged again for each answer that
could come, exactly as it would be if that answer came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core import findings, triage
from bot.core.model import SELF, Concept, Finding, Fired, Heard, Level, RedFlag, State, Status, Verdict, rank
from bot.core.model import unique as each_once


@dataclass(frozen=True)
class Grounds:
    """What a verdict is judged by: the rules, the concepts, and which findings follow from others."""

    rules: Mapping[str, RedFlag] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    derived: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Change:
    """One answer and the level it would bring for the person; ``ends``: the rule would no longer hold."""

    concept: str
    level: Level
    ends: bool = False


@dataclass(frozen=True)
class Explanation:
    """Why the most urgent rule holds. A rule for crises names no unknowns and no answer that would
    change it: a crisis is no interview. ``asked`` is what the advice asked about, where it did."""

    fired: Fired
    supports: tuple[Finding, ...]
    assumed: tuple[str, ...] = ()
    against: tuple[Finding, ...] = ()
    unknown: tuple[str, ...] = ()
    asked: str | None = None
    raises: Change | None = None
    lowers: Change | None = None
    others: tuple[Fired, ...] = ()


def explain(state: State, grounds: Grounds, now: float) -> Explanation | None:
    """The explanation of the verdict that stands; None when no rule with a level holds."""
    fired = [f for f in state.verdict.fired if f.level != "none" and f.rule in grounds.rules]
    if not fired:
        return None
    top = fired[0]
    rule = grounds.rules[top.rule]
    known = findings.current(state.findings, grounds.concepts, now=now)
    found = {f.concept: f for f in known if f.about == top.about}
    named = each_once([*concepts_of(rule), *rule.assumes])
    supports = tuple(_supporting(top, named, found, grounds))
    against = (found[c] for c in named if c in found and c not in top.because)
    untold = [c for c in named if _untold(found.get(c))]
    assumed = tuple(c for c in rule.assumes if c in untold and top.about == SELF)
    crisis = rule.crisis
    return Explanation(
        fired=top,
        supports=supports,
        assumed=assumed,
        against=tuple(f for f in against if f.status in {"absent", "past"}),
        unknown=() if crisis else tuple(c for c in untold if c not in assumed),
        asked=state.asked if state.asked in top.because else None,
        raises=None if crisis else _raising(state, top, grounds, found, now),
        lowers=None if crisis else _lowering(state, top, grounds, (*top.because, *assumed), now),
        others=tuple(fired[1:]),
    )


def _supporting(
    top: Fired, named: Iterable[str], found: Mapping[str, Finding], grounds: Grounds
) -> Iterator[Finding]:
    """What the rule rests on, then what else of its trigger was told; not what only follows from that."""
    yield from (found[c] for c in top.because if c in found)
    holding = {c for c, f in found.items() if f.status in {"present", "uncertain"}}
    follows = {c for c, parts in grounds.derived if holding.issuperset(parts)}
    yield from (found[c] for c in named if c in holding and c not in {*top.because, *follows})


def concepts_of(rule: RedFlag) -> tuple[str, ...]:
    """The concepts that a rule's trigger names, in its order, each once."""
    return each_once([*(c for options in rule.all_of for c in options), *rule.any_of])


def _untold(finding: Finding | None) -> bool:
    """Whether the person's own case was left open: nothing said, or only asked about."""
    return finding is None or finding.status in {"general", "hypothetical"}


def _raising(
    state: State, top: Fired, grounds: Grounds, found: Mapping[str, Finding], now: float
) -> Change | None:
    """The one answer that, told as so, would raise the level most. An answer that does so only together
    with what the rule rests on, its first cause above all, comes before one that is as urgent alone;
    so does an unsure finding that the rule rests on, told as sure."""
    best: tuple[tuple[bool, bool, int, bool], Change] | None = None
    before = _level(state.verdict, top.about)
    own = concepts_of(grounds.rules[top.rule])
    for concept in _askable(grounds.rules.values()):
        told = found.get(concept)
        if not (_untold(told) or (told and told.status == "uncertain")):
            continue
        after = _after(state, concept, "present", top.about, grounds, now)
        level = _level(after, top.about)
        if rank(level) <= rank(before):
            continue
        beside = {
            c
            for f in after.for_person(top.about)
            if f.level == level and concept in f.because
            for c in f.because
            if c in top.because and c != concept
        }
        alone = _after(State(turn=state.turn), concept, "present", top.about, grounds, now)
        joint = concept in top.because or (bool(beside) and rank(_level(alone, top.about)) < rank(level))
        worth = (joint, joint and top.because[0] in {*beside, concept}, rank(level), concept in own)
        if best is None or worth > best[0]:
            best = worth, Change(concept, level)
    return best[1] if best else None


def _lowering(
    state: State, top: Fired, grounds: Grounds, concepts: Iterable[str], now: float
) -> Change | None:
    """The one answer that, denied by name, would lower the level most, or else end at least the rule."""
    changes = []
    for concept in concepts:
        after = _after(state, concept, "absent", top.about, grounds, now)
        holding = after.for_person(top.about)
        ends = all(f.rule != top.rule for f in holding)
        changes.append(Change(concept, _level(after, top.about), ends))
    best = min(changes, key=lambda c: (rank(c.level), not c.ends), default=None)
    lower = best is not None and rank(best.level) < rank(_level(state.verdict, top.about))
    return best if best and (lower or best.ends) else None


def _askable(rules: Iterable[RedFlag]) -> Iterator[str]:
    """Every concept that a rule listens for, each once; none of a crisis, which nobody is asked about."""
    listed = [(rule.crisis, concept) for rule in rules for concept in concepts_of(rule)]
    crises = {concept for crisis, concept in listed if crisis}
    yield from each_once(concept for _, concept in listed if concept not in crises)


def _after(state: State, concept: str, status: Status, about: str, grounds: Grounds, now: float) -> Verdict:
    """The verdict if the next message said just this."""
    turn = state.turn + 1
    known = findings.merge(state.findings, [Heard(concept, status, about)], now=now, turn=turn)
    known = findings.derive(known, grounds.derived, now=now, turn=turn)
    rules = tuple(grounds.rules.values())
    return triage.judge(rules, known, concepts=grounds.concepts, now=now, turn=turn, before=state.verdict)


def _level(verdict: Verdict, about: str) -> Level:
    return max((f.level for f in verdict.for_person(about)), key=rank, default="none")
