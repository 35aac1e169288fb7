"""2 and 4 Rasa processes: conversations hop between them, and nothing is lost, doubled or out of order,
whatever of Redis, PostgreSQL and the processes ends meanwhile. Danger is advised; no word gets out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa

from bot import processes
from tests import postgres
from tests.chaos.conftest import LOUD
from tests.chaos.outcome import TOLD
from tests.chaos.script import CANARY
from tests.databases import change
from tests.load.cluster import Cluster, Load, run, running
from tests.redis import Server as Redis

pytestmark = pytest.mark.load

PEOPLE = int(os.environ.get("PEOPLE") or 30)
TURNS = int(os.environ.get("LOAD_TURNS") or 5)
WORKERS = [int(n) for n in (os.environ.get("WORKERS") or "2").split()]
AT_ONCE = 60
MOST_LOUD = 100
"""With more people times are what is asked for: then logs are as usual."""


@pytest.fixture(scope="module", params=WORKERS)
def cluster(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    server: postgres.Server,
    redis_server: Redis,
) -> Iterator[Cluster]:
    processes.train()
    name = f"load_{request.param}"
    change(server.url(), sa.text(f"create database {name}"))
    folder = tmp_path_factory.mktemp("load")
    loud = LOUD if PEOPLE <= MOST_LOUD else {}
    with running(folder, server.url(name), redis_server.url, request.param, loud) as made:
        yield made


def whole(load: Load) -> None:
    """What holds whatever fails: what was said to be kept is stored once and in order, danger was advised."""
    print(f"\nload: {load}")
    assert (load.lost, load.doubled, load.disordered, load.unadvised) == (0, 0, 0, 0)


def test_conversations_that_hop_lose_nothing(cluster: Cluster) -> None:
    load = run(cluster, PEOPLE, TURNS, AT_ONCE)
    whole(load)
    assert all(p.unsaved == [] and len(p.acknowledged) == TURNS for p in load.people)
    assert sum(p.unlike for p in load.people) == 0


def test_redis_gone_and_back(cluster: Cluster, redis_server: Redis) -> None:
    """Turns go on: the store's sequence numbers still keep them apart; readiness says it."""
    red: list[float | None] = []

    def break_it() -> None:
        redis_server.stop()
        red.extend(w.wait(False, TOLD) for w in cluster.workers)
        time.sleep(1)
        redis_server.start()

    load = run(cluster, max(4, PEOPLE // 4), TURNS, AT_ONCE, break_it)
    green = [w.wait(True, TOLD) for w in cluster.workers]
    print(f"\nload: Redis gone: readiness red after {red}, green after {green}")
    whole(load)
    assert None not in (*red, *green)


def test_postgresql_stopped_in_mid_turn_and_back(cluster: Cluster, server: postgres.Server) -> None:
    """What is answered is kept, or the person is told that it was not; it goes on without hands."""
    red: list[float | None] = []

    def break_it() -> None:
        time.sleep(0.5)
        server.stop()
        red.extend(w.wait(False, TOLD) for w in cluster.workers)
        server.start()

    load = run(cluster, max(4, PEOPLE // 4), TURNS, AT_ONCE, break_it)
    green = [w.wait(True, TOLD) for w in cluster.workers]
    print(f"\nload: PostgreSQL gone: readiness red after {red}, green after {green}")
    whole(load)
    assert None not in (*red, *green)


def test_what_was_forgotten_at_one_process_is_over_at_the_others(cluster: Cluster) -> None:
    first, last = cluster.workers[0].address, cluster.workers[-1].address
    session = httpx.post(f"{first}/webhooks/api/sessions", timeout=30).json()["session"]
    headers = {"Authorization": f"Bearer {session}"}
    for address in (first, last):
        said = httpx.post(
            f"{address}/webhooks/api/messages", json={"message": "hello"}, headers=headers, timeout=30
        )
        assert said.status_code == 200
    gone = httpx.delete(f"{first}/webhooks/api/sessions/current", headers=headers, timeout=30)
    assert gone.status_code == 204
    for address in (first, last):
        said = httpx.post(
            f"{address}/webhooks/api/messages", json={"message": "hello"}, headers=headers, timeout=30
        )
        assert said.status_code == 401


def test_a_process_killed_under_load_and_started_again_loses_nothing(cluster: Cluster) -> None:
    worker = cluster.workers[-1]

    def end() -> None:
        time.sleep(1)
        worker.signal_rasa(signal.SIGKILL)
        worker.start_rasa()

    load = run(cluster, PEOPLE, TURNS, AT_ONCE, end)
    worker.wait_until_up()
    whole(load)
    assert all(p.unsaved == [] for p in load.people)


def test_no_word_is_in_a_file_a_log_or_a_metric(cluster: Cluster, server: postgres.Server) -> None:
    """After all that went before. Every message held the word."""
    assert [worker.holding(CANARY) for worker in cluster.workers] == [[] for _ in cluster.workers]
    files = [p for p in server.folder.rglob("*") if p.is_file()]
    assert files and [p.name for p in files if CANARY.encode() in p.read_bytes()] == []


def test_a_process_told_to_end_under_load_loses_nothing(cluster: Cluster) -> None:
    """The last test, as nobody starts it again."""

    def end() -> None:
        time.sleep(1)
        cluster.workers[0].signal_rasa(signal.SIGTERM)

    load = run(cluster, PEOPLE, TURNS, AT_ONCE, end)
    whole(load)
    assert all(p.unsaved == [] for p in load.people)
