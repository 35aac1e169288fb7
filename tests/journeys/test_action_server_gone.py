"""The action server is dead: advice is worded in the Rasa process, nothing is empty or reverted."""

from __future__ import annotations

import requests

from tests.journeys.conftest import Talk, rules_of, text_of


def test_emergency_and_later_questions_carry_the_advice(talk_alone: Talk) -> None:
    reply = talk_alone.say("i'm on furosemide and my heart is racing")
    assert reply["turn"]["escalation"]["level"] == "emergency"
    assert "911" in reply["messages"][0]["text"]
    talk_alone.say("hello")
    talk_alone.say("ok")
    later = talk_alone.say("why do my feet cramp at night?")
    assert later["turn"]["escalation"]["level"] == "emergency"
    assert "911" in later["messages"][0]["text"]


def test_plain_question_gets_an_apology_and_the_advice_that_stands(talk_alone: Talk) -> None:
    first = talk_alone.say("i take a water pill")
    assert "water pill" in text_of(first)
    for text in ("what is a cramp?", "thanks", "what should i drink?"):
        reply = talk_alone.say(text)
        assert rules_of(reply) == {("RF-14", "self")}
        assert "water pill" in text_of(reply)


def test_question_without_danger_gets_an_apology(talk_alone: Talk) -> None:
    reply = talk_alone.say("what is a cramp?")
    assert reply["turn"]["act"] == "apology"
    assert reply["turn"]["facts"] == []


def test_danger_in_a_message_that_no_rule_knows_is_kept(talk_alone: Talk) -> None:
    talk_alone.say("colourless green ideas sleep furiously, and im on hctz, purple monkey dishwasher")
    reply = talk_alone.say("hello")
    assert ("RF-14", "self") in rules_of(reply)


def test_readiness_is_red(talk_alone: Talk) -> None:
    health = requests.get(f"{talk_alone.address}/health/ready", timeout=30)
    assert health.status_code == 503
    assert health.json() == {"ready": False, "turn": False, "store": True, "locks": True}


def test_the_short_check_goes_to_its_end_all_the_same(talk_alone: Talk) -> None:
    asked = [talk_alone.say("check my cramps")]
    while asked[-1]["turn"]["act"] == "ask":
        asked.append(talk_alone.say("none of these"))
    assert len(asked) <= 9
    assert (asked[-1]["turn"]["act"], asked[-1]["turn"]["escalation"]["level"]) == ("result", "none")


def test_the_coach_apologises_and_the_advice_is_said_all_the_same(talk_alone: Talk) -> None:
    reply = talk_alone.say("cramp right now in my left calf and it is swollen and hot")
    assert reply["turn"]["escalation"]["level"] == "urgent"
    assert "urgent clinic today" in text_of(reply)
