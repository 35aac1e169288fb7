"""A question, the facts and the verdict become an Answer: an ordered list of cited sentences.

The direct answer comes first: the fact whose keys the question names, else the first of the
topic. A fact that urges what a rule withholds for this person is left out, and the answer says
so in the rule's own words. A fact that may only be told with its caveat brings it along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core import triage
from bot.core.model import (
    SAYABLE,
    SELF,
    Answer,
    Conflict,
    Fact,
    Gap,
    RedFlag,
    Sentence,
    Verdict,
    name_of,
    unique,
)
from bot.core.ports import Library

SUPPORTING = 3
"""How many further points an answer gives at most."""
_REVIEW = {
    "submitted": "submitted, not yet reviewed",
    "under_review": "under review, not yet approved by a clinician",
}


@dataclass(frozen=True)
class Question:
    """What was asked. ``words`` is the normalised message; ``told`` holds the ids of facts
    already given on this topic, which ``more`` leaves out. ``brief``: the direct answer alone, with what
    must stand beside it. ``today`` (ISO) tells which reviews are overdue."""

    topics: tuple[str, ...]
    words: str = ""
    about: str = SELF
    register: str = "plain"
    told: tuple[str, ...] = ()
    more: bool = False
    brief: bool = False
    today: str = ""


@dataclass
class _Draft:
    """An answer in the making."""

    chosen: list[Fact] = field(default_factory=list)
    withheld: list[tuple[str, str]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    admitted: list[Gap] = field(default_factory=list)
    says_so: list[tuple[str, str]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    left: int = 0


def compose(question: Question, library: Library, verdict: Verdict) -> Answer:
    """The answer to a question of one or more topics, for the person it is about."""
    draft = _Draft()
    limits = triage.limits(verdict, library.rules, question.about)
    if limits.everything:
        return _later(question, limits.everything, library)
    for topic_id in question.topics:
        _choose(topic_id, question, library, limits, draft)
    sentences = [_sentence(fact, question.register, question.today) for fact in draft.chosen]
    first = library.topic(question.topics[0]) if question.topics else None
    return Answer(
        topics=question.topics,
        warning=tuple(_kept(draft, library, limits, question.about)),
        lead=sentences[0] if sentences else None,
        support=tuple(sentences[1:]),
        notes=tuple(_notes(draft, library, limits)),
        facts=tuple(f.id for f in draft.chosen),
        withheld=tuple(draft.withheld),
        not_covered=tuple(draft.gaps),
        next=first.next if first else (),
        more=draft.left > 0,
        today=question.today,
    )


def _later(question: Question, rule_id: str, library: Library) -> Answer:
    """No answer while an emergency stands: the rule's own word on that, which cites nothing."""
    facts = [f.id for topic in question.topics for f in library.facts(topic) if sayable(f, library)]
    rule = library.rules[rule_id]
    said = Sentence(_kept_back(rule, question.about, library), rule.id)
    return Answer(question.topics, lead=said, withheld=tuple((f, rule_id) for f in unique(facts)))


def nearest(found: Sequence[Fact], question: Question, library: Library, verdict: Verdict) -> Answer | None:
    """The nearest things that sources do say to a question that no topic answers; None when
    nothing found may be told to this person."""
    limits = triage.limits(verdict, library.rules, question.about)
    told = [f for f in found if sayable(f, library) and not limits.keeps_back(f.id, f.urges)]
    told = [f for f in told if f.serve == "yes"]
    if not told:
        return None
    sentences = [_sentence(f, question.register, question.today) for f in told]
    topics = unique(f.topics[0] for f in told)
    first = library.topic(topics[0])
    return Answer(
        topics=topics,
        lead=sentences[0],
        support=tuple(sentences[1:]),
        facts=tuple(f.id for f in told),
        not_covered=("this question",),
        next=first.next if first else (),
        today=question.today,
    )


def outline(answer: Answer, about: str) -> dict[str, Any]:
    """The answer by ids only, which `told_again` makes whole."""
    return {
        "kind": "answer",
        "topics": list(answer.topics),
        "about": about,
        "warning": [s.origin for s in answer.warning],
        "points": [s.origin for s in answer.points],
        "notes": [s.origin for s in answer.notes],
        "today": answer.today,
    }


def told_again(outline_: Mapping[str, Any], register: str, library: Library) -> Answer:
    """The answer of an outline.

    Raises:
        KeyError: it names an id that the library does not have.
    """
    topics, about = tuple(outline_["topics"]), outline_["about"]
    facts = {f.id: f for topic in topics for f in library.facts(topic)}
    gaps = {g.id: g for topic in topics for g in library.gaps(topic)}

    def sentence(origin: str) -> Sentence:
        if origin in facts:
            return _sentence(facts[origin], register, outline_.get("today", ""))
        if origin in gaps:
            return Sentence(gaps[origin].say, origin)
        if origin in library.rules:
            rule = library.rules[origin]
            cites = () if rule.withholds_all else rule.cites
            return Sentence(_kept_back(rule, about, library), origin, cites)
        if origin.startswith("gap:") and (topic := library.topic(origin[4:])) and topic.gap:
            return Sentence(topic.gap, origin)
        if conflict := library.conflict(origin):
            return Sentence(conflict.say, origin, conflict.cites)
        raise KeyError(origin)

    points = [sentence(o) for o in outline_["points"]]
    return Answer(
        topics,
        warning=tuple(sentence(o) for o in outline_["warning"]),
        lead=points[0] if points else None,
        support=tuple(points[1:]),
        notes=tuple(sentence(o) for o in outline_["notes"]),
        facts=tuple(o for o in outline_["points"] if o in facts),
    )


def ordered(facts: Sequence[Fact], words: str) -> tuple[list[Fact], int]:
    """The facts with those whose keys the words name first (more keys named, then longer ones),
    and how many those are."""
    scored = [(_named(fact.keys, words), place, fact) for place, fact in enumerate(facts)]
    best = sorted(scored, key=lambda s: (-s[0], s[1]))
    return [fact for _, _, fact in best], sum(score > 0 for score, _, _ in best)


def _choose(
    topic_id: str, question: Question, library: Library, limits: triage.Limits, draft: _Draft
) -> None:
    topic = library.topic(topic_id)
    facts, named = ordered(library.facts(topic_id), question.words)
    room = SUPPORTING + 1 if len(question.topics) == 1 else 2
    if named:  # asked for something in particular: little beside it
        room = min(room, max(named, 2))
    if question.brief:
        room = 1
    seen = {f.id for f in draft.chosen} | (set(question.told) if question.more else set())
    tellable = []
    for fact in facts:
        rule = limits.keeps_back(fact.id, fact.urges)
        if not sayable(fact, library):
            continue
        if rule:
            draft.withheld.append((fact.id, rule))
        elif fact.id not in seen:
            tellable.append(fact)
    gaps = [g for g in library.gaps(topic_id) if g.state != "answered" and _named(g.keys, question.words)]
    draft.admitted += [] if question.more else gaps
    told = _advice_last(tellable)[:room]
    draft.chosen += told
    draft.left += len(tellable) - len(told)
    if topic and not question.more:
        draft.says_so += [(topic_id, topic.gap)] if topic.gap and not question.brief else []
        draft.conflicts += () if question.brief else topic.conflicts
        draft.conflicts += told[0].conflicts if told and named else ()
    draft.gaps += [g.asks for g in gaps if g.state == "open"]
    if not told and not question.more and not draft.withheld and not draft.gaps:
        draft.gaps.append(topic.question.rstrip("?") if topic else topic_id)


def sayable(fact: Fact, library: Library) -> bool:
    """Whether editorial policy allows a fact to be said at all."""
    allowed = SAYABLE[SAYABLE.index(library.lowest_status) :]
    return fact.status in allowed and fact.serve != "after_review"


def _advice_last(facts: list[Fact]) -> list[Fact]:
    """A claim that may only be told with a warning never leads while another fact can."""
    return sorted(facts, key=lambda f: f.serve == "attributed_with_warning")


def _sentence(fact: Fact, register: str, today: str) -> Sentence:
    text = fact.clinician if register == "clinician" and fact.clinician else fact.plain
    if fact.warning:
        text = f"{text} {fact.warning}"
    return Sentence(text, fact.id, fact.cites, _review(fact, today))


def _review(fact: Fact, today: str) -> str:
    """How far a fact's wording is from being approved, in words; empty when it is."""
    overdue = fact.next_review is not None and fact.next_review < today
    return ", ".join([_REVIEW.get(fact.status, "")] * (fact.status in _REVIEW) + ["review overdue"] * overdue)


def _kept(draft: _Draft, library: Library, limits: triage.Limits, about: str) -> Iterable[Sentence]:
    """What comes first: what no source answers, then what was kept back for this person's safety, in
    the words of the rules that did it."""
    for gap in draft.admitted:
        if gap.state == "open":
            yield Sentence(gap.say, gap.id)
    noted = (limits.keeps_back(c.id, c.urges) for c in _conflicts(draft, library))
    for rule_id in unique([*(rule for _, rule in draft.withheld), *(rule for rule in noted if rule)]):
        rule = library.rules[rule_id]
        yield Sentence(_kept_back(rule, about, library), rule.id, rule.cites)


def _notes(draft: _Draft, library: Library, limits: triage.Limits) -> Iterable[Sentence]:
    """What must stand beside the chosen facts: conflicts told, and gaps admitted. A conflict that
    names what is kept back for this person gives way to the rule's own words."""
    for conflict in _conflicts(draft, library):
        if not limits.keeps_back(conflict.id, conflict.urges):
            yield Sentence(conflict.say, conflict.id, conflict.cites)
    for gap in draft.admitted:
        if gap.state != "open":
            yield Sentence(gap.say, gap.id)
    for topic_id, text in draft.says_so if not draft.admitted else ():
        yield Sentence(text, f"gap:{topic_id}")


def _conflicts(draft: _Draft, library: Library) -> list[Conflict]:
    """The conflicts to tell, each once: those of facts that may only be told with their caveat, then
    those that the topic is known for, and those of the fact that was asked for in particular."""
    caveats = [c for f in draft.chosen if f.serve == "with_caveat" for c in f.conflicts]
    return [found for c in unique([*caveats, *draft.conflicts]) if (found := library.conflict(c))]


def _kept_back(rule: RedFlag, about: str, library: Library) -> str:
    if about == SELF:
        return rule.advice["withheld"]
    return rule.advice["withheld_other"].replace("{who}", name_of(about, library.people))


def _named(keys: Iterable[str], words: str) -> int:
    hits = [key for key in keys if re.search(rf"\b{re.escape(key)}s?\b", words)]
    return sum(10 + len(key) for key in hits)
