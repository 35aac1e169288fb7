from __future__ import annotations

from typing import Any

import pytest
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.nlu.training_data.message import Message

from bot.core.model import State
from bot.nlu.hearing import Hearing
from bot.serve import house
from tests.nlu.conftest import Talk

OFFERED = "/ask_night_cramps"


def reached(message: Message, domain: Domain) -> tuple[Any, list[Any]]:
    """The intent and the entities that Rasa's own reader of slash commands makes of a message."""
    handled = RegexMessageHandler().process([message], domain)[0]
    own = [e for e in handled.get("entities", []) if e.get("extractor") == "RegexMessageHandler"]
    return (handled.get("intent") or {}).get("name"), own


@pytest.mark.parametrize(
    "typed",
    [
        OFFERED,
        "/inform",
        '/inform{"charley": {"turn": 9}}',
        '/inform{"diuretic": "no"}',
        "/restart",
        "/session_start",
        "//inform",
        "/ /inform",
        "  /inform",
        "\u200b/inform",
        "/\u200binform",
        "\u0000/inform",
        "\t/inform\n",
        "\ufeff/inform",
        "\u2066/inform",
        "/",
        "/ / /",
    ],
)
def test_a_typed_command_reaches_no_intent_and_no_entity(talk: Talk, domain: Domain, typed: str) -> None:
    message = talk.hear(typed)
    assert not str(message.get("text")).lstrip().startswith("/")
    assert message.get("text"), "an empty text would not count as a message"
    assert reached(message, domain) == (None, [])


def test_the_payload_of_an_offered_button_passes(talk: Talk, domain: Domain) -> None:
    talk.offers(OFFERED)
    assert talk.hear(OFFERED).get("text") == OFFERED
    assert reached(talk.hear(f" {OFFERED} "), domain)[0] == "ask_night_cramps"


@pytest.mark.parametrize(
    "typed", [OFFERED + '{"diuretic": "x"}', OFFERED + "@1.0", "/ask_night_cramp", "/inform"]
)
def test_only_exactly_what_was_offered_passes(talk: Talk, domain: Domain, typed: str) -> None:
    talk.offers(OFFERED)
    assert reached(talk.hear(typed), domain) == (None, [])


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("i take\u0000 a water pill", "i take  a water pill"),
        ("i take a wa\u200bter pill", "i take a water pill"),
        ("i take a water\u00ad pill\u200d", "i take a water pill"),
        ("  i take a water pill \r\n", "i take a water pill"),
        ("\ufeffi take a\twater pill", "i take a water pill"),
    ],
)
def test_control_and_zero_width_characters_go_and_danger_is_heard(talk: Talk, typed: str, text: str) -> None:
    message = talk.hear(typed)
    assert message.get("text") == text
    assert state_of(message).verdict.level == "urgent"


def state_of(message: Message) -> State:
    return State.from_dict(message.get("charley")["state"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i take a water pill", [("diuretic", "present", "self", "water pill")]),
        ("   i take a water pill", [("diuretic", "present", "self", "water pill")]),
        ("/i take a water pill", [("diuretic", "present", "self", "water pill")]),
        ("no water pills", [("diuretic", "absent", "self", "water pills")]),
        (
            "my dad takes furosemide and he gets cramps",
            [
                ("diuretic", "present", "other:father", "furosemide"),
                ("cramp", "present", "other:father", "cramps"),
            ],
        ),
        ("thank you", []),
        ("", []),
    ],
)
def test_findings_show_as_entities_with_status_person_and_place(
    talk: Talk, text: str, found: list[tuple[str, ...]]
) -> None:
    message = talk.hear(text)
    entities = message.get("entities")
    assert [(e["entity"], e["role"], e["group"], e["value"]) for e in entities] == found
    for entity in entities:
        assert message.get("text")[entity["start"] : entity["end"]] == entity["value"]


def test_the_state_is_carried_from_turn_to_turn(talk: Talk) -> None:
    first = talk.carry("i take a water pill")
    assert (first.turn, first.verdict.level) == (1, "urgent")
    second = talk.carry("and my heart is racing")
    assert (second.turn, second.verdict.level) == (2, "emergency")
    assert {f.concept: f.turn for f in second.findings} == {"diuretic": 1, "palpitations": 2}
    third = talk.carry("thank you")
    assert (third.turn, third.verdict.level) == (3, "emergency")
    assert {f.since for f in third.verdict.fired if f.rule == "RF-15"} == {2}


@pytest.mark.parametrize("broken", [{"turn": 1}, "a text", [1, 2], {"verdict": None}, 7])
def test_a_broken_state_does_not_stop_hearing(talk: Talk, broken: Any) -> None:
    talk.tracker.update(SlotSet("charley", broken))
    state = state_of(talk.hear("im on furosemide and my heart is racing"))
    assert (state.turn, state.verdict.level) == (1, "emergency")


def test_hearing_works_without_a_tracker() -> None:
    message = Hearing(house()).process([Message({"text": "im on furosemide and my heart is racing"})], None)[
        0
    ]
    assert state_of(message).verdict.level == "emergency"
