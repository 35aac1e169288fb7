"""A talk becomes its visit summary. Pure.

What merely follows from findings that are listed is left out, and so is everything said in general or
as a what-if.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Protocol

from bot.core import advice, findings
from bot.core.advice import Wording
from bot.core.interview import Book
from bot.core.model import SELF, Concept, Fact, Finding, Fired, Source, State, name_of, unique
from bot.core.report import GROUP_TITLES, Answered, Item, Person, Report, Ruled, Told

_STATUS_GROUP = {"present": "complaint", "absent": "denied", "past": "past", "uncertain": "unsure"}
_KIND_GROUP = dict.fromkeys(("condition", "person", "topic"), "conditions") | {"medicine": "medicines"}
HELPERS = frozenset({"named_leg"})
"""Concepts that only tell others apart."""
_BARE = ("no", "none", "yes", "unsure")
MOST_TOLD = 12
"""Facts told in the talk that are listed, the newest."""


class Known(Protocol):
    """What a summary needs of content."""

    @property
    def digest(self) -> str:
        """Which content it is."""

    @property
    def people(self) -> Mapping[str, str]:
        """How people are named."""

    @property
    def fact_list(self) -> Sequence[Fact]:
        """Every fact."""

    @property
    def book(self) -> Book:
        """The check's questions."""

    def source(self, source: str) -> Source | None:
        """A document."""


def compose(
    state: State,
    told: Iterable[str],
    known: Known,
    wording: Wording,
    now: float,
) -> Report:
    """The summary of a talk.

    Args:
        state: what the talk carries.
        told: the ids of the facts that it was told, in order.
        known: content.
        wording: what advice is worded with.
        now: the time, which the summary bears.
    """
    concepts = wording.grounds.concepts
    current = findings.current(state.findings, concepts, now=now)
    shown = [f for f in own(current, wording.grounds.derived) if f.concept in concepts]
    people = [_person(about, shown, concepts, known.people) for about in _order(f.about for f in shown)]
    fired = [f for f in state.verdict.fired if f.level != "none" and f.rule in wording.rules]
    rules = tuple(_ruled(f, state, wording, concepts, known.people) for f in fired)
    facts = {f.id: f for f in known.fact_list}
    explained = tuple(_told(facts[i], state.register) for i in unique(told) if i in facts)[-MOST_TOLD:]
    cited = unique([*(s for r in rules for s in r.sources), *(s for t in explained for s in t.sources)])
    return Report(
        made=_iso(now),
        content=known.digest,
        level=state.verdict.level,
        people=tuple(p for p in people if p.groups),
        rules=rules,
        check=_check(state, known),
        diary=state.diary.entries if state.diary else (),
        told=explained,
        sources=tuple(s for i in cited if (s := known.source(i))),
    )


def own(found: Iterable[Finding], derived: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[Finding, ...]:
    """The findings without those that only follow from others that are there, and without helpers."""
    every = tuple(found)
    holding = {(f.concept, f.about) for f in every if f.status in ("present", "uncertain")}
    follows = {
        (concept, about)
        for concept, parts in derived
        for _, about in holding
        if all((part, about) in holding for part in parts)
    }
    told = (f for f in every if f.concept not in HELPERS)
    return tuple(f for f in told if (f.concept, f.about) not in follows & holding)


def _person(
    about: str, found: Iterable[Finding], concepts: Mapping[str, Concept], names: Mapping[str, str]
) -> Person:
    groups: dict[str, list[Item]] = {group: [] for group in GROUP_TITLES}
    for finding in found:
        group = _group(finding, concepts[finding.concept])
        if finding.about == about and group:
            groups[group].append(_item(finding, concepts[finding.concept]))
    name = "You" if about == SELF else name_of(about, names).capitalize()
    return Person(about, name, {g: tuple(items) for g, items in groups.items() if items})


def _group(finding: Finding, concept: Concept) -> str | None:
    """Where a finding is listed; None where it says nothing of a person's health."""
    if finding.status not in _STATUS_GROUP:
        return None
    if finding.status == "absent":
        return "denied"
    return _KIND_GROUP.get(concept.kind) or _STATUS_GROUP[finding.status]


def _item(finding: Finding, concept: Concept) -> Item:
    since, ended = (None if t is None else _iso(t)[:10] for t in (finding.since, finding.ended))
    return Item(
        finding.concept, concept.label, finding.status, finding.turn, _iso(finding.said_at), since, ended
    )


def _ruled(
    fired: Fired,
    state: State,
    wording: Wording,
    concepts: Mapping[str, Concept],
    names: Mapping[str, str],
) -> Ruled:
    rule = wording.rules[fired.rule]
    labels = tuple(concepts[c].label for c in fired.because if c in concepts)
    name = "you" if fired.about == SELF else name_of(fired.about, names)
    text = advice.in_full(fired, state, wording)
    sources = unique(c.source for c in rule.cites)
    return Ruled(fired.rule, fired.level, fired.about, name, labels, text, sources, rule.status)


def _told(fact: Fact, register: str) -> Told:
    text = fact.clinician if register == "clinician" and fact.clinician else fact.plain
    return Told(fact.id, f"{text} {fact.warning}" if fact.warning else text, fact.sources)


def _check(state: State, known: Known) -> tuple[Answered, ...]:
    """The answers of the check, those that chose one of its choices or none of them."""
    progress, book = state.check, known.book
    if progress is None:
        return ()
    name = None if progress.about == SELF else name_of(progress.about, known.people)
    made = []
    for id_, how in progress.answers:
        inquiry = book.inquiry(id_)
        choice = inquiry.choice(how) if inquiry else None
        alone = bool(inquiry and len(inquiry.choices) == 1)
        key = {"none": "no" if alone else "none"}.get(how, how)
        answer = choice.title if choice else book.titles.get(key, "") if key in _BARE else ""
        if inquiry and answer:
            ask = inquiry.ask if name is None else inquiry.ask_other.replace("{who}", name)
            made.append(Answered(id_, ask, answer))
    return tuple(made)


def _order(abouts: Iterable[str]) -> tuple[str, ...]:
    """People in the order in which they were spoken of, the writer first."""
    return tuple(sorted(unique(abouts), key=lambda a: a != SELF))


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
