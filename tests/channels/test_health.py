from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import health
from tests.channels.conftest import Web

FACTS = {"text": "A cramp is ...", "turn": {"act": "answer", "facts": ["definition.what"]}}


def answering(*said: dict[str, Any]) -> Any:
    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        return [dict(m) for m in said]

    return plan


async def failing(message: UserMessage) -> list[dict[str, Any]]:
    raise RuntimeError("planned")


def test_live_says_only_that_the_process_runs(web: Web) -> None:
    web.agent.plan = failing
    assert web.request("GET", "/health/live").status_code == 200
    assert web.agent.heard == []


def test_ready_when_a_real_turn_told_facts(web: Web) -> None:
    web.agent.plan = answering(FACTS)
    given = web.request("GET", "/health/ready")
    assert (given.status_code, given.json()) == (
        200,
        {"ready": True, "turn": True, "store": True, "locks": True},
    )
    assert web.agent.heard == [health.PROBE_QUESTION]


@pytest.mark.parametrize(
    "plan",
    [
        answering(),
        failing,
        answering({"text": "Sorry.", "turn": {"act": "apology"}}),
        answering({"text": "Hello.", "turn": {"act": "answer", "facts": []}}),
    ],
    ids=["says nothing", "raises", "apologises", "tells no fact"],
)
def test_not_ready_when_the_turn_told_nothing(web: Web, plan: Any) -> None:
    web.agent.plan = plan
    given = web.request("GET", "/health/ready")
    assert given.status_code == 503
    assert given.json() == {"ready": False, "turn": False, "store": True, "locks": True}


def test_not_ready_when_the_store_cannot_be_written(web: Web) -> None:
    web.agent.plan = answering(FACTS)
    other = sqlite3.connect(web.data / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    given = web.request("GET", "/health/ready")
    other.close()
    assert (given.status_code, given.json()) == (
        503,
        {"ready": False, "turn": True, "store": False, "locks": True},
    )


@pytest.mark.parametrize(("fresh", "turns"), [(1e9, 1), (-1.0, 3)], ids=["fresh", "stale"])
def test_a_probe_is_given_again_while_fresh(
    web: Web, monkeypatch: pytest.MonkeyPatch, fresh: float, turns: int
) -> None:
    web.agent.plan = answering(FACTS)
    monkeypatch.setattr(health, "FRESH", fresh)
    assert [web.request("GET", "/health/ready").status_code for _ in range(3)] == [200] * 3
    assert len(web.agent.heard) == turns


def test_the_probe_is_stored_nowhere(web: Web) -> None:
    web.agent.plan = answering(FACTS)
    web.request("GET", "/health/ready")
    assert not any(b"probe:" in p.read_bytes() for p in web.data.iterdir())
