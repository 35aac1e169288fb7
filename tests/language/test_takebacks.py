"""What is taken back or handed on without its name."""

from __future__ import annotations

import pytest

from bot.core.model import State
from bot.serve import house

NOW = 1_800_000_000.0


def told(*messages: str) -> dict[str, str]:
    """The statuses of the diuretic by person, after a talk."""
    state = State()
    for message in messages:
        state, _ = house().listen(message, state, NOW)
    return {f.about: f.status for f in state.findings if f.concept == "diuretic"}


@pytest.mark.parametrize(
    ("message", "holds"),
    [
        ("no wait i dont, thats my husband", {"self": "absent", "other:husband": "present"}),
        ("sorry, I meant for my mum", {"self": "absent", "other:mother": "present"}),
        ("i don't take it", {"self": "absent"}),
        ("i stopped taking it last month", {"self": "past"}),
        ("no", {"self": "present"}),
        ("no i dont", {"self": "present"}),
        ("thats my problem i think", {"self": "present"}),
        ("thats my husband calling, hold on", {"self": "present"}),
        ("my leg does hurt", {"self": "present"}),
    ],
)
def test_a_pronoun_names_the_one_medicine_that_was_told(message: str, holds: dict[str, str]) -> None:
    assert told("i take a water pill", message) == holds


def test_of_two_medicines_a_pronoun_names_neither() -> None:
    assert told("i take furosemide and a statin", "i don't take it") == {"self": "present"}


def test_what_was_told_long_ago_is_not_meant() -> None:
    hellos = ["hello", "does magnesium help", "thanks", "why do i cramp"]
    assert told("i take a water pill", *hellos, "i don't take it") == {"self": "present"}


def test_in_an_emergency_nothing_is_taken_back_without_its_name() -> None:
    assert told("im on furosemide and my heart is racing", "i don't take it") == {"self": "present"}


def test_when_it_ended_is_heard_with_it() -> None:
    state, _ = house().listen("i take a water pill", State(), NOW)
    state, _ = house().listen("i stopped taking it last month", state, NOW)
    (pill,) = [f for f in state.findings if f.concept == "diuretic"]
    assert pill.ended is not None and pill.ended < NOW - 20 * 86400
    assert state.verdict.level == "none"
