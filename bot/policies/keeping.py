"""Which action the cramp diary wants next in a turn: pure, over what the turn did so far."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import advice, diary
from bot.core.model import State
from bot.policies.checking import ADVICE, LISTEN

DIARY = "utter_diary"
SUMMARY = "utter_summary"


def next_action(state: State, actions: Sequence[str], *, advised: bool, in_form: bool) -> str | None:
    """The next action, or None where this turn is not the diary's to drive: within the check its rule
    answers, and the check goes on."""
    if in_form or not diary.speaks(state.diary, state.turn):
        return None
    if DIARY not in actions:
        return DIARY
    return ADVICE if advice.due(state) and not advised and ADVICE not in actions else LISTEN
