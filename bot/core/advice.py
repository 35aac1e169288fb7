"""A verdict into the words of content: in full when new, as a reminder afterwards.

Nothing here holds a medical sentence: every text comes from the rule that fired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core import doubts, explain, reasons
from bot.core.explain import Grounds
from bot.core.model import (
    SAYABLE,
    SELF,
    Finding,
    Fired,
    Heard,
    RedFlag,
    State,
    Verdict,
    name_of,
    rank,
    unique,
)
from bot.core.reasons import Frames, Voice
from bot.core.talk import ADVICE_AGAIN, SEE_DOCTOR, WHY
from bot.core.wishes import DANGER

PLACES: Mapping[str, str] = {"US": "the US", "UK": "the UK", "EU": "Europe"}


_MATTERS_TO = frozenset({ADVICE_AGAIN, WHY, SEE_DOCTOR, "meta_bye", "meta_thanks", "meta_start_over"})
"""What a message may ask or say for which advice that can wait is said again: what to do, and goodbye."""


@dataclass(frozen=True)
class Advice:
    """What is said about a verdict in one turn. ``sources``, ``status`` (the weakest editorial one) and
    ``own`` (no source carries some of it) are those of the texts said in full; empty for a reminder."""

    text: str
    emergency: bool
    sources: tuple[str, ...] = ()
    status: str = ""
    own: bool = False


@dataclass(frozen=True)
class Wording:
    """What wording needs beside the state: the rules, how people are named, the numbers to call, whom
    to turn to in a crisis (by contact and country, "" where none is set), and what explaining needs."""

    rules: Mapping[str, RedFlag]
    people: Mapping[str, str]
    numbers: Mapping[str, str]
    country: str | None = None
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    grounds: Grounds = field(default_factory=Grounds)
    frames: Frames = field(default_factory=dict)

    def call(self, country: str | None = None) -> str:
        """Which number to call: the country's own, else all with their places."""
        where = country or self.country
        if where is not None and where in self.numbers:
            return f"call {self.numbers[where]}"
        named = [f"{number} in {PLACES.get(place, place)}" for place, number in self.numbers.items()]
        return "call " + ", ".join(named[:-1]) + " or " + named[-1]

    def call_in(self, text: str, state: State) -> str:
        """A text with its number to call filled in."""
        return text.replace("{call}", self.call(state.country))

    def fill(self, text: str, fired: Fired, state: State) -> str:
        """A text of a rule with its numbers to call and its person filled in."""
        where = state.country or self.country or ""
        for contact, texts in self.contacts.items():
            text = text.replace(f"{{{contact}}}", texts.get(where, texts[""]))
        return self.call_in(text, state).replace("{who}", name_of(fired.about, self.people))


def stands(verdict: Verdict) -> bool:
    """Whether there is anything to advise."""
    return verdict.level != "none"


def new_in(state: State) -> bool:
    """Whether a rule with a level began to hold in this very turn."""
    return any(f.since == state.turn and f.level != "none" for f in state.verdict.fired)


def due(state: State) -> bool:
    """Whether the advice that stands is said in this turn: what is urgent always, what can wait when it
    is new or matters anew."""
    urgent = rank(state.verdict.level) >= rank("urgent")
    return stands(state.verdict) and (urgent or new_in(state) or state.matters == state.turn)


def matters(
    known: Iterable[Finding], heard: Iterable[Heard], state: State, rules: Mapping[str, RedFlag]
) -> bool:
    """Whether a message told something new, or named what the advice rests on.

    Args:
        known: the findings before it.
        heard: what it mentions.
        state: the state after it.
        rules: every rule by its id.
    """
    before = {(f.concept, f.about): f.status for f in known}
    told = [f for f in state.findings if f.turn == state.turn and f.status not in ("general", "hypothetical")]
    fired = [f for f in state.verdict.fired if f.level != "none" and f.rule in rules]
    rests = {(c, f.about) for f in fired for c in f.because if c not in rules[f.rule].assumes}
    new = any(before.get((f.concept, f.about)) != f.status for f in told)
    return new or any((h.concept, h.about) in rests for h in heard)


def answers(state: State) -> bool:
    """Whether the advice that stands for the person asked about is itself the answer: "is that
    dangerous?". It is then told in full."""
    return state.wish == DANGER and any(f.level != "none" for f in state.verdict.for_person(state.focus))


def matters_to(intent: str | None) -> bool:
    """Whether what a message asks or says makes advice that can wait matter anew."""
    return intent in _MATTERS_TO


def advise(
    state: State, wording: Wording, *, in_full: bool = False, why_at: float | None = None
) -> Advice | None:
    """What is said about the verdict in this turn, or None when there is nothing to say.

    An emergency is said alone. Otherwise every rule that holds is said: in full in the turn in
    which it began to hold, or when asked for again, else as its reminder. Beside what is urgent, what
    can wait waits until it matters anew. ``why_at``, the time at which a person asked why, adds the
    explanation of the most urgent rule behind it.
    """
    fired = [f for f in state.verdict.fired if f.level != "none" and f.rule in wording.rules]
    if not fired:
        return None
    emergencies = [f for f in fired if f.level == "emergency"]
    said = _one_each(emergencies or fired)
    if not (in_full or why_at is not None or new_in(state) or state.matters == state.turn):
        said = [f for f in said if rank(f.level) >= rank("urgent")] or said
    full = [f for f in said if in_full or f.since == state.turn]
    told = [*full, *(fired[:1] if why_at is not None else ())]
    rules = [wording.rules[f.rule] for f in told]
    raw = {f: _text(wording.rules[f.rule], f, f in full) for f in said}
    texts = [wording.fill(raw[f], f, state) for f in said]
    asks = [
        ask
        for f in said
        if state.asked in f.because
        and (ask := doubts.question(f, state, wording.rules[f.rule], anew=in_full or why_at is not None))
    ]
    return Advice(
        "\n".join(unique([*texts, *asks[:1], *_why(state, wording, why_at)])),
        bool(emergencies),
        sources=unique(c.source for r in rules for c in r.cites),
        status=min((r.status for r in rules), key=_standing, default=""),
        own=any(own in _said(raw, f, wording) for f in told for own in wording.rules[f.rule].operator),
    )


def in_full(fired: Fired, state: State, wording: Wording) -> str:
    """The whole advice of one rule that holds."""
    return wording.fill(_text(wording.rules[fired.rule], fired, True), fired, state)


def _why(state: State, wording: Wording, at: float | None) -> list[str]:
    """The lines that explain the verdict, when it was asked why."""
    found = explain.explain(state, wording.grounds, at) if at is not None else None
    if found is None or at is None:
        return []
    grounds = wording.grounds
    voice = Voice(wording.frames, grounds.rules, grounds.concepts, wording.people, state.register, at)
    return reasons.lines(found, voice)


def _said(raw: Mapping[Fired, str], fired: Fired, wording: Wording) -> str:
    """All that is said of a rule: its text, where it has one here, and its reason."""
    return f"{raw.get(fired, '')} {wording.rules[fired.rule].reason}"


def _standing(status: str) -> int:
    return SAYABLE.index(status) if status in SAYABLE else -1


def _one_each(fired: Iterable[Fired]) -> list[Fired]:
    """The most urgent rule of each person and cause: what it rests on needs no second text."""
    kept: list[Fired] = []
    for one in fired:
        covered = any(k.about == one.about and set(one.because) & set(k.because) for k in kept)
        if not covered:
            kept.append(one)
    return kept


def _text(rule: RedFlag, fired: Fired, in_full: bool) -> str:
    other = fired.about != SELF
    # A reminder speaks of what is so now: what is over says its own text again instead.
    over = fired.how == "past" or (rule.level == "emergency" and fired.level != "emergency")
    if not in_full and not over:
        return rule.advice["reminder_other" if other else "reminder"]
    if other:
        return rule.advice.get(f"{fired.how}_other", rule.advice["other"])
    return rule.advice.get(fired.how, rule.advice["self"])
