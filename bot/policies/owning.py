"""Which action a wish about the talk itself wants next in a turn: pure, over what the turn did so far."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import advice, wishes
from bot.core.model import State
from bot.policies.checking import ADVICE, FORM, LEAVE, LISTEN

_SAYS = {
    wishes.FORGET: "utter_forget",
    wishes.FORGET_BUT_DIARY: "utter_forget",
    wishes.HAND_OVER: "utter_hand_over",
    wishes.URGENT_HAND_OVER: "utter_hand_over",
    wishes.START_OVER: "utter_start_over",
    wishes.MENU: "utter_menu",
    wishes.LOST: "utter_menu",
    wishes.KNOWN: "utter_known",
    wishes.WRONG: "utter_wrong",
    wishes.CORRECTED: "utter_corrected",
    wishes.LANGUAGE: "utter_out_of_scope",
    wishes.SCARED: "utter_menu",
}


def next_action(state: State, actions: Sequence[str], *, advised: bool, in_form: bool) -> str | None:
    """The next action, or None where the message wishes nothing of the talk itself. An emergency's
    advice comes first, other advice that stands after; a check that goes on asks its question again.
    What was crossed out may lead the check on: then that follows."""
    said = _SAYS.get(state.wish)
    if said is None:
        return None
    if said in actions and state.wish == wishes.CORRECTED and _goes_on(state):
        return None
    urgent = state.verdict.level == "emergency"
    stands = advice.due(state) and (ADVICE in actions or not advised)
    wanted = [ADVICE] if urgent and stands else []
    if in_form and wishes.ends_loops(state):
        wanted.append(LEAVE)
    wanted.append(said)
    wanted += [ADVICE] if stands and not urgent else []
    if in_form and not urgent and state.check and state.check.asking:
        wanted.append(FORM)
    return next((action for action in wanted if action not in actions), LISTEN)


def _goes_on(state: State) -> bool:
    """Whether the check has something to say in this turn."""
    check = state.check
    return check is not None and check.turn == state.turn and check.phase in ("asking", "told")
