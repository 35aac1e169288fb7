"""Genuine requests: acknowledged at once, run once, answered in the app's own form."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import words
from bot.channels.offers import key
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import KITS, PERSON, new_id
from tests.channels.conftest import ANSWER, EMERGENCY, Gate

BUTTONS = [
    {"title": "At night", "payload": "/ask_night_cramps"},
    {"title": "A much longer choice than some apps take", "payload": '/triage_answer{"answer": "a:b"}'},
]


async def _offers(message: UserMessage) -> list[dict[str, Any]]:
    return [{"text": "Which?", "buttons": [dict(b) for b in BUTTONS], "turn": {"act": "clarify"}}]


def offering(phone: Phone) -> None:
    """Make the next turn offer two choices, which is stored as Rasa would."""
    phone.web.agent.plan = _offers
    phone.web.agent.stores_said = True


def test_a_message_is_answered(phone: Phone) -> None:
    assert phone.says("what is a foot cramp?") == [ANSWER["text"]]
    assert phone.web.agent.heard == ["what is a foot cramp?"]


def test_the_same_event_five_times_is_one_turn_and_one_answer(phone: Phone) -> None:
    request = phone.kit.says("hello", new_id())
    assert [phone.sends(request).status_code for _ in range(5)] == [200] * 5
    phone.says("another")
    assert phone.web.agent.heard == ["hello", "another"]
    assert len(phone.vendor.messages) == 2


def test_the_vendor_is_acknowledged_before_the_turn_ends(phone: Phone, gate: Gate) -> None:
    began = time.monotonic()
    assert phone.sends(phone.kit.says("hello", new_id())).status_code == 200
    assert time.monotonic() - began < 3
    gate.wait_until_entered()
    assert phone.vendor.messages == []
    gate.let_go()
    phone.vendor.waits_for(1)


def test_messages_sent_fast_are_each_answered_in_order(phone: Phone) -> None:
    for n in range(3):
        phone.sends(phone.kit.says(f"message {n}", new_id()))
    phone.vendor.waits_for(3)
    assert phone.web.agent.heard == ["message 0", "message 1", "message 2"]


def test_choices_come_as_the_app_takes_them_and_come_back(phone: Phone) -> None:
    offering(phone)
    [call] = phone.calls(phone.kit.says("hello", new_id()))
    if phone.kit.native:
        chosen = phone.kit.choices(call)[1][1]
        assert len(chosen) <= 64
    else:
        assert phone.kit.text(call).endswith(f"2: {BUTTONS[1]['title']}\n{words.BY_NUMBER}")
        chosen = "2"
    phone.web.agent.plan = None
    phone.calls(phone.kit.presses(chosen, new_id()))
    assert phone.web.agent.heard[-1] == BUTTONS[1]["payload"]


@pytest.mark.parametrize("typed", ["2", " 2. ", "2)", "a much longer choice than some apps take!"])
def test_a_choice_is_taken_by_number_or_by_its_words(phone: Phone, typed: str) -> None:
    offering(phone)
    phone.says("hello")
    phone.says(typed)
    assert phone.web.agent.heard[-1] == BUTTONS[1]["payload"]


@pytest.mark.parametrize("typed", ["3", "0", "two weeks", "22222222222222222222222", "²"])
def test_what_names_no_choice_is_said_as_it_is(phone: Phone, typed: str) -> None:
    offering(phone)
    phone.says("hello")
    phone.says(typed)
    assert phone.web.agent.heard[-1] == typed


@pytest.mark.parametrize("kit", [k for k, v in KITS.items() if v.native], indirect=True)
def test_a_choice_that_was_not_offered_gets_no_turn(phone: Phone) -> None:
    [call] = phone.calls(phone.kit.presses(key("/restart"), new_id()))
    assert phone.kit.text(call) == words.NOT_OFFERED
    assert phone.web.agent.heard == []


@pytest.mark.parametrize("kit", [k for k, v in KITS.items() if v.native], indirect=True)
def test_what_one_person_was_offered_another_cannot_press(phone: Phone) -> None:
    offering(phone)
    phone.says("hello")
    [call] = phone.calls(phone.kit.presses(key(BUTTONS[0]["payload"]), new_id(), "447700900999"))
    assert phone.kit.text(call) == words.NOT_OFFERED


def test_a_picture_is_answered_politely_and_without_a_turn(phone: Phone) -> None:
    [call] = phone.calls(phone.kit.pictures(new_id()))
    assert phone.kit.text(call) == words.ONLY_TEXT
    assert phone.web.agent.heard == []


def test_what_is_written_below_a_picture_is_answered(phone: Phone) -> None:
    calls = phone.calls(phone.kit.pictures(new_id(), "what is this?"), 2)
    assert [phone.kit.text(c) for c in calls] == [ANSWER["text"], words.ONLY_TEXT]
    assert phone.web.agent.heard == ["what is this?"]


def test_too_long_a_message_gets_no_turn_and_danger_in_it_is_told(phone: Phone) -> None:
    [told] = phone.says("cramp " * 200)
    assert told == words.TOO_LONG
    line, told = phone.says(f"{EMERGENCY}. " + "cramp " * 200, 2)
    assert "911" in line and told == words.TOO_LONG
    assert phone.web.agent.heard == []


def test_too_many_at_once_are_told_so_and_danger_is_heard(phone: Phone, gate: Gate) -> None:
    for n in range(3):
        phone.sends(phone.kit.says(f"message {n}", new_id()))
    phone.sends(phone.kit.says(EMERGENCY, new_id()))
    gate.let_go()
    told = [phone.kit.text(c) for c in phone.vendor.waits_for(5)]
    assert told[:3] == [ANSWER["text"]] * 3
    assert "911" in told[3] and told[4] == words.TOO_FAST
    assert EMERGENCY not in phone.web.agent.heard


def test_half_a_character_pair_is_no_trouble(phone: Phone) -> None:
    if phone.kit.name != "twilio":  # a form cannot hold one
        phone.says("cramp \ud83d")
        assert phone.web.agent.heard == ["cramp ?"]


def test_nobody_is_named_in_the_store(phone: Phone) -> None:
    phone.says("hello")
    held = b"".join(p.read_bytes() for p in phone.web.data.glob("*.sqlite*"))
    assert b"inbox" in held, "what is searched holds the tables"
    assert not [word for word in (PERSON.encode(), b"Canary", b"hello") if word in held]


def test_another_person_is_another_conversation(phone: Phone) -> None:
    phone.says("hello")
    phone.calls(phone.kit.says("hello", new_id(), "447700900999"))
    assert len(phone.web.agent.states) == 2
