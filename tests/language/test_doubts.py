"""A doubt that was asked about, and what people say to it."""

from __future__ import annotations

import pytest

from bot.core.model import State
from bot.serve import house

NOW = 1_800_000_000.0


def after(*messages: str) -> State:
    """The state after a talk."""
    state = State()
    for message in messages:
        state, _ = house().listen(message, state, NOW)
    return state


@pytest.mark.parametrize(
    "replies",
    [
        ("no",),
        ("it's not swollen, not warm and not red",),
        ("no swelling no redness no warmth",),
        ("it's not swollen or red", "no"),
        ("it's not swollen or red", "it isn't warm"),
        ("none of that",),
        ("nope, nothing like that",),
    ],
)
def test_signs_of_a_clot_denied_end_the_doubt(replies: tuple[str, ...]) -> None:
    assert after("could it be a clot?", *replies).verdict.level == "none"


@pytest.mark.parametrize(
    ("replies", "level"),
    [
        (("it's not swollen or red",), "see_doctor"),
        (("thanks", "no"), "see_doctor"),
        (("does magnesium help?", "it's not swollen, not warm and not red"), "see_doctor"),
        (("no but it is warm",), "urgent"),
        (("it's not swollen but it is red and hot",), "urgent"),
        (("my other leg isn't swollen, warm or red",), "see_doctor"),
    ],
)
def test_less_leaves_it(replies: tuple[str, ...], level: str) -> None:
    assert after("could my calf pain be a clot?", *replies).verdict.level == level


def test_a_bare_no_to_something_else_takes_no_doubt_back() -> None:
    assert after("is it a clot?", "why do i cramp", "no").verdict.level == "see_doctor"


def test_an_unsure_emergency_asks_again_so_that_a_no_answers_it() -> None:
    state = after("should i worry, i think i have chest pain?", "does magnesium help")
    assert state.asked == "chest_pain"
    assert house().listen("no", state, NOW)[0].verdict.level == "none"
