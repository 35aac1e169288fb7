"""Which actions the check and the coach take in a turn, in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import Fired, State, Verdict
from bot.core.progress import Coaching, Progress
from bot.policies import checking
from bot.policies.checking import ADVICE, APOLOGY, CANCEL, COACH, FORM, LEAVE, LISTEN, RESULT, START, TEACH

FRESH = Verdict("urgent", (Fired("R", "urgent", "self", ("c",), 5),))
OLD = Verdict("urgent", (Fired("R", "urgent", "self", ("c",), 1),))
ASKING = Progress(asked=("a", "b"), open="b", reply="answer", turn=5)


def turn(check: Progress | None, *, in_form: bool = True, dumb: bool = False, **more: object) -> list[str]:
    """The actions of a turn until it listens; ``dumb``: none of them says anything."""
    state = replace(State(turn=5, check=check), **more)
    done: list[str] = []
    while len(done) < 9:
        spoke = bool(done) and (not dumb or APOLOGY in done)
        form = in_form and RESULT not in done and LEAVE not in done
        action = checking.next_action(state, done, spoke=spoke, advised=ADVICE in done, in_form=form)
        done.append(action or "")
        if action in (None, LISTEN):
            return done
    raise AssertionError(done)


@pytest.mark.parametrize(
    ("check", "verdict", "actions"),
    [
        (replace(ASKING, asked=("a",), open="a", reply="start"), Verdict(), [START, FORM, LISTEN]),
        (ASKING, Verdict(), [FORM, LISTEN]),
        (ASKING, FRESH, [ADVICE, FORM, LISTEN]),
        (ASKING, OLD, [FORM, LISTEN]),
        (replace(ASKING, reply="why"), Verdict(), ["utter_check_why", FORM, LISTEN]),
        (replace(ASKING, reply="help"), Verdict(), ["utter_check_help", FORM, LISTEN]),
        (replace(ASKING, reply="unheard"), Verdict(), ["utter_check_unheard", FORM, LISTEN]),
        (replace(ASKING, phase="told"), FRESH, [FORM, RESULT, LISTEN]),
        (replace(ASKING, phase="over", reply="stop"), Verdict(), [LEAVE, CANCEL, LISTEN]),
        (replace(ASKING, phase="told", reply="plan urgent"), OLD, [TEACH, ADVICE, LISTEN]),
        (replace(ASKING, phase="told", reply="plan none"), Verdict(), [TEACH, LISTEN]),
        (replace(ASKING, reply="aside"), Verdict(), [""]),
        (replace(ASKING, phase="halted"), Verdict(), [""]),
        (replace(ASKING, phase="told", turn=4), Verdict(), [""]),
        (None, FRESH, [""]),
    ],
)
def test_each_reply_has_its_actions(check: Progress | None, verdict: Verdict, actions: list[str]) -> None:
    assert turn(check, verdict=verdict) == actions


def test_after_a_question_of_the_persons_own_the_open_one_comes_again() -> None:
    state = State(turn=5, check=replace(ASKING, reply="aside"))

    def wants(*done: str, spoke: bool = True, in_form: bool = True) -> str | None:
        return checking.next_action(state, done, spoke=spoke, advised=False, in_form=in_form)

    assert wants("action_answer") == FORM
    assert wants("action_answer", FORM) == LISTEN
    assert wants("action_answer", spoke=False) == APOLOGY
    assert wants("action_answer", in_form=False) is None


def test_who_leaves_the_check_leaves_its_form() -> None:
    state = State(turn=5, check=replace(ASKING, reply="aside", phase="over", open=None), verdict=OLD)

    def wants(*done: str, in_form: bool = True) -> str | None:
        return checking.next_action(state, done, spoke=bool(done), advised=False, in_form=in_form)

    assert wants() is None
    assert wants("utter_bye") == ADVICE
    assert wants("utter_bye", ADVICE) == checking.LEAVE
    assert wants("utter_bye", ADVICE, checking.LEAVE, in_form=False) == LISTEN


def test_the_coach_speaks_and_a_dead_action_server_is_apologised_for() -> None:
    coach = Coaching(turn=5)
    assert turn(None, coach=coach) == [COACH, LISTEN]
    assert turn(None, coach=coach, dumb=True) == [COACH, APOLOGY, LISTEN]
    assert turn(None, coach=coach, verdict=OLD, dumb=True) == [COACH, APOLOGY, ADVICE, LISTEN]


@pytest.mark.parametrize(
    ("check", "filled"),
    [
        (None, (False, None)),
        (ASKING, (True, None)),
        (replace(ASKING, reply="aside"), (False, None)),
        (replace(ASKING, turn=4), (False, None)),
        (replace(ASKING, phase="told"), (True, "told")),
        (replace(ASKING, phase="halted"), (True, "halted")),
    ],
)
def test_the_form_is_done_when_the_check_is(check: Progress | None, filled: tuple[bool, str | None]) -> None:
    assert checking.fills(State(turn=5, check=check)) == filled
