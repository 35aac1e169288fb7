"""The coach's action: what the state names is told from the facts, one step a turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.coach import ActionCoach
from bot.core.model import State
from bot.core.progress import Coaching
from tests.actions.conftest import Server

STEP = "treatment.pull-foot-up"


def said(server: Server, coach: Coaching | None, **more: Any) -> list[dict[str, Any]]:
    """What one run says."""
    state: State = replace(server.state(), coach=coach, **more)
    tracker = Tracker.from_dict(
        {"sender_id": "api:test", "slots": {"charley": state.to_dict()}, "latest_message": {"text": ""}}
    )
    dispatcher = CollectingDispatcher()
    noted = ActionCoach(server.facts).run(dispatcher, tracker, {})
    told = [f for m in dispatcher.messages for f in (m.get("turn") or {}).get("facts", ())]
    assert [e["value"]["told"] for e in noted] == ([told] if coach and state.content != "other" else [])
    messages: list[dict[str, Any]] = dispatcher.messages
    return messages


def test_the_first_step_comes_with_care_and_a_question(server: Server) -> None:
    care, step, ask = said(server, Coaching(told=(STEP,), say=(STEP,)))
    assert care["response"] == "utter_coach_care"
    assert step["turn"]["facts"] == [STEP] and step["turn"]["act"] == "answer"
    assert "[1]" in step["text"] and step["buttons"] == []
    assert ask["response"] == "utter_coach_ask"
    assert [b["title"] for b in ask["buttons"]] == ["It eased", "It's still there"]


def test_a_later_step_comes_alone(server: Server) -> None:
    step, ask = said(server, Coaching(told=("x", STEP), say=(STEP,)))
    assert step["turn"]["topics"][0] == "treatment_now" and ask["response"] == "utter_coach_ask"


@pytest.mark.parametrize(
    ("phase", "say", "first"),
    [
        ("eased", ("contact.persistent-or-severe",), "utter_coach_eased"),
        ("lasting", ("contact.over-ten-minutes", "contact.severe-ongoing", "C-25"), "utter_coach_lasting"),
    ],
)
def test_it_ends_with_what_to_watch_for(server: Server, phase: str, say: tuple[str, ...], first: str) -> None:
    before, told = said(server, Coaching(say=say, phase=phase))
    assert before["response"] == first
    assert told["turn"]["facts"] == [i for i in say if i.startswith("contact")]
    assert [b["payload"] for b in told["buttons"]] == ["/triage_start", "/ask_prevention"]


def test_where_rubbing_is_withheld_only_the_rule_speaks(server: Server) -> None:
    (told,) = said(server, Coaching(say=("RF-03",), phase="danger"))
    assert told["turn"]["facts"] == [] and told["turn"]["act"] == "advise"
    assert "massage" in told["text"]


@pytest.mark.parametrize("coach", [None, Coaching(say=(STEP,))])
def test_without_steps_or_with_other_content_it_apologises(server: Server, coach: Coaching | None) -> None:
    (told,) = said(server, coach, content="other")
    assert told["response"] == "utter_apology"


def test_every_step_of_content_can_be_told(server: Server) -> None:
    steps = server.known.book.coach
    for fact in (*steps.steps, *steps.eased, *steps.lasting):
        assert said(server, Coaching(told=(fact, fact), say=(fact,)))[0]["turn"]["facts"] == [fact]
