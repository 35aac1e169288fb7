"""ask "why do you say that?": what supports the advice, what is unknown, which one answer would change it."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Talk, rules_of, text_of

WHY = "why do you say that?"


def test_after_advice_it_explains_and_the_promised_answers_do_change_it(talk: Talk) -> None:
    talk.say("i take a water pill")
    reply = talk.say(WHY)
    text = text_of(reply)
    assert reply["turn"]["topics"] == ["meta_why"] and reply["turn"]["act"] == "advise"
    assert "It rests on what you told me: a water pill" in text
    assert "I take this as so, as you did not say otherwise: cramps." in text
    assert "more urgent: a fluttering or racing heart" in text
    assert "by its name: a water pill" in text
    assert talk.say("my heart is racing")["turn"]["escalation"]["level"] == "emergency"
    explained = text_of(talk.say(WHY))
    assert "a water pill (diuretic); a fluttering or racing heart" in explained
    assert "more urgent" not in explained


def test_the_answer_that_would_end_it_ends_it(talk: Talk) -> None:
    talk.say("i take a water pill")
    assert "by its name: a water pill (diuretic). Then this advice would end." in text_of(talk.say(WHY))
    reply = talk.say("sorry, i meant i'm NOT on water pills")
    assert reply["turn"]["escalation"]["level"] == "none"


def test_in_an_emergency_the_reminder_comes_first(talk: Talk) -> None:
    talk.say("im on lasix and my heart is racing, no vomiting")
    first = talk.say(WHY)["messages"][0]["text"].split("\n")
    assert "911" in first[0] and "999" in first[0]
    assert any("speaks against it: vomiting" in line for line in first[1:])


def test_of_another_person_it_names_them(talk: Talk) -> None:
    talk.say("my mum takes bendroflumethiazide and gets terrible cramps")
    assert "what you told me about your mother: a water pill" in text_of(talk.say(WHY))


def test_in_medical_terms_it_names_rule_and_concepts(talk: Talk) -> None:
    talk.post({"message": "i take a water pill", "register": "clinician"})
    text = text_of(talk.post({"message": WHY, "register": "clinician"}).json())
    assert "Rule RF-14" in text and "Assumed unless denied: cramps [cramp]." in text


def test_without_advice_it_tells_sources(talk: Talk) -> None:
    talk.say("what is a cramp?")
    assert "It rests on" not in text_of(talk.say(WHY))


@pytest.mark.parametrize(
    "said, cause",
    [
        ("i take a water pill", "a water pill"),
        ("im on lasix and my heart is racing", "a fluttering or racing heart"),
    ],
)
def test_with_the_action_server_dead_the_advice_is_explained(talk_alone: Talk, said: str, cause: str) -> None:
    told = rules_of(talk_alone.say(said))
    reply = talk_alone.say(WHY)
    assert rules_of(reply) == told
    assert f"{cause}" in text_of(reply) and "This comes from my safety rule" in text_of(reply)


def test_a_crisis_names_whom_to_talk_to_and_asks_nothing(talk: Talk) -> None:
    for text in ("i don't want to live any more", "what is a cramp?", WHY):
        reply = talk.say(text)
        first = reply["messages"][0]["text"]
        assert reply["turn"]["escalation"]["level"] == "emergency"
        assert all(line in first for line in ("988", "116 123", "911", "999", "112"))
        assert "?" not in text_of(reply)
        assert reply["turn"]["facts"] == []
        assert all(m["buttons"] == [] for m in reply["messages"])
