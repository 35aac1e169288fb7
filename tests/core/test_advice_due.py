"""When advice that can wait is said again, and when it is itself the answer."""

from dataclasses import replace

import pytest

from bot.core import advice
from bot.core.model import State
from tests.core.test_advice import WORDING, both
from tests.core.world import MOTHER, RULES, finding, heard, holding


@pytest.mark.parametrize(
    "rule_id, turn, matters, due",
    [
        ("R-heart", 5, 0, True),
        ("R-pill", 5, 0, True),
        ("R-walk", 1, 0, True),
        ("R-walk", 5, 0, False),
        ("R-walk", 5, 4, False),
        ("R-walk", 5, 5, True),
        ("R-child", 5, 0, False),
        ("R-guard", 1, 1, False),
    ],
)
def test_what_is_urgent_is_due_in_every_turn_what_can_wait_when_it_matters(rule_id, turn, matters, due):
    assert advice.due(State(turn=turn, verdict=holding(rule_id), matters=matters)) is due


WALKS = finding("claudication")


@pytest.mark.parametrize(
    "known, told, mentions, matters",
    [
        ((WALKS,), (WALKS,), (), False),
        ((WALKS,), (WALKS, finding("fainting", turn=3)), (), True),
        ((WALKS,), (WALKS, finding("fainting", "general", turn=3)), (), False),
        ((WALKS,), (finding("claudication", turn=3),), (heard("claudication"),), True),
        ((WALKS,), (WALKS,), (heard("claudication", "general"),), True),
        ((WALKS,), (WALKS,), (heard("claudication", "general", MOTHER),), False),
        ((WALKS, finding("cramp")), (WALKS, finding("cramp", turn=3)), (heard("cramp"),), False),
        ((WALKS, finding("cramp")), (WALKS, finding("cramp", "absent", turn=3)), (), True),
    ],
)
def test_it_matters_anew_when_something_new_is_told_or_what_it_rests_on_is_named(
    known, told, mentions, matters
):
    state = State(turn=3, findings=told, verdict=holding("R-walk", because=("claudication",)))
    assert advice.matters(known, mentions, state, RULES) is matters


def test_what_can_wait_is_not_said_beside_what_is_urgent_until_it_matters():
    two = both(holding("R-pill"), holding("R-walk", because=("claudication",)))
    state = State(turn=2, verdict=two)
    assert advice.advise(state, WORDING).text == "R-pill reminder"
    assert advice.advise(replace(state, matters=2), WORDING).text == "R-pill reminder\nR-walk reminder"


@pytest.mark.parametrize(
    "wish, focus, answers", [("danger", "self", True), ("danger", MOTHER, False), ("", "self", False)]
)
def test_whether_it_is_dangerous_is_answered_by_the_advice_of_whom_it_is_about(wish, focus, answers):
    state = State(turn=2, verdict=holding("R-walk"), wish=wish, focus=focus)
    assert advice.answers(state) is answers
