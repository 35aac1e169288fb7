"""A person goes through the short check, and through a cramp with the coach: over both real processes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import Talk, rules_of, text_of


def buttons(reply: dict[str, Any]) -> dict[str, str]:
    """What a reply offers: payloads by title."""
    return {b["title"]: b["payload"] for m in reply["messages"] for b in m["buttons"]}


def press(talk: Talk, title: str) -> dict[str, Any]:
    """Press a button of the last reply."""
    return talk.say(buttons(talk.replies[-1])[title])


def begun(talk: Talk, words: str = "check my cramps") -> dict[str, Any]:
    reply = talk.say(words)
    assert (reply["turn"]["act"], reply["turn"]["topics"]) == ("ask", ["triage_start"])
    return reply


def denied(talk: Talk, number: int) -> dict[str, Any]:
    """Deny what the next questions ask."""
    for _ in range(number):
        press(talk, "None of these")
    return talk.replies[-1]


def test_nothing_to_tell_ends_without_a_level_and_with_care_at_home(talk: Talk) -> None:
    begun(talk)
    asked = 1
    while talk.replies[-1]["turn"]["act"] == "ask":
        press(talk, "None of these")
        asked += 1
    result = talk.replies[-1]
    assert asked <= 9
    assert (result["turn"]["act"], result["turn"]["escalation"]["level"]) == ("result", "none")
    assert "no sign of danger" in text_of(result) and result["turn"]["sources"]
    taught = press(talk, "Care at home")
    assert taught["turn"]["act"] == "result" and "enough" in text_of(taught)


def test_a_water_pill_leads_to_the_advice_and_to_the_question_that_it_calls_for(talk: Talk) -> None:
    begun(talk)
    denied(talk, 4)
    told = press(talk, "A water pill")
    assert rules_of(told) == {("RF-14", "self")}
    assert "prescribed it" in told["messages"][0]["text"] and told["turn"]["act"] == "ask"
    result = press(talk, "None of these")
    assert result["turn"]["act"] == "result"
    assert "This rests on: a water pill" in text_of(result)
    later = press(talk, "Care at home")
    assert "make it today" in text_of(later) and "Because of your water pill" in text_of(later)


def test_taking_it_back_makes_the_check_go_on(talk: Talk) -> None:
    begun(talk)
    denied(talk, 4)
    press(talk, "A water pill")
    press(talk, "None of these")
    again = talk.say("sorry, i meant i don't take a water pill")
    assert (again["turn"]["act"], again["turn"]["escalation"]["level"]) == ("ask", "none")


def test_an_emergency_ends_it_and_its_own_button_takes_it_back(talk: Talk) -> None:
    first = buttons(begun(talk))
    danger = press(talk, "Chest pain")
    assert danger["turn"]["escalation"]["level"] == "emergency"
    assert "911" in danger["messages"][0]["text"]
    assert buttons(danger) == {} and danger["turn"]["act"] == "advise"
    assert talk.say("no")["turn"]["escalation"]["level"] == "emergency"
    back = talk.say(first["None of these"])
    assert (back["turn"]["act"], back["turn"]["escalation"]["level"]) == ("ask", "none")


def test_not_sure_of_danger_is_advised_and_no_goes_on(talk: Talk) -> None:
    begun(talk)
    assert talk.say("not sure")["turn"]["escalation"]["level"] == "emergency"
    on = talk.say("no")
    assert (on["turn"]["act"], on["turn"]["escalation"]["level"]) == ("ask", "none")


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("why do you ask?", "meta_why"),
        ("how many questions are there", "meta_form"),
        ("does quinine work?", "quinine"),
    ],
)
def test_a_question_in_between_is_answered_and_the_check_resumes(talk: Talk, said: str, topic: str) -> None:
    first = begun(talk)
    between = talk.say(said)
    assert between["turn"]["topics"][0] == topic
    assert between["messages"][-1]["text"] == first["messages"][-1]["text"]
    assert talk.say("no")["messages"][-1]["text"] != first["messages"][-1]["text"]


def test_back_skip_and_stop(talk: Talk) -> None:
    first = begun(talk)["messages"][-1]["text"]
    second = talk.say("skip")["messages"][-1]["text"]
    assert talk.say("back")["messages"][-1]["text"] == first != second
    stopped = talk.say("stop")
    assert stopped["turn"]["topics"] == ["meta_cancel"]
    assert talk.say("what is a cramp?")["turn"]["act"] == "answer"


def test_what_was_told_before_is_not_asked(talk: Talk) -> None:
    talk.say("no chest pain, no trouble breathing, i am not coughing blood")
    first = text_of(begun(talk, "can you check my symptoms"))
    assert "chest pain" not in first and "fluttering heart" in first


def test_it_is_worded_for_somebody_else(talk: Talk) -> None:
    reply = begun(talk, "check my mum's cramps")
    assert "your mother" in text_of(reply)
    press(talk, "None of these")
    about = {f["about"] for f in talk.replies[-1]["turn"]["findings"] if f["status"] == "absent"}
    assert about == {"other:mother"}


def test_the_coach_tells_a_step_at_a_time_until_it_eases(talk: Talk) -> None:
    reply = talk.say("my calf is cramping right now!")
    steps = []
    for _ in range(3):
        steps += [f["id"] for f in reply["turn"]["facts"]]
        assert reply["turn"]["topics"][0] == "treatment_now"
        reply = press(talk, "It's still there")
    assert len(set(steps)) == len(steps) == 3
    eased = talk.say("it eased")
    assert [f["id"] for f in eased["turn"]["facts"]] == ["contact.persistent-or-severe"]


def test_the_coach_stops_for_signs_of_a_clot(talk: Talk) -> None:
    talk.say("my calf is cramping right now!")
    reply = talk.say("it is swollen and hot, only the left one")
    assert ("RF-03", "self") in rules_of(reply)
    assert reply["turn"]["facts"] == [] and "left out massage" in text_of(reply)
    assert "It's still there" not in buttons(reply)
