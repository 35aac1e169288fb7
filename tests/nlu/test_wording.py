"""Wording is total: every name gives a text, whatever the state."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot import replaying
from bot.nlg.wording import CharleyWording, wording
from bot.serve import house
from bot.settings import COUNTRIES
from tests.nlu.conftest import Talk

ADVICE, APOLOGY = "utter_advice", "utter_apology"


@pytest.fixture(scope="module")
def nlg(domain: Domain) -> NaturalLanguageGenerator:
    """Made as Rasa makes it from endpoints.yml."""
    made = NaturalLanguageGenerator.create(EndpointConfig(type="bot.nlg.wording.CharleyWording"), domain)
    assert isinstance(made, CharleyWording)
    return made


def word(nlg: NaturalLanguageGenerator, name: str, talk: Talk) -> dict[str, Any]:
    message = asyncio.run(nlg.generate(name, talk.tracker, "charley"))
    assert message is not None
    assert message["text"] and message["text"] != name, "a placeholder must never be sent"
    return message


@pytest.mark.parametrize(
    "said", [None, "hello", "i take a water pill", "im on furosemide and my heart is racing"]
)
def test_every_response_of_the_domain_has_a_text_in_every_state(
    nlg: NaturalLanguageGenerator, talk: Talk, said: str | None
) -> None:
    if said:
        talk.carry(said)
    for name in talk.domain.responses:
        message = word(nlg, name, talk)
        assert message["turn"]["act"] in {"apology", "decline", "clarify", "chrome", "advise"}


def test_the_apology_says_where_to_turn_and_is_replayed_as_it_was_said(
    nlg: NaturalLanguageGenerator, talk: Talk
) -> None:
    text = word(nlg, APOLOGY, talk)["text"]
    assert all(number in text for number in COUNTRIES.values()) and "{" not in text
    assert replaying._small_talk({"call": wording().call()})[APOLOGY] == text


@pytest.mark.parametrize("name", ["utter_unknown", "", "action_answer", "utter_ask_check_form_side"])
def test_an_unknown_name_gets_the_apology(nlg: NaturalLanguageGenerator, talk: Talk, name: str) -> None:
    message = word(nlg, name, talk)
    assert message["text"] == word(nlg, APOLOGY, talk)["text"]
    assert message["turn"]["act"] == "apology"


@pytest.mark.parametrize(
    ("said", "rule", "text"),
    [
        ("i take a water pill", "RF-14", "self"),
        ("my dad takes furosemide and he gets cramps", "RF-14", "other"),
        ("im on furosemide and my heart is racing", "RF-15", "self"),
        ("what if my heart is racing and i take a water pill", "RF-15", "unsure"),
        ("i keep looking in shop windows until my calf stops hurting", "RF-08", "self"),
    ],
)
def test_advice_is_worded_from_content(
    nlg: NaturalLanguageGenerator, talk: Talk, said: str, rule: str, text: str
) -> None:
    talk.carry(said)
    message = word(nlg, ADVICE, talk)
    wording = house().content.rules[rule].advice[text]
    assert message["text"].startswith(wording.split("{")[0])
    assert "{" not in message["text"]
    assert (message["turn"]["act"], message["turn"]["advice"]) == ("advise", True)


def test_an_emergency_is_one_block_with_every_number(nlg: NaturalLanguageGenerator, talk: Talk) -> None:
    talk.carry("im on furosemide and my heart is racing")
    text = word(nlg, ADVICE, talk)["text"]
    assert "\n\n" not in text, "channels split there"
    assert all(number in text for number in ("911", "999", "112"))


def test_advice_is_full_once_then_a_reminder_then_full_when_asked_for(
    nlg: NaturalLanguageGenerator, talk: Talk
) -> None:
    talk.carry("i take a water pill")
    full = word(nlg, ADVICE, talk)["text"]
    talk.carry("how do i stop a cramp", "ask_treatment_now")
    reminder = word(nlg, ADVICE, talk)["text"]
    talk.carry("what did you tell me to do", "ask_advice_again")
    assert len(reminder) < len(full)
    assert word(nlg, ADVICE, talk)["text"] == full


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("i take a water pill", "a water pill (diuretic)"),
        ("im on furosemide and my heart is racing", "a fluttering or racing heart"),
        ("my dad takes furosemide and he gets cramps", "your father"),
    ],
)
def test_asked_why_it_reminds_first_and_then_explains(
    nlg: NaturalLanguageGenerator, talk: Talk, said: str, cause: str
) -> None:
    talk.carry(said)
    talk.carry("why do you say that?", "meta_why")
    message = word(nlg, ADVICE, talk)
    fired = talk.state.verdict.fired[0]
    rule = house().content.rules[fired.rule]
    lines = message["text"].split("\n")
    reminder = rule.advice["reminder" if fired.about == "self" else "reminder_other"]
    assert lines[0].startswith(reminder.split("{")[0])
    assert rule.reason in lines and any(cause in line for line in lines[1:])
    assert "{" not in message["text"] and "\n\n" not in message["text"]
    assert message["turn"]["topics"] == ["meta_why"]
    assert (message["turn"]["act"], message["turn"]["advice"]) == ("advise", True)


def test_asked_why_in_medical_terms_it_names_rule_and_codes(
    nlg: NaturalLanguageGenerator, talk: Talk
) -> None:
    talk.carry("i take a water pill, in medical terms please")
    talk.carry("why do you say that?", "meta_why")
    text = word(nlg, ADVICE, talk)["text"]
    assert "Rule RF-14" in text and "[diuretic]" in text and "[palpitations]" in text


def test_without_anything_to_advise_it_says_so(nlg: NaturalLanguageGenerator, talk: Talk) -> None:
    message = word(nlg, ADVICE, talk)
    assert message["text"].startswith("Nothing that you have told me calls for safety advice")
    assert "advice" not in message["turn"]


@pytest.mark.parametrize(
    "broken", [{"turn": 1}, "a text", [1], 7, {"verdict": {"level": "x", "fired": [{}]}}]
)
def test_a_broken_state_is_apologised_for(nlg: NaturalLanguageGenerator, talk: Talk, broken: Any) -> None:
    talk.tracker.update(SlotSet("charley", broken))
    assert word(nlg, ADVICE, talk)["turn"]["act"] == "apology"
    assert word(nlg, "utter_greet", talk)["turn"]["act"] == "chrome"


def test_a_message_without_an_intent_does_not_stop_it(nlg: NaturalLanguageGenerator, talk: Talk) -> None:
    talk.tracker.update(UserUttered("hello", None))
    assert word(nlg, "utter_greet", talk)["turn"]["topics"] == []


def test_small_talk_names_its_topic(nlg: NaturalLanguageGenerator, talk: Talk) -> None:
    talk.say("hello", "meta_greet")
    assert word(nlg, "utter_greet", talk)["turn"]["topics"] == ["meta_greet"]


def test_a_choice_is_left_as_it_is_and_no_slot_gets_into_a_log(
    nlg: NaturalLanguageGenerator, talk: Talk, domain: Domain, caplog: pytest.LogCaptureFixture
) -> None:
    talk.say("i take a water pill")
    payloads = []
    for name in domain.responses:
        payloads += [b["payload"] for b in word(nlg, name, talk).get("buttons") or () if "{" in b["payload"]]
    assert payloads and all(json.loads(p[p.index("{") :]) for p in payloads)
    assert not caplog.records
