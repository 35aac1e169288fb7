"""Each part of ours broken for real: nobody meets silence, danger is answered with its advice, and no word of
anybody's is in a file, a line of a log at the loudest level, or a metric; nor when a request is refused. No
key is left when somebody is forgotten. One file, so that one pair of servers is started for all.
"""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.chaos.conftest import TURNS
from tests.chaos.modes import MODES
from tests.chaos.outcome import TOLD, Outcome, check, check_honest
from tests.chaos.people import People
from tests.chaos.script import CANARIES, CANARY, Line, lines
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("name", MODES)
def test_danger_is_answered_and_nothing_is_silent_late_or_lost(
    servers: Servers, disk: tuple[Path, bool], summaries: list[str], name: str
) -> None:
    if name == "disk full" and not disk[1]:
        pytest.skip("this machine allows no small file system of our own (mount) to fill")
    mode, people = MODES[name], People(servers)
    people.arrive()
    named = People(servers)
    named.say(Line(CANARY, CANARIES[0]))
    before = servers.logged()
    with mode.breaks(servers) as around:
        turns = []
        for line in lines(TURNS):
            with around():
                turns.append(people.say(line))
        with around():
            for text in CANARIES[1:]:
                named.say(Line(CANARY, text))
        red = servers.wait(False, TOLD) if mode.red else None
    green = servers.wait(True, TOLD)
    assert servers.logged() > before + 10 * len(turns), "the log is loud"
    assert servers.holding(CANARY) == []
    outcome = Outcome(name, tuple(turns), red, green)
    summaries.append(str(outcome))
    check(outcome)
    check_honest(outcome, answers=mode.answers, keeps=mode.keeps)
    assert green is not None, "it did not get ready again"
    assert (red is not None) is mode.red
    if not mode.keeps:
        for person in people.said:  # what could not be written is written with the next turn
            assert not people.say(Line(person, "ok")).told_unsaved
    assert people.all_on_disk()


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
