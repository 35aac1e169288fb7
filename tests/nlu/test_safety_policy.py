"""The policy over the project's own domain and real trackers."""

from __future__ import annotations

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, UserUttered

from bot.policies.safety import SafetyPolicy
from tests.nlu.conftest import Talk

ANSWER, ADVICE, APOLOGY, LISTEN = "action_answer", "utter_advice", "utter_apology", "action_listen"
URGENT = "i take a water pill"
EMERGENCY = "im on furosemide and my heart is racing"


def predict(policy: SafetyPolicy, talk: Talk) -> PolicyPrediction:
    return policy.predict_action_probabilities(talk.tracker, talk.domain)


def next_action(policy: SafetyPolicy, talk: Talk) -> str | None:
    """The action that the policy wants, None where it has no opinion; its events are applied, as
    Rasa does whether it wins or not."""
    prediction = predict(policy, talk)
    talk.tracker.update_with_events(prediction.events, talk.domain)
    best = max(prediction.probabilities)
    return talk.domain.action_names_or_texts[prediction.probabilities.index(best)] if best else None


def drive(policy: SafetyPolicy, talk: Talk) -> list[str]:
    """All that the policy does of a turn by itself."""
    done: list[str] = []
    while not done or done[-1] != LISTEN:
        action = next_action(policy, talk)
        assert action is not None, f"no opinion after {done}"
        talk.did(action)
        done.append(action)
    return done


@pytest.mark.parametrize(
    "intent", ["inform", "ask_treatment_now", "meta_bye", "out_of_scope", "nlu_fallback"]
)
def test_an_emergency_is_driven_whole(policy: SafetyPolicy, talk: Talk, intent: str) -> None:
    talk.say(EMERGENCY, intent)
    assert drive(policy, talk) == [ADVICE, ANSWER, LISTEN]
    talk.say("thank you", "meta_thanks")
    assert drive(policy, talk) == [ADVICE, ANSWER, LISTEN], "it stands until it is cleared"


def test_an_emergency_is_driven_without_featurizing_the_message(policy: SafetyPolicy, talk: Talk) -> None:
    talk.say(EMERGENCY)
    assert predict(policy, talk).is_no_user_prediction


def test_the_state_reaches_its_slot_even_where_the_policy_has_no_opinion(
    policy: SafetyPolicy, talk: Talk
) -> None:
    talk.say("do water pills cause cramps?", "ask_cause_medication")
    assert next_action(policy, talk) is None
    assert talk.state.turn == 1
    assert {f.status for f in talk.state.findings} == {"general"}


@pytest.mark.parametrize(
    ("actions", "wanted"), [(["utter_thanks"], ADVICE), (["utter_thanks", ADVICE], LISTEN)]
)
def test_advice_that_stands_is_added_to_small_talk(
    policy: SafetyPolicy, talk: Talk, actions: list[str], wanted: str
) -> None:
    talk.carry(URGENT)
    talk.say("thank you", "meta_thanks")
    assert next_action(policy, talk) is None
    talk.did(*actions)
    assert next_action(policy, talk) == wanted


def test_small_talk_without_danger_is_left_to_the_rules(policy: SafetyPolicy, talk: Talk) -> None:
    talk.say("thank you", "meta_thanks")
    assert next_action(policy, talk) is None
    talk.did("utter_thanks")
    assert next_action(policy, talk) is None


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
def test_new_danger_without_a_question_gets_the_advice_alone(
    policy: SafetyPolicy, talk: Talk, intent: str
) -> None:
    talk.say(URGENT, intent)
    assert drive(policy, talk) == [ADVICE, LISTEN]


@pytest.mark.parametrize(
    ("said", "then"), [(URGENT, [APOLOGY, ADVICE]), ("how do i stop a cramp", [APOLOGY])]
)
def test_an_action_that_said_nothing_is_apologised_for(
    policy: SafetyPolicy, talk: Talk, said: str, then: list[str]
) -> None:
    talk.say(said, "ask_treatment_now")
    next_action(policy, talk)
    talk.did(ANSWER, said=False)
    assert drive(policy, talk) == [*then, LISTEN]


def test_advice_that_the_action_said_is_not_said_twice(policy: SafetyPolicy, talk: Talk) -> None:
    talk.say(URGENT)
    next_action(policy, talk)
    talk.tracker.update(ActionExecuted(ANSWER))
    talk.tracker.update(BotUttered("the answer", metadata={"turn": {"act": "answer"}}))
    talk.tracker.update(BotUttered("the advice", metadata={"turn": {"act": "advise", "advice": True}}))
    assert next_action(policy, talk) == LISTEN


def test_an_emergency_closes_an_open_loop(policy: SafetyPolicy, talk: Talk) -> None:
    talk.tracker.update(ActiveLoop("check_form"))
    talk.say(EMERGENCY)
    assert drive(policy, talk) == [ADVICE, ANSWER, LISTEN]
    assert talk.tracker.active_loop_name is None


def test_less_than_an_emergency_leaves_a_loop_open(policy: SafetyPolicy, talk: Talk) -> None:
    talk.tracker.update(ActiveLoop("check_form"))
    talk.say(URGENT)
    next_action(policy, talk)
    assert talk.tracker.active_loop_name == "check_form"


def test_nothing_is_reverted_over_many_turns(policy: SafetyPolicy, talk: Talk) -> None:
    for text in (URGENT, "asdf qwer", "my heart is racing", "thank you", "asdf"):
        talk.say(text, "nlu_fallback")
        if next_action(policy, talk) is None:
            talk.did(ANSWER)
        drive(policy, talk)
    kept = [e.text for e in talk.tracker.applied_events() if isinstance(e, UserUttered)]
    assert len(kept) == 5
    assert (talk.state.turn, talk.state.verdict.level) == (5, "emergency")


def test_a_pressed_button_is_a_turn_in_which_nothing_was_heard(policy: SafetyPolicy, talk: Talk) -> None:
    talk.carry(URGENT)
    talk.did(ANSWER, ADVICE, LISTEN)
    talk.tracker.update(UserUttered("/ask_night_cramps", {"name": "ask_night_cramps"}))
    assert next_action(policy, talk) is None
    talk.did(ANSWER)
    assert next_action(policy, talk) == ADVICE
    assert talk.state.turn == 2
    assert [f.concept for f in talk.state.findings] == ["diuretic"]
