"""Somebody who cannot sleep, worries, and asks on in half sentences."""

from __future__ import annotations

from tests.journeys.conftest import Talk, text_of

VISIT = "Please still book that visit"
CLOT = "speak to a doctor or an urgent clinic today"


def test_a_visit_is_advised_once_and_again_with_goodbye(talk: Talk) -> None:
    first = talk.say("my feet are numb and tingling")
    assert first["turn"]["escalation"]["level"] == "see_doctor"
    assert "Please book a visit" in text_of(first)
    for said in ("does quinine help?", "where did you get that?", "help"):
        reply = talk.say(said)
        assert VISIT not in text_of(reply), said
        assert reply["turn"]["escalation"]["level"] == "see_doctor"
    assert VISIT in text_of(talk.say("is tingling bad?"))
    assert VISIT in text_of(talk.say("bye"))


def test_what_is_urgent_is_said_again_every_time(talk: Talk) -> None:
    talk.say("i take a water pill")
    for said in ("does quinine help?", "help", "thanks"):
        assert "Because of your water pill" in text_of(talk.say(said)), said


def test_a_feared_clot_whose_signs_are_denied_is_over(talk: Talk) -> None:
    assert "Is it only one leg" in text_of(talk.say("could it be a clot?"))
    half = talk.say("it's not swollen or red")
    assert half["turn"]["escalation"]["level"] == "see_doctor"
    assert "Is it warm to the touch?" in text_of(half)
    assert talk.say("no")["turn"]["escalation"]["level"] == "none"
    assert CLOT not in text_of(talk.say("how do i stop a cramp?"))


def test_a_no_to_anything_else_takes_nothing_back(talk: Talk) -> None:
    talk.say("could it be a clot?")
    talk.say("thanks")
    assert talk.say("no")["turn"]["escalation"]["level"] == "see_doctor"


def test_and_when_it_happens_is_what_to_do_then(talk: Talk) -> None:
    talk.say("why do my calves cramp at night?")
    assert talk.say("and when it happens?")["turn"]["topics"] == ["treatment_now"]


def test_and_when_it_happens_to_her_is_what_to_do_then(talk: Talk) -> None:
    talk.say("my mum gets cramps in her feet at night")
    assert talk.say("and when it happens?")["turn"]["topics"] == ["treatment_now"]


def test_a_follow_up_never_gets_the_same_answer_twice(talk: Talk) -> None:
    first = text_of(talk.say("why do i get cramps at night?"))
    assert text_of(talk.say("what if it comes back")) != first


def test_asked_for_more_about_him_what_is_unsafe_for_him_stays_left_out(talk: Talk) -> None:
    talk.say("my dad takes a water pill and gets cramps")
    for said in ("can you tell me what he should drink?", "tell me more"):
        text = text_of(talk.say(said))
        assert "I have left out" in text and "drink plenty of water" not in text, said


def test_whether_it_is_dangerous_is_answered_by_the_advice_that_stands(talk: Talk) -> None:
    talk.say("my left calf is swollen and warm")
    text = text_of(talk.say("is that dangerous?"))
    assert "It needs a test the same day." in text and "do no harm" not in text


def test_without_advice_that_most_are_harmless_comes_first(talk: Talk) -> None:
    talk.say("why do i get cramps at night?")
    assert "most of the time they do no harm" in text_of(talk.say("am i dying"))


def test_somebody_scared_gets_a_kind_word_and_ways_on(talk: Talk) -> None:
    reply = talk.say("im really scared")
    assert "that must be worrying" in text_of(reply) and reply["messages"][0]["buttons"]


def test_somebody_scared_in_the_check_gets_a_kind_word_and_its_question(talk: Talk) -> None:
    talk.say("check my cramps")
    reply = talk.say("i'm scared")
    assert "that must be worrying" in text_of(reply) and reply["messages"][-1]["buttons"]
    assert "I did not get that" not in text_of(reply)


def test_it_eased_after_the_coach_stopped_for_danger(talk: Talk) -> None:
    talk.say("my calf is cramping right now!")
    talk.say("it is swollen and red")
    reply = talk.say("it eased")
    assert "A doctor should check the leg first." in text_of(reply) and CLOT in text_of(reply)
