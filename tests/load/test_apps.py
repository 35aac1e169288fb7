"""Messaging apps at two real Rasa processes over PostgreSQL and Redis: each message is answered once, and
what a killed process owed is answered by the other."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from bot import processes
from bot.conversations.deliveries import LEASE
from tests import postgres
from tests.channels.apps.kits import KITS, Kit, Request, new_id
from tests.channels.apps.vendor import Planned, Vendor
from tests.chaos.servers import Servers
from tests.databases import change
from tests.load.cluster import Cluster, running
from tests.redis import Server as Redis

pytestmark = pytest.mark.load

ASKED = ("what is a foot cramp?", "does magnesium help?", "can quinine help?")


@dataclass
class Desk:
    """The processes with every app on, and the vendors' side of each."""

    cluster: Cluster
    vendors: dict[str, Vendor]

    def sends(self, kit: Kit, request: Request, worker: Servers) -> int:
        headers, body = request
        url = f"{worker.address}/webhooks/{kit.name}/webhook"
        return requests.post(url, data=body, headers=headers, timeout=60).status_code

    def says(self, kit: Kit, text: str, person: str, worker: Servers) -> None:
        assert self.sends(kit, kit.says(text, new_id(), person), worker) == 200

    def texts(self, kit: Kit, since: int) -> list[str]:
        return [kit.text(c) for c in self.vendors[kit.name].messages[since:]]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, server: postgres.Server, redis_server: Redis
) -> Iterator[Desk]:
    processes.train()
    change(server.url(), sa.text("create database load_apps"))
    vendors = {name: Vendor((kit.messages_end,)) for name, kit in KITS.items()}
    more: dict[str, str] = {}
    for name, kit in KITS.items():
        more |= kit.environment(vendors[name].address)
    folder: Path = tmp_path_factory.mktemp("apps")
    with running(folder, server.url("load_apps"), redis_server.url, 2, more) as made:
        yield Desk(made, vendors)
    for vendor in vendors.values():
        vendor.close()


@pytest.mark.parametrize("kit", KITS.values(), ids=KITS)
def test_the_same_event_at_both_processes_at_once_is_answered_once(desk: Desk, kit: Kit) -> None:
    person = "447700900701"
    first, second = desk.cluster.workers
    for n in range(3):
        before = len(desk.vendors[kit.name].messages)
        request = kit.says(ASKED[n], new_id(), person)
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda w, r=request: desk.sends(kit, r, w), [first, second] * 2))
        assert statuses == [200] * 4
        desk.vendors[kit.name].waits_for(before + 1)
        desk.says(kit, "thanks", person, second)
        desk.vendors[kit.name].waits_for(before + 2)
        texts = desk.texts(kit, before)
        assert sum("Sources:" in t for t in texts) == 1, texts


def test_what_a_killed_process_owed_is_answered_by_one_other_whole_and_in_order(desk: Desk) -> None:
    dying, living = desk.cluster.workers
    wanted, since = {}, {}
    for name, kit in KITS.items():
        before = len(desk.vendors[name].messages)
        for n, text in enumerate(ASKED, 1):
            desk.says(kit, text, "447700900702", living)
            desk.vendors[name].waits_for(before + n)
        desk.says(kit, "thanks", "447700900702", living)
        desk.vendors[name].waits_for(before + len(ASKED) + 1)
        wanted[name] = desk.texts(kit, before)[:-1]
    for name, kit in KITS.items():
        since[name] = len(desk.vendors[name].messages)
        desk.vendors[name].plan.append(Planned(delay=9.0))  # it has it, and the process will never know
        for text in ASKED:
            desk.says(kit, text, "447700900703", dying)
    for name in KITS:
        desk.vendors[name].waits_for(since[name] + 1)
    dying.signal_rasa(signal.SIGKILL)
    dying.start_rasa()
    dying.wait_until_up()
    for name, kit in KITS.items():
        desk.vendors[name].waits_for(since[name] + len(wanted[name]))
        desk.says(kit, "thanks", "447700900703", dying)
        desk.vendors[name].waits_for(since[name] + len(wanted[name]) + 1)
    time.sleep(LEASE)  # for what should not come
    for name, kit in KITS.items():
        texts = [t for t in desk.texts(kit, since[name]) if t in wanted[name]]
        assert list(dict.fromkeys(texts)) == wanted[name]
        assert len(texts) <= len(wanted[name]) + 1, "what was under way twice, rather than never"
