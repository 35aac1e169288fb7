"""A person's words in real processes when a request is refused, and no key of theirs once they are forgotten.
What breaks meanwhile: test_when_our_parts_fail.py."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import requests

from tests.chaos.script import CANARIES, CANARY
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos


def test_requests_that_are_refused_leave_no_word_either(servers: Servers) -> None:
    token = requests.post(f"{servers.address}/webhooks/api/sessions", timeout=60).json()["session"]
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{servers.address}/webhooks/api/messages"
    for body in (
        f'{{"message": "{CANARY}',
        json.dumps({"message": CANARY * 200}),
        json.dumps({"message": [CANARY]}),
        json.dumps({"message": "hello", "id": CANARY, "register": CANARY}),
        json.dumps({CANARY: CANARY}),
        CANARY * 2000,
    ):
        given = requests.post(address, data=body, headers=headers, timeout=60)
        assert 400 <= given.status_code < 500, given.text
    assert requests.get(f"{servers.address}/chat/?q={CANARY}", timeout=60).ok
    assert requests.get(f"{servers.address}/{CANARY}", timeout=60).status_code == 404
    action = f"http://127.0.0.1:{servers.actions_port}/webhook"
    for call in ({"next_action": CANARY, "tracker": {}}, {"next_action": "action_answer", "tracker": CANARY}):
        requests.post(action, json=call, timeout=60)
    assert servers.holding(CANARY) == []


def test_forgetting_in_the_middle_of_a_turn_leaves_no_key(servers: Servers) -> None:
    tokens = [
        requests.post(f"{servers.address}/webhooks/api/sessions", timeout=60).json()["session"]
        for _ in range(6)
    ]

    def say(token: str) -> int:
        given = requests.post(
            f"{servers.address}/webhooks/api/messages",
            json={"message": CANARIES[0]},
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        return given.status_code

    def forget(token: str) -> int:
        address = f"{servers.address}/webhooks/api/sessions/current"
        return requests.delete(address, headers={"Authorization": f"Bearer {token}"}, timeout=60).status_code

    before = keys(servers)
    with ThreadPoolExecutor(12) as pool:
        said = [pool.submit(say, token) for token in tokens]
        gone = [pool.submit(forget, token) for token in tokens]
    assert [g.result() for g in gone] == [204] * len(tokens)
    assert {s.result() for s in said} <= {200, 401}
    assert len(before) == len(tokens) + len(keys(servers))
    left = b"".join(p.read_bytes() for p in servers.data_dir.glob("keys.sqlite*"))
    assert sum(key in left for key in before) == len(before) - len(tokens)


def keys(servers: Servers) -> list[bytes]:
    with closing(sqlite3.connect(servers.data_dir / "keys.sqlite", timeout=10)) as connection:
        return [key for (key,) in connection.execute("select wrapped from conversation_key")]
