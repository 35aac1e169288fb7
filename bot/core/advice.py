"""A verdict into the words of content: in full when new, as a reminder afterwards.

Nothing here holds a medical sentence: every text comes from the rule that fired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.model import SAYABLE, SELF, Fired, RedFlag, State, Verdict, name_of, unique

PLACES: Mapping[str, str] = {"US": "the US", "UK": "the UK", "EU": "Europe"}


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
    """What wording needs beside the state: the rules, how people are named, the numbers to call."""

    rules: Mapping[str, RedFlag]
    people: Mapping[str, str]
    numbers: Mapping[str, str]
    country: str | None = None

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
        """A text of a rule with its number to call and its person filled in."""
        return self.call_in(text, state).replace("{who}", name_of(fired.about, self.people))


def stands(verdict: Verdict) -> bool:
    """Whether there is anything to advise."""
    return verdict.level != "none"


def new_in(state: State) -> bool:
    """Whether a rule with a level began to hold in this very turn."""
    return any(f.since == state.turn and f.level != "none" for f in state.verdict.fired)


def advise(state: State, wording: Wording, *, in_full: bool = False, why: bool = False) -> Advice | None:
    """What is said about the verdict in this turn, or None when there is nothing to say.

    An emergency is said alone. Otherwise every rule that holds is said: in full in the turn in
    which it began to hold, or when asked for again, else as its reminder. ``why`` puts each
    rule's reason behind it.
    """
    fired = [f for f in state.verdict.fired if f.level != "none" and f.rule in wording.rules]
    if not fired:
        return None
    emergencies = [f for f in fired if f.level == "emergency"]
    said = _one_each(emergencies or fired)
    full = [f for f in said if in_full or why or f.since == state.turn]
    rules = [wording.rules[f.rule] for f in full]
    raw = {f: _text(wording.rules[f.rule], f, f in full) for f in said}
    texts = [wording.fill(raw[f], f, state) for f in said]
    if why:
        texts += [wording.rules[f.rule].reason for f in said]
    asks = [wording.rules[f.rule].ask for f in full if f.how == "unsure" and state.asked in f.because]
    return Advice(
        "\n".join(unique([*texts, *asks[:1]])),
        bool(emergencies),
        sources=unique(c.source for r in rules for c in r.cites),
        status=min((r.status for r in rules), key=_standing, default=""),
        own=any(own in raw[f] for f in full for own in wording.rules[f.rule].operator),
    )


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
    # An emergency's reminder says to get help now: one that is over says its text again instead.
    over = rule.level == "emergency" and fired.level != "emergency"
    if not in_full and not over:
        return rule.advice["reminder_other" if other else "reminder"]
    if other:
        return rule.advice.get(f"{fired.how}_other", rule.advice["other"])
    return rule.advice.get(fired.how, rule.advice["self"])
