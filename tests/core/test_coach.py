"""The coach of a cramp right now."""

from dataclasses import replace

import pytest

from bot.core import coach
from bot.core.model import SELF, State, Verdict
from bot.core.progress import Coaching, Progress
from tests.core.check_world import BOOK
from tests.core.world import FACTS, RULES, finding, holding, rule

MOTHER = "other:mother"
RUBBING = rule("R-clot", "urgent", [["diuretic"]], urges=["massage", "stretch"])
ALL = {**RULES, "R-clot": RUBBING}


def state(turn=2, coaching=None, verdict=None, **more):
    known = (finding("cramp_now", turn=2),)
    return State(turn=turn, findings=known, verdict=verdict or Verdict(), coach=coaching, **more)


def turn(state_, intent="inform"):
    return coach.turn(BOOK.coach, state_, intent, FACTS, ALL)


@pytest.mark.parametrize(
    "intent, begins",
    [("inform", True), ("ask_treatment_now", True), ("nlu_fallback", True), ("ask_quinine", False)],
)
def test_it_begins_when_a_cramp_is_told_of_and_nothing_else_asked(intent, begins):
    made = turn(state(), intent)
    assert (made.say if made else None) == (("stretching",) if begins else None)


@pytest.mark.parametrize(
    "other",
    [
        {"turn": 3},
        {"focus": "other:mother"},
        {"check": Progress(asked=("heart",), open="heart")},
        {"verdict": holding("R-heart")},
    ],
    ids=["told of earlier", "somebody else", "a check is under way", "an emergency"],
)
def test_it_does_not_begin(other):
    assert turn(state(**other)) is None


def test_one_step_follows_the_other_while_the_cramp_is_there_and_then_none():
    made, said = turn(state()), []
    for number in range(3, 7):
        said.append((made.phase, made.say))
        made = turn(state(number, replace(made, read="still")), "deny")
    assert said == [("going", ("stretching",)), ("going", ("walking",)), ("going", ("last",)),
                    ("lasting", ("caveat", "C-1"))]  # fmt: skip
    assert made is None


def test_it_ends_when_the_cramp_has_eased():
    made = turn(state(3, Coaching(told=("stretching",), turn=2, read="eased")), "affirm")
    assert (made.phase, made.say) == ("eased", ("first",))


def test_a_step_that_is_withheld_is_left_out():
    before = Coaching(told=("stretching",), turn=2, read="still")
    assert turn(state(3, before, holding("R-walk"))).say == ("last",)
    no_walk = {**ALL, "R-child": rule("R-child", "next_visit", [["child"]], facts=["walking"])}
    kept_back = state(3, before, holding("R-child"))
    assert coach.turn(BOOK.coach, kept_back, "inform", FACTS, no_walk).say == ("last",)


@pytest.mark.parametrize("before", [None, Coaching(told=("stretching",), turn=2)])
def test_where_rubbing_is_withheld_it_tells_nothing_but_that(before):
    made = turn(state(2 if before is None else 3, before, holding("R-clot", level="urgent")))
    assert (made.phase, made.say) == ("danger", ("R-clot",))


def test_it_waits_some_turns_while_something_else_is_talked_of():
    before = Coaching(told=("stretching",), turn=2)
    assert turn(state(4, before), "ask_quinine") == before
    assert turn(state(5, before), "ask_quinine") == before
    assert turn(state(6, before), "ask_quinine") is None


def test_its_button_begins_it_anew():
    assert turn(state(9, Coaching(read="start", turn=9)), "triage_answer").say == ("stretching",)


def test_only_the_turn_in_which_it_moved_is_its_own():
    made = turn(state())
    assert coach.speaks(state(2, made)) and not coach.speaks(state(3, made))
    assert not coach.speaks(state())


@pytest.mark.parametrize("clot_of, phase", [(MOTHER, "danger"), (SELF, "going")])
def test_what_is_withheld_from_the_one_who_has_the_cramp_counts(clot_of, phase):
    known = (finding("cramp_now", about=MOTHER, turn=2),)
    verdict = holding("R-clot", about=clot_of, level="urgent")
    made = turn(State(turn=2, findings=known, verdict=verdict, focus=MOTHER))
    assert (made.about, made.phase) == (MOTHER, phase)


@pytest.mark.parametrize(
    "phase, before, verdict",
    [
        ("danger", Coaching(turn=2, read="still"), holding("R-clot", level="urgent")),
        ("eased", Coaching(turn=2, read="eased"), None),
        ("lasting", Coaching(told=("stretching", "walking", "last"), turn=2, read="still"), None),
        ("going", Coaching(turn=2, read="still"), None),
    ],
)
def test_whatever_it_says_is_said_in_its_turn_and_a_reply_is_read_once(phase, before, verdict):
    made = turn(state(3, before, verdict))
    assert (made.phase, made.turn, made.read) == (phase, 3, "")
    assert coach.speaks(state(3, made))


@pytest.mark.parametrize("status, phase", [("past", "eased"), ("absent", "eased"), ("uncertain", "going")])
def test_it_ends_too_when_the_cramp_is_said_to_be_over_in_other_words(status, phase):
    before = Coaching(told=("stretching",), turn=2)
    over = replace(state(3, before), findings=(finding("cramp_now", status, turn=3),))
    assert turn(over, "inform").phase == phase


@pytest.mark.parametrize(
    "phase, level, late",
    [("danger", "urgent", "danger"), ("lasting", "none", "eased"), ("eased", "none", None)],
)
def test_eased_after_the_steps_had_ended_is_still_for_the_coach(phase, level, late):
    before = Coaching(told=("stretching",), turn=2, phase=phase, read="eased")
    verdict = holding("R-clot", level="urgent") if level == "urgent" else Verdict()
    made = turn(replace(state(3, before, verdict), findings=()), "inform")
    assert (made.phase if made else None) == late
