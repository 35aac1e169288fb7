"""The coach of a cramp right now: which step is told next, and when to stop.

Pure and total. It tells one fact at a time, leaves out what a rule withholds from the person, and
tells nothing at all where rubbing or stretching is withheld: then the advice of the rule counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core import triage
from bot.core.interview import Steps
from bot.core.model import Fact, RedFlag, State, unique
from bot.core.progress import Coaching
from bot.core.talk import asks

CRAMP_NOW = "cramp_now"
EASED, STILL, START = "eased", "still", "start"
_HANDS_ON = ("massage", "stretch")
_STARTS = ("ask_treatment_now", "triage_answer")
_PATIENCE = 3
"""Turns about something else until the coach no longer waits."""


def turn(
    steps: Steps, state: State, intent: str | None, facts: Mapping[str, Fact], rules: Mapping[str, RedFlag]
) -> Coaching | None:
    """The coach after this turn; None while none is needed."""
    before = state.coach
    if state.verdict.level == "emergency" or (state.check and state.check.asking):
        return None
    if before is None or before.phase != "going" or before.read == START:
        if _eased_late(state, before):
            before = replace(before or Coaching(state.focus), read=EASED)
        elif _wanted(state, intent, before):
            before = Coaching(state.focus, read=STILL)
        else:
            return None
    limits = triage.limits(state.verdict, rules, before.about)
    danger = next((limits.urges[u] for u in _HANDS_ON if u in limits.urges), None)
    if danger:
        return replace(before, phase="danger", say=(danger,), turn=state.turn, read="")
    if before.read == EASED or _over(state, before):
        said = _with_caveats(steps.eased, facts)
        return replace(before, phase=EASED, say=said, turn=state.turn, read="")
    if before.read != STILL:
        return before if state.turn - before.turn <= _PATIENCE else None
    left = (f for s in steps.steps if s not in before.told and (f := facts.get(s)))
    step = next((f.id for f in left if not limits.keeps_back(f.id, f.urges)), None)
    if step is None:
        said = _with_caveats(steps.lasting, facts)
        return replace(before, phase="lasting", say=said, turn=state.turn, read="")
    return replace(before, told=(*before.told, step), say=(step,), turn=state.turn, read="")


def speaks(state: State) -> bool:
    """Whether this turn is the coach's."""
    return state.coach is not None and state.coach.turn == state.turn


def _wanted(state: State, intent: str | None, before: Coaching | None) -> bool:
    """Whether somebody has a cramp at this moment, and asks nothing else."""
    pressed = before is not None and before.read == START
    now = any(
        f.concept == CRAMP_NOW and f.turn == state.turn and f.status == "present" and f.about == state.focus
        for f in state.findings
    )
    return pressed or (now and (intent in _STARTS or not asks(intent)))


def _over(state: State, before: Coaching) -> bool:
    """Whether the cramp was said to be over in words of one's own."""
    return before.phase == "going" and any(
        f.concept == CRAMP_NOW and f.turn == state.turn and f.status in ("past", "absent")
        for f in state.findings
        if f.about == before.about
    )


def _eased_late(state: State, before: Coaching | None) -> bool:
    """Whether it eased after the steps had ended, or were stopped for danger."""
    late = before is not None and before.phase in ("danger", "lasting") and before.read == EASED
    return late and before is not None and state.turn - before.turn <= _PATIENCE


def _with_caveats(ids: Iterable[str], facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The facts that there are, and the conflicts that must be told with them."""
    known = [facts[i] for i in ids if i in facts]
    caveats = [c for f in known if f.serve == "with_caveat" for c in f.conflicts]
    return unique([*(f.id for f in known), *caveats])
