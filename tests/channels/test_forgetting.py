from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.conversations.records import Records, StoreUnavailable
from tests.channels.conftest import EMERGENCY, Gate, Web


def test_forgetting_is_204_then_401_and_leaves_no_word(web: Web, session: str) -> None:
    other = web.open()
    web.say(session, "CANARY my calf hurts", "CANARY-id")
    web.say(other, "someone else")
    assert web.agent.records.load(web.name(session), 9) and readable(web) == []
    given = web.request("DELETE", "/webhooks/api/sessions/current", session)
    assert (given.status_code, given.content) == (204, b"")
    assert not web.agent.records.is_known(web.name(session))
    assert web.post(session, {"message": "CANARY again"}).status_code == 401
    assert web.request("DELETE", "/webhooks/api/sessions/current", session).status_code == 401
    assert readable(web) == []
    web.say(other, "still here")


def readable(web: Web) -> list[str]:
    return [p.name for p in web.data.iterdir() if b"CANARY" in p.read_bytes()]


def test_forgetting_waits_for_the_turn_under_way(web: Web, session: str, gate: Gate) -> None:
    with ThreadPoolExecutor(3) as pool:
        running = pool.submit(web.post, session, {"message": "CANARY one"})
        gate.wait_until_entered()
        forgetting = pool.submit(web.request, "DELETE", "/webhooks/api/sessions/current", session)
        gate.let_go()
        assert running.result().status_code == 200
        assert forgetting.result().status_code == 204
    assert readable(web) == []


def test_a_message_that_waited_while_its_conversation_was_forgotten_leaves_no_word(
    web: Web, session: str, gate: Gate
) -> None:
    advice = web.agent.house.content.rules["RF-15"].advice["self"].partition("{call}")[0]
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(web.post, session, {"message": "hello"})
        gate.wait_until_entered()
        forgotten = pool.submit(web.request, "DELETE", "/webhooks/api/sessions/current", session)
        time.sleep(0.5)  # it waits for the turn under way
        assert not forgotten.done()
        late = pool.submit(web.post, session, {"message": f"CANARY {EMERGENCY}", "id": "m2"})
        while _talk(web, web.name(session)).waiting < 2:
            pass
        gate.let_go()
        assert (first.result().status_code, forgotten.result().status_code) == (200, 204)
        assert late.result().status_code == 401
        assert late.result().json()["message"].startswith(advice)
    assert web.agent.heard == ["hello"]
    assert not any(b"CANARY" in p.read_bytes() for p in web.data.iterdir())


def _holds_events(web: Web, session: str) -> bool:
    loaded = web.agent.records.load(web.name(session), 9)
    return bool(loaded and loaded.events)


def _talk(web: Web, conversation: str) -> Any:
    return web.api._turns._talks[conversation]


def test_typed_it_leaves_no_word_and_the_session_begins_anew(web: Web, session: str) -> None:
    web.say(session, "CANARY my calf hurts, i take a water pill", "CANARY-id")
    assert _holds_events(web, session) and readable(web) == []
    given = web.say(session, "please forget me", "CANARY-2")
    assert (given["turn"]["findings"], given["turn"]["escalation"]["level"]) == ([], "none")
    assert readable(web) == []
    assert web.say(session, "hello")["turn"]["findings"] == []


def test_typed_in_an_emergency_its_level_is_told_once_more(web: Web, session: str) -> None:
    web.say(session, f"CANARY {EMERGENCY}")
    assert web.say(session, "forget me")["turn"]["escalation"]["level"] == "emergency"
    assert web.say(session, "hello")["turn"]["escalation"]["level"] == "none"
    assert readable(web) == []


def test_where_it_cannot_be_deleted_the_person_is_told_and_the_next_turn_tries_again(
    web: Web, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.say(session, "CANARY my calf hurts")

    def refuses(*_: Any) -> None:
        raise StoreUnavailable("locked")

    with monkeypatch.context() as patch:
        patch.setattr(Records, "forget", refuses)
        assert "could not delete" in web.say(session, "forget me")["messages"][0]["text"]
    assert _holds_events(web, session)
    web.say(session, "hello")
    assert readable(web) == [] and web.say(session, "again")["turn"]["findings"] == []
