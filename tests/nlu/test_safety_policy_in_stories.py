"""Where no state was carried (Rasa's story tests), entities of all messages are folded."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered

from bot.policies.safety import SafetyPolicy
from tests.nlu.conftest import Talk
from tests.nlu.test_safety_policy import ADVICE, ANSWER, EMERGENCY, LISTEN, URGENT, next_action


def told(talk: Talk, text: str, intent: str = "inform") -> None:
    """A message as a story has it: entities, and no parse data of ours."""
    entities: list[dict[str, Any]] = talk.hear(text).get("entities")
    talk.tracker.update(UserUttered(text, {"name": intent}, entities))


def wanted(policy: SafetyPolicy, talk: Talk) -> str | None:
    """The next action, without the policy's events: story tests apply none."""
    action = next_action(policy, talk)
    talk.tracker.update(SlotSet("charley", None))
    return action


@pytest.mark.parametrize("text", [EMERGENCY, "my mum on furosemide is cramping and confused"])
def test_an_emergency_is_folded_from_the_entities(policy: SafetyPolicy, talk: Talk, text: str) -> None:
    told(talk, text)
    for action in (ADVICE, ANSWER, LISTEN):
        assert wanted(policy, talk) == action
        talk.tracker.update(ActionExecuted(action))


def test_danger_is_folded_over_turns(policy: SafetyPolicy, talk: Talk) -> None:
    told(talk, URGENT)
    assert wanted(policy, talk) is None
    talk.tracker.update(ActionExecuted(ANSWER))
    assert wanted(policy, talk) == ADVICE
    talk.tracker.update(ActionExecuted(ADVICE))
    assert wanted(policy, talk) == LISTEN
    talk.tracker.update(ActionExecuted(LISTEN))
    told(talk, "my heart is racing")
    assert wanted(policy, talk) == ADVICE
    talk.tracker.update(ActionExecuted(ADVICE))
    assert wanted(policy, talk) == ANSWER


def test_an_action_that_story_tests_do_not_run_is_not_apologised_for(
    policy: SafetyPolicy, talk: Talk
) -> None:
    told(talk, "how do i stop a cramp", "ask_treatment_now")
    talk.tracker.update(ActionExecuted(ANSWER))
    assert wanted(policy, talk) == LISTEN


@pytest.mark.parametrize("text", ["no water pills", "do water pills cause cramps?", "my heart is racing"])
def test_what_is_no_danger_folds_to_none(policy: SafetyPolicy, talk: Talk, text: str) -> None:
    told(talk, text)
    assert wanted(policy, talk) is None
    talk.tracker.update(ActionExecuted(ANSWER))
    assert wanted(policy, talk) == LISTEN
