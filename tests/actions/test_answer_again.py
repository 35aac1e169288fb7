"""What is said again, and what is told on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import talk
from tests.actions.conftest import Server


@pytest.mark.parametrize(
    ("intent", "responses"),
    [
        ("ask_quinine", [None]),
        ("ask_treatment_now", [None, "utter_advice"]),  # what it keeps back for this person
        ("inform", ["utter_not_understood"]),
        ("affirm", ["utter_all_right"]),
        ("meta_rephrase", ["utter_nothing_said"]),
    ],
)
def test_advice_that_can_wait_is_said_again_only_with_what_it_touches(
    server: Server, intent: str, responses: list[str | None]
) -> None:
    state = replace(server.state("claudication"), turn=5)
    assert server.ask(intent, state).responses == responses


def test_whether_it_is_dangerous_is_answered_by_the_advice_that_stands(server: Server) -> None:
    answered = {"topics": ["night_cramps"], "told": []}
    state = replace(server.state("claudication"), turn=5, matters=5, wish="danger")
    assert server.ask("ask_when_to_see_doctor", state, answered=answered).responses == ["utter_advice"]


def test_a_follow_up_that_would_be_told_the_same_is_told_the_rest(server: Server) -> None:
    first = server.ask("ask_night_cramps")
    again = server.ask("meta_followup", words="what if it comes back", answered=first.slots["answered"])
    assert again.turn["facts"] and not set(again.turn["facts"]) & set(first.turn["facts"])
    hers = server.ask("meta_followup", server.state(focus="other:mother"), answered=first.slots["answered"])
    assert hers.turn["facts"] == first.turn["facts"]


def test_more_told_under_advice_is_noted_also_where_it_sounds_off_topic(server: Server) -> None:
    state = server.state("claudication")
    told = replace(state.findings[0], concept="cold_foot", turn=5)
    later = replace(state, turn=5, matters=5, findings=(*state.findings, told))
    assert server.ask(talk.OUT_OF_SCOPE, later).responses == ["utter_heard", "utter_advice"]
    assert server.ask(talk.OUT_OF_SCOPE, replace(state, turn=5)).responses == ["utter_out_of_scope"]
