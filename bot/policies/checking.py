"""Which action the short check and the coach want next in a turn: pure, over what the turn did so far.

The check's questions are Rasa's form `check_form`, which asks through `utter_ask_check_form_check_answer`
and is done once the slot `check_answer` is filled.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import advice, coach
from bot.core.model import State
from bot.core.progress import Progress

FORM = "check_form"
SLOT = "check_answer"
ASK = "utter_ask_check_form_check_answer"
START = "utter_check_start"
RESULT = "utter_check_result"
TEACH = "utter_check_teach"
LEAVE = "action_deactivate_loop"
CANCEL = "utter_cancel"
COACH = "action_coach"
LISTEN = "action_listen"
ADVICE = "utter_advice"
APOLOGY = "utter_apology"
FIRST = {"why": "utter_check_why", "help": "utter_check_help", "unheard": "utter_check_unheard"}
"""What is said before the open question is put again, by what a message was to the check."""


def next_action(
    state: State, actions: Sequence[str], *, spoke: bool, advised: bool, in_form: bool
) -> str | None:
    """The next action, or None where this turn is not the check's or the coach's to drive."""
    check = state.check
    if coach.speaks(state):
        return _coached(state, actions, spoke, advised)
    if check is None:
        return None
    if check.reply == "aside":
        remind = advice.due(state) and not advised
        return _aside(check, actions, spoke, in_form, remind)
    if check.turn != state.turn or check.phase == "halted":
        return None
    if check.reply.startswith("plan "):
        remind = advice.stands(state.verdict) and not advised and ADVICE not in actions
        return TEACH if TEACH not in actions else ADVICE if remind else LISTEN
    return _checked(state, check, actions)


def fills(state: State) -> tuple[bool, str | None]:
    """Whether the form's slot is to be set in this turn, and to what: None keeps the form asking."""
    check = state.check
    if check is None or check.turn != state.turn or check.reply == "aside":
        return False, None
    return True, None if check.asking else check.phase


def _checked(state: State, check: Progress, actions: Sequence[str]) -> str:
    """Greet at the start; new advice before the next question; what the message wished; the form; the end."""
    wanted = [START] if check.reply == "start" and len(check.asked) <= 1 and not check.answers else []
    if check.asking and advice.new_in(state):
        wanted.append(ADVICE)
    if check.asking and check.reply in FIRST:
        wanted.append(FIRST[check.reply])
    if check.phase == "over":
        return next((action for action in (LEAVE, CANCEL) if action not in actions), LISTEN)
    wanted.append(ASK if check.asking and check.reply == "again" else FORM)
    if not check.asking:
        wanted.append(RESULT)
    return next((action for action in wanted if action not in actions), LISTEN)


def _aside(check: Progress, actions: Sequence[str], spoke: bool, in_form: bool, remind: bool) -> str | None:
    """Nothing until what the person said instead was answered, then the open question again; a check
    that is over leaves its form."""
    if not actions or not (in_form or LEAVE in actions):
        return None
    if not spoke and APOLOGY not in actions:
        return APOLOGY
    wanted = [FORM] if check.asking else [*([ADVICE] if remind else []), LEAVE]
    return next((action for action in wanted if action not in actions), LISTEN)


def _coached(state: State, actions: Sequence[str], spoke: bool, advised: bool) -> str:
    if COACH not in actions:
        return COACH
    if not spoke and APOLOGY not in actions:
        return APOLOGY
    return ADVICE if advice.due(state) and not advised and ADVICE not in actions else LISTEN
