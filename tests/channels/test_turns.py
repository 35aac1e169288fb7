"""One message, one turn, one reply, whatever goes wrong."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import words
from bot.channels.turns import AT_ONCE
from tests.channels.conftest import ANSWER, EMERGENCY, Gate, Web, checked


def texts(reply: dict[str, Any]) -> list[str]:
    return [m["text"] for m in reply["messages"]]


def test_many_conversations_at_once_run_some_at_a_time_and_all_are_answered(web: Web) -> None:
    running, most = 0, 0

    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return [dict(ANSWER)]

    web.agent.plan = plan
    sessions = [web.open() for _ in range(3 * AT_ONCE)]
    with ThreadPoolExecutor(len(sessions)) as pool:
        replies = list(pool.map(lambda session: web.say(session, "hello"), sessions))
    assert [texts(r) for r in replies] == [[ANSWER["text"]]] * len(sessions)
    assert 1 < most <= AT_ONCE


@pytest.mark.parametrize("identity", ["m1", "own:1", "x" * 100, "🦵"])
def test_the_same_id_twice_gives_the_first_reply_and_one_turn(web: Web, session: str, identity: str) -> None:
    first = web.say(session, EMERGENCY, identity)
    web.say(session, "something else")
    assert web.say(session, EMERGENCY, identity) == first
    assert web.agent.heard == [EMERGENCY, "something else"]


def test_the_same_id_while_under_way_joins_the_first(web: Web, session: str, gate: Gate) -> None:
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(web.post, session, {"message": "hello", "id": "m1"}) for _ in range(2)]
        gate.wait_until_entered()
        gate.let_go()
        first, second = (checked(s.result().json()) for s in sent)
    assert first == second
    assert web.agent.heard == ["hello"]


def test_the_same_id_in_another_conversation_is_another_message(web: Web, session: str) -> None:
    web.say(session, "hello", "m1")
    web.say(web.open(), "other", "m1")
    assert web.agent.heard == ["hello", "other"]


def test_messages_of_one_conversation_run_one_after_another(web: Web, session: str) -> None:
    running: list[int] = []

    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        running.append(1)
        assert len(running) == 1, "two turns at once"
        await asyncio.sleep(0)
        running.pop()
        return [dict(ANSWER)]

    web.agent.plan = plan
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda n: web.say(session, f"message {n}"), range(3)))
    assert all(texts(r) == [ANSWER["text"]] for r in replies)


def test_a_client_that_hangs_up_does_not_end_its_turn(web: Web, session: str, gate: Gate) -> None:
    host, port = web.address.removeprefix("http://").split(":")
    body = b'{"message": "hello", "id": "m1"}'
    head = (
        f"POST /webhooks/api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as client:
        client.sendall(head.encode() + body)
        gate.wait_until_entered()
    assert web.request("GET", "/health/live").status_code == 200  # the server saw the hang-up meanwhile
    gate.let_go()
    reply = web.say(session, "hello", "m1")
    assert texts(reply) == [ANSWER["text"]]
    assert web.agent.heard == ["hello"], "the turn was cancelled, or run again"


async def _raises(message: UserMessage) -> list[dict[str, Any]]:
    raise RuntimeError("planned")


def _says(*said: dict[str, Any]) -> Callable[[UserMessage], Any]:
    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        return [dict(m) for m in said]

    return plan


SILENT = {
    "raises": _raises,
    "says nothing": _says(),
    "says an empty text": _says({"text": ""}),
    "says no text": _says({"text": None, "custom": {"a": 1}}),
    "a button without a payload": _says({"text": "x", "buttons": [{"title": "a"}]}),
}


@pytest.mark.parametrize("how", SILENT)
@pytest.mark.parametrize(("said", "level"), [("hello", "none"), (EMERGENCY, "emergency")])
def test_a_turn_that_gave_nothing_is_apologised_for_and_danger_told(
    web: Web, session: str, how: str, said: str, level: str
) -> None:
    web.agent.plan = SILENT[how]
    reply = web.say(session, said)
    assert reply["turn"]["escalation"]["level"] == level
    assert reply["turn"]["act"] == "apology"
    assert "911" in texts(reply)[0]
    if level == "emergency":
        advice = web.agent.house.content.rules["RF-15"].advice["self"].partition("{call}")[0]
        assert texts(reply)[0].startswith(advice), "what to do comes first"


def test_an_unsaved_turn_is_answered_and_told(web: Web, session: str) -> None:
    web.agent.saves = False
    assert texts(web.say(session, "hello")) == [ANSWER["text"], words.NOT_SAVED]


def test_a_locked_store_is_answered_and_told(web: Web, session: str) -> None:
    other = sqlite3.connect(web.data / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert texts(web.say(session, EMERGENCY))[-1] == words.NOT_SAVED
    other.close()
    assert words.NOT_SAVED not in texts(web.say(session, "hello"))


def test_messages_lost_to_a_crash_are_caught_up_first_and_once(web: Web, session: str) -> None:
    web.agent.records.receive(web.name(session), "lost1", EMERGENCY)
    web.agent.records.receive(web.name(session), "lost2", "it started today")
    reply = web.say(session, "hello")
    assert reply["turn"]["escalation"]["level"] == "emergency"
    assert texts(reply) == [ANSWER["text"]], "their replies have nobody to go to"
    web.say(session, "again")
    assert web.agent.heard == [EMERGENCY, "it started today", "hello", "again"]


def test_a_message_sent_again_after_a_crash_is_run_once(web: Web, session: str) -> None:
    web.agent.records.receive(web.name(session), "m1", "hello")
    web.say(session, "hello", "m1")
    assert web.agent.heard == ["hello"]
    assert web.agent.records.unfinished(web.name(session)) == []


def test_a_message_that_was_caught_up_keeps_its_reply_for_who_asks_again(web: Web, session: str) -> None:
    web.agent.records.receive(web.name(session), "m1", "hello")
    web.say(session, "another", "m2")
    assert texts(web.say(session, "hello", "m1")) == [ANSWER["text"]]
    assert web.agent.heard == ["hello", "another"], "no second turn"
    assert web.post(session, {"message": "something else", "id": "m1"}).status_code == 409


def test_small_talk_and_buttons_are_passed_on_with_a_valid_turn(web: Web, session: str) -> None:
    button = {"title": "At night", "payload": "/ask_night_cramps", "extra": "dropped"}
    chrome = {"text": "Hello.", "turn": {"act": "chrome", "topics": ["meta_greet"]}, "buttons": [button]}
    web.agent.plan = _says(chrome, {"text": "Advice.", "turn": {"act": "advise", "advice": True}})
    reply = web.say(session, EMERGENCY)
    assert reply["messages"] == [
        {"text": "Hello.", "buttons": [{"title": "At night", "payload": "/ask_night_cramps"}]},
        {"text": "Advice.", "buttons": []},
    ]
    assert reply["turn"]["act"] == "chrome"
    assert {r["id"] for r in reply["turn"]["escalation"]["rules"]} == {"RF-14", "RF-15"}, (
        "guards have no level"
    )
    assert {f["concept"] for f in reply["turn"]["findings"]} == {"diuretic", "palpitations"}


def test_facts_are_named_with_their_topics_and_sources(web: Web, session: str) -> None:
    fact = web.agent.house.content.fact_list[0]
    web.agent.plan = _says({"text": "x", "turn": {"act": "answer", "facts": [fact.id, "unknown.fact"]}})
    turn = web.say(session, "hello")["turn"]
    assert [f["id"] for f in turn["facts"]] == [fact.id]
    assert {s["id"] for s in turn["sources"]} == set(fact.sources)
