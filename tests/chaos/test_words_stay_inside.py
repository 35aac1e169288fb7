"""A person's words in real processes: sealed on disk, and in no line of any log, whatever breaks, at the
loudest level; and nothing that could open them once everyone is forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests

from bot import processes
from tests.chaos.modes import MODES
from tests.chaos.people import People
from tests.chaos.script import Line
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos

CANARY = "zqcanary"
SAID = (
    f"my name is {CANARY} and i take a water pill",
    f"why do i get cramps {CANARY}",
    f"/{CANARY}{{}}",
    f"is it {CANARY} or quinine, and what about magnesium",
)
LOUD = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONWARNINGS": "always"}
FILLED = "disk full"  # needs a disk of its own; test_when_our_parts_fail.py has one


@pytest.fixture(scope="module")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    processes.train()
    running = Servers(tmp_path_factory.mktemp("loud"), environ=LOUD)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def holding(folder: Path, text: bytes) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and text in p.read_bytes()]


def lines(servers: Servers, name: str) -> list[str]:
    return (servers.data_dir / "logs" / f"{name}.log").read_text(errors="replace").splitlines()


@pytest.mark.parametrize("name", [name for name in MODES if name != FILLED])
def test_whatever_breaks_no_file_holds_a_word(loud: Servers, name: str) -> None:
    people, before = People(loud), len(lines(loud, "rasa"))
    with MODES[name].breaks(loud) as around:
        for text in SAID:
            with around():
                people.say(Line(CANARY, text))
    assert len(lines(loud, "rasa")) > before + 10 * len(SAID), "the log is loud"
    assert holding(loud.data_dir, CANARY.encode()) == []
    assert loud.wait(True, 30) is not None


def test_requests_that_are_refused_leave_no_word_either(loud: Servers) -> None:
    token = requests.post(f"{loud.address}/webhooks/api/sessions", timeout=60).json()["session"]
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{loud.address}/webhooks/api/messages"
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
    assert requests.get(f"{loud.address}/chat/?q={CANARY}", timeout=60).ok
    assert requests.get(f"{loud.address}/{CANARY}", timeout=60).status_code == 404
    action = f"http://127.0.0.1:{loud.actions_port}/webhook"
    for call in ({"next_action": CANARY, "tracker": {}}, {"next_action": "action_answer", "tracker": CANARY}):
        requests.post(action, json=call, timeout=60)
    assert holding(loud.data_dir, CANARY.encode()) == []


def test_forgetting_in_the_middle_of_a_turn_leaves_no_key(loud: Servers) -> None:
    tokens = [
        requests.post(f"{loud.address}/webhooks/api/sessions", timeout=60).json()["session"] for _ in range(6)
    ]

    def say(token: str) -> int:
        given = requests.post(
            f"{loud.address}/webhooks/api/messages",
            json={"message": SAID[0]},
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        return given.status_code

    def forget(token: str) -> int:
        address = f"{loud.address}/webhooks/api/sessions/current"
        return requests.delete(address, headers={"Authorization": f"Bearer {token}"}, timeout=60).status_code

    before = keys(loud)
    with ThreadPoolExecutor(12) as pool:
        said = [pool.submit(say, token) for token in tokens]
        gone = [pool.submit(forget, token) for token in tokens]
    assert [g.result() for g in gone] == [204] * len(tokens)
    assert {s.result() for s in said} <= {200, 401}
    assert len(before) == len(tokens) + len(keys(loud))
    left = b"".join(p.read_bytes() for p in loud.data_dir.glob("keys.sqlite*"))
    assert sum(key in left for key in before) == len(before) - len(tokens)


def keys(servers: Servers) -> list[bytes]:
    with closing(sqlite3.connect(servers.data_dir / "keys.sqlite", timeout=10)) as connection:
        return [key for (key,) in connection.execute("select wrapped from conversation_key")]
