"""A person asks, mentions a medicine, asks on: over both real processes."""

from __future__ import annotations

import pytest

from bot.channels import sessions
from bot.settings import load as settings_load
from bot.store import content
from tests import sealed
from tests.journeys.conftest import Server, Talk, rules_of, text_of

DRINK_URGES = {"water", "salt", "potassium", "magnesium", "sports_drink"}


def _urges(facts: list[str]) -> set[str]:
    known = {f.id: f.urges for f in content.load(settings_load({}).content_dir).fact_list}
    return {urge for fact in facts for urge in known[fact]}


def test_night_cramps_are_answered_with_sources(talk: Talk) -> None:
    reply = talk.say("why do my feet cramp at night?")
    turn = reply["turn"]
    assert turn["act"] == "answer"
    assert turn["topics"][0] == "night_cramps"
    assert turn["facts"] and {"droracle-2025", "oster-2020"} & {s["id"] for s in turn["sources"]}
    assert turn["escalation"]["level"] == "none"
    assert "[1]" in text_of(reply) and "pending human review" in text_of(reply)


def test_water_pill_at_turn_one_still_stands_at_turn_five(talk: Talk) -> None:
    first = talk.say("i take a water pill")
    assert first["turn"]["act"] == "advise"
    assert first["turn"]["escalation"]["level"] == "urgent"
    assert rules_of(first) == {("RF-14", "self")}
    for question in ("what is a cramp?", "thanks", "why do old people get cramps"):
        assert rules_of(talk.say(question)) == {("RF-14", "self")}
    fifth = talk.say("what should i drink then?")
    assert fifth["turn"]["topics"][0] == "hydration_diet"
    assert rules_of(fifth) == {("RF-14", "self")}
    assert "water pill" in text_of(fifth)
    assert not _urges([f["id"] for f in fifth["turn"]["facts"]]) & DRINK_URGES
    assert {w["rule"] for w in fifth["turn"]["withheld"]} == {"RF-16"}


@pytest.mark.parametrize(
    "question", ["can i have gatorade?", "should i take potassium tablets", "does salt water help"]
)
def test_water_pill_withholds_whatever_the_question(talk: Talk, question: str) -> None:
    talk.say("im on furosemide")
    reply = talk.say(question)
    assert not _urges([f["id"] for f in reply["turn"]["facts"]]) & DRINK_URGES
    assert rules_of(reply) == {("RF-14", "self")}


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ("I don't take water pills", ("diuretic", "absent", "self")),
        ("my dad takes furosemide", ("diuretic", "present", "other:father")),
        ("do water pills cause cramps?", ("diuretic", "general", "self")),
    ],
)
def test_what_is_not_theirs_makes_nobody_a_diuretic_user(
    talk: Talk, said: str, finding: tuple[str, ...]
) -> None:
    reply = talk.say(said)
    heard = {(f["concept"], f["status"], f["about"]) for f in reply["turn"]["findings"]}
    assert finding in heard
    assert reply["turn"]["escalation"] == {"level": "none", "rules": []}
    drink = talk.say("what should i drink?")
    assert drink["turn"]["withheld"] == [] or finding[2] != "self"


def test_walking_pain_gets_a_visit_and_no_walking_it_off(talk: Talk) -> None:
    reply = talk.say("my calves cramp when i walk a block and it goes when i stop")
    assert rules_of(reply) == {("RF-08", "self")}
    assert reply["turn"]["escalation"]["level"] == "see_doctor"
    now = talk.say("how do i stop a cramp")
    assert "walk" not in _urges([f["id"] for f in now["turn"]["facts"]])


def test_emergency_comes_first_and_drives_every_turn(talk: Talk) -> None:
    talk.say("i take bendroflumethiazide")
    reply = talk.say("my heart is racing and i feel faint")
    assert reply["turn"]["escalation"]["level"] == "emergency"
    assert "911" in reply["messages"][0]["text"] and "999" in reply["messages"][0]["text"]
    for text in ("thanks", "what is a cramp?", "blah blah"):
        later = talk.say(text)
        assert "112" in later["messages"][0]["text"]
        assert later["turn"]["facts"] == []


def test_correction_that_names_it_clears_it(talk: Talk) -> None:
    talk.say("i take water pills")
    reply = talk.say("sorry, i meant i'm NOT on water pills")
    assert reply["turn"]["escalation"]["level"] == "none"


def test_other_person_is_worded_for_them(talk: Talk) -> None:
    reply = talk.say("my mum takes bendroflumethiazide and gets terrible cramps")
    assert ("RF-14", "other:mother") in rules_of(reply)
    assert {about for _, about in rules_of(reply)} == {"other:mother"}
    assert "your mother" in text_of(reply)


def test_buttons_lead_on_and_more_ends(talk: Talk) -> None:
    reply = talk.say("why do i get cramps?")
    told: set[str] = set()
    for _ in range(20):
        told |= {f["id"] for f in reply["turn"]["facts"]}
        payloads = [b["payload"] for m in reply["messages"] for b in m["buttons"]]
        if "/meta_rephrase" not in payloads:
            break
        reply = talk.say("/meta_rephrase")
    known = content.load(settings_load({}).content_dir)
    sayable = {f.id for f in known.fact_list if f.status == "under_review" and f.serve != "after_review"}
    assert told == set(known.topics["causes_general"].facts) & sayable


def test_verdict_survives_a_session_restart(server: Server, talk: Talk) -> None:
    talk.say("i take a water pill")
    sealed.rewrite(server.data_dir, lambda event: {**event, "timestamp": event["timestamp"] - 3 * 3600})
    reply = talk.say("what should i drink?")
    signer = sessions.signer(settings_load({"DATA_DIR": str(server.data_dir)}))
    stored = sealed.events(server.data_dir, str(sessions.read(signer, talk.session)))
    assert sum(event["event"] == "session_started" for event in stored) == 2
    assert rules_of(reply) == {("RF-14", "self")}
