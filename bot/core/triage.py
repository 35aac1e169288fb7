"""Findings to verdict: how urgent, which rules, because of what. Total and deterministic.

A rule fires for one person when every conjunct of its trigger holds for that person. A finding
holds surely when it is present, unsurely when it is uncertain, and as past where the rule says
what past means. Unsure keeps an emergency and lowers anything else by one level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import findings as time
from bot.core.model import (
    SELF,
    Concept,
    Finding,
    Fired,
    How,
    Level,
    RedFlag,
    Verdict,
    one_lower,
    rank,
    unique,
)


@dataclass(frozen=True)
class _Holding:
    """How one conjunct of a trigger holds: by which concept, how surely, and at what level at most."""

    concept: str
    grade: int  # 3 present, 2 assumed, 1 uncertain, 0 past
    level: Level


def judge(
    rules: Sequence[RedFlag],
    known: Iterable[Finding],
    *,
    concepts: Mapping[str, Concept],
    now: float,
    turn: int,
    before: Verdict | None = None,
) -> Verdict:
    """The verdict over all people spoken of. ``before`` gives the first turn of rules that still hold
    in the same way: one that has become surer, more or less urgent, or past, begins anew."""
    by_person: dict[str, dict[str, Finding]] = {SELF: {}}
    for finding in time.current(known, concepts, now=now):
        by_person.setdefault(finding.about, {})[finding.concept] = finding
    started = {(f.rule, f.about, f.level, f.how): f.since for f in before.fired} if before else {}
    fired = []
    for about, found in by_person.items():
        for rule in rules:
            hit = _fire(rule, found, about, now)
            if hit is not None:
                level, because, how = hit
                since = started.get((rule.id, about, level, how), turn)
                fired.append(Fired(rule.id, level, about, because, since, how))
    fired.sort(key=lambda f: (-rank(f.level), f.about != SELF, f.about, f.rule))
    return Verdict(fired[0].level if fired else "none", tuple(fired))


@dataclass(frozen=True)
class Limits:
    """What may not be said to one person, and the rule that keeps it back."""

    urges: Mapping[str, str]
    facts: Mapping[str, str]
    everything: str | None = None

    def keeps_back(self, fact_id: str, urges: Iterable[str]) -> str | None:
        """The id of the rule that withholds a fact, or None."""
        if self.everything:
            return self.everything
        if fact_id in self.facts:
            return self.facts[fact_id]
        return next((self.urges[u] for u in sorted(urges) if u in self.urges), None)


def limits(verdict: Verdict, rules: Mapping[str, RedFlag], about: str) -> Limits:
    """What the rules that hold for a person withhold; guards speak before other rules."""
    urges: dict[str, str] = {}
    facts: dict[str, str] = {}
    everything = None
    holding = [rules[f.rule] for f in verdict.for_person(about) if f.rule in rules]
    for rule in sorted(holding, key=lambda r: not r.guard):
        urges.update({u: rule.id for u in rule.withholds_urges if u not in urges})
        facts.update({f: rule.id for f in rule.withholds_facts if f not in facts})
        if rule.withholds_all and everything is None:
            everything = rule.id
    return Limits(urges, facts, everything)


def _fire(
    rule: RedFlag, found: Mapping[str, Finding], about: str, now: float
) -> tuple[Level, tuple[str, ...], How] | None:
    conjuncts = rule.all_of + ((rule.any_of,) if rule.any_of else ())
    holdings = [_hold(options, rule, found, about, now) for options in conjuncts]
    if not holdings or any(h is None for h in holdings):
        return None
    held = [h for h in holdings if h is not None]
    if not any(h.grade != 2 for h in held):
        return None  # nothing but assumptions
    because = unique(h.concept for h in held if h.grade != 2)
    weakest = min(h.grade for h in held)
    how: How = "past" if weakest == 0 else "unsure" if weakest == 1 else "present"
    return min((h.level for h in held), key=rank), because, how


def _hold(
    options: Sequence[str], rule: RedFlag, found: Mapping[str, Finding], about: str, now: float
) -> _Holding | None:
    """The most urgent, then the surest, way in which one of the options holds, or None."""
    holdings = [h for option in options if (h := _hold_one(option, rule, found, about, now))]
    return max(holdings, key=lambda h: (rank(h.level), h.grade), default=None)


def _hold_one(
    concept: str, rule: RedFlag, found: Mapping[str, Finding], about: str, now: float
) -> _Holding | None:
    finding = found.get(concept)
    status = finding.status if finding else None
    if status == "present":
        return _Holding(concept, 3, rule.level)
    if concept in rule.assumes and about == SELF and status != "absent":
        return _Holding(concept, 2, rule.level)
    if status == "uncertain":
        keeps = rule.guard or rule.level == "emergency"
        return _Holding(concept, 1, rule.level if keeps else one_lower(rule.level))
    if status == "past" and finding is not None:
        level = _past_level(rule, finding, now)
        return _Holding(concept, 0, level) if level != "none" else None
    return None


def _past_level(rule: RedFlag, finding: Finding, now: float) -> Level:
    past = rule.past
    if past.within is None:
        return past.level
    if finding.ended is None:
        return past.unknown
    return past.level if now - finding.ended <= past.within else past.later
