"""What people take along: the summary and the diary, with both processes and over real HTTP."""

from __future__ import annotations

import re

import requests
from fhir.resources.R4B.bundle import Bundle

from tests.journeys.conftest import Server, Talk, rules_of, text_of

CODE = re.compile(r"([0-9a-z]{4}-){4}[0-9a-z]{4}")
WHOLE = "cramp last night, left calf, 5 minutes, bad"


def summary(talk: Talk, kind: str = "json") -> requests.Response:
    address = f"{talk.address}/webhooks/api/sessions/current/summary"
    return requests.get(address, params={"format": kind}, headers=talk.headers, timeout=60)


def test_a_cramp_is_logged_shown_and_summed_up(talk: Talk) -> None:
    assert "left calf; 5 minutes; bad" in text_of(talk.say(WHOLE))
    asked = text_of(talk.say("log a cramp: yesterday evening, right foot"))
    assert asked.count("?") == 1
    assert "5 minutes" in text_of(talk.say("ten minutes")) or "ten minutes" in text_of(talk.replies[-1])
    shown = text_of(talk.say("show my diary"))
    assert "left calf" in shown and "right foot; ten minutes" in shown and "██ 2" in shown
    assert "left calf" in text_of(talk.say("summary for my doctor please"))
    assert [e.get("place") for e in summary(talk).json()["diary"]] == ["calf", "foot"]


def test_the_summary_tells_what_was_told_advised_and_explained(talk: Talk) -> None:
    talk.say("i take a water pill and my mum gets cramps")
    talk.say("how do i stop a cramp")
    told = text_of(talk.say("something for my doctor"))
    assert "a water pill (diuretic)" in told and "RF-14 for you" in told and "Your mother" in told
    made = summary(talk).json()
    assert {r["rule"] for r in made["rules"]} == {r for r, _ in rules_of(talk.replies[-1])}
    assert [t["fact"] for t in made["told"]] == [f["id"] for f in talk.replies[1]["turn"]["facts"]]
    assert Bundle.parse_raw(summary(talk, "fhir").content).type == "document"
    assert "a water pill (diuretic)" in summary(talk, "html").text


def test_a_diary_is_kept_under_a_code_that_no_file_holds(server: Server, talk: Talk) -> None:
    talk.say(WHOLE)
    assert "Shall I keep it?" in text_of(talk.say("keep my diary"))
    found = CODE.search(text_of(talk.say("yes")))
    assert found is not None
    other = Talk(talk.address)
    assert "left calf" in text_of(other.say(f"use my diary code {found.group()}"))
    files = [p.read_bytes() for p in server.data_dir.rglob("*") if p.is_file()]
    assert files and not any(found.group().encode() in f for f in files)
    assert "deleted" in text_of(other.say("delete my diary"))
    again = text_of(Talk(talk.address).say(f"use my diary code {found.group()}"))
    assert again == text_of(Talk(talk.address).say("use my diary code aaaa-bbbb-cccc-dddd-eee2"))


def test_a_no_keeps_nothing(talk: Talk) -> None:
    talk.say(WHOLE)
    talk.say("keep my diary")
    said = text_of(talk.say("no"))
    assert "stays in this talk" in said and not CODE.search(said)


def test_danger_in_a_diary_message_comes_first_and_alone(talk: Talk) -> None:
    talk.say("i am on furosemide")
    reply = talk.say("log a cramp: last night, left calf, 5 minutes, bad, and my heart is racing")
    assert reply["turn"]["escalation"]["level"] == "emergency"
    assert "call" in reply["messages"][0]["text"] and "Noted in your diary" not in text_of(reply)
    handed = talk.say("i need a summary for the doctor")
    assert "call" in handed["messages"][0]["text"] and "racing" in handed["messages"][-1]["text"]


def test_danger_below_emergency_is_advised_beside_the_entry(talk: Talk) -> None:
    talk.say("i take a water pill")
    reply = talk.say(WHOLE)
    assert "Noted in your diary" in text_of(reply) and "water pill" in text_of(reply)


def test_the_diary_is_the_writers_own(talk: Talk) -> None:
    talk.say("my mum had a cramp last night in her left calf for 5 minutes, bad")
    assert "empty" in text_of(talk.say("show my diary"))


def test_both_are_there_with_the_action_server_dead(talk_alone: Talk) -> None:
    assert "Noted in your diary" in text_of(talk_alone.say(WHOLE))
    assert "left calf" in text_of(talk_alone.say("give me a summary for my gp"))
