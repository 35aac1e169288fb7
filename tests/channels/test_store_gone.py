"""The conversations database fails, or a turn does: people are let in, answered and told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import words
from bot.channels.receipts import Receipts
from tests.channels.conftest import ANSWER, EMERGENCY, Web


@pytest.fixture
def locked(web: Web) -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(web.data / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def texts(reply: dict[str, list[dict[str, str]]]) -> list[str]:
    return [m["text"] for m in reply["messages"]]


def test_who_comes_while_nothing_can_be_kept_is_let_in_and_told(web: Web, locked: sqlite3.Connection) -> None:
    session = web.open()
    reply = web.say(session, EMERGENCY)
    assert reply["turn"]["escalation"]["level"] == "emergency"
    assert texts(reply) == [ANSWER["text"], words.NOT_SAVED]
    locked.execute("ROLLBACK")
    assert web.post(session, {"message": "hello"}).status_code == 200


def test_who_was_let_in_can_be_forgotten(web: Web, locked: sqlite3.Connection) -> None:
    session = web.open()
    locked.execute("ROLLBACK")
    assert web.request("DELETE", "/webhooks/api/sessions/current", session).status_code == 204
    assert web.post(session, {"message": "hello"}).status_code == 401


async def fails(message: UserMessage) -> list[dict[str, object]]:
    raise RuntimeError("planned")


def test_danger_in_a_failed_turn_is_known_in_the_next_that_fail(web: Web, session: str) -> None:
    async def gone(message: UserMessage) -> None:
        """Rasa without a model ignores what it is told."""

    web.agent.handle_message = gone
    assert "911" in texts(web.say(session, EMERGENCY))[0]
    for text in ("thanks", "hello", "what is a cramp?"):
        reply = web.say(session, text)
        assert reply["turn"]["escalation"]["level"] == "emergency"
        assert "911" in texts(reply)[0]
        assert texts(reply)[1:] == [words.BROKEN, words.NOT_SAVED]


def test_a_failed_turn_says_that_it_was_not_saved(web: Web, session: str) -> None:
    web.agent.plan = fails
    assert texts(web.say(session, "hello"))[1:] == [words.NOT_SAVED]


def test_a_message_whose_turn_waits_to_be_written_is_not_run_again(web: Web, session: str) -> None:
    web.api._records.receive(web.name(session), "m1", "hello")
    waiting = {"event": "user", "text": "hello", "message_id": "m1"}
    web.api._records.memory.hold(web.name(session), {}, 0, [waiting])
    web.say(session, "what is a cramp?")
    assert web.agent.heard == ["what is a cramp?"]


def test_a_locked_journal_is_waited_for_once_in_a_while(web: Web) -> None:
    receipts = Receipts(web.agent.house.settings.journal, "rules")
    state = web.agent.house.danger_in("hello")
    said = [{"text": "Hello.", "turn": {"said": {"kind": "response", "name": "utter_greet"}}}]
    assert receipts.keep("api:a", state, said)
    other = sqlite3.connect(web.data / "journal.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert [receipts.keep("api:a", state, said) for _ in range(5)] == [None] * 5
    assert time.monotonic() - started < 1.2, "five waits in a row take longer"
    other.close()
