"""Hostile input on every public route of real processes: no failure, no silence, no hanging, and nobody's
danger forgotten."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot import processes
from bot.settings import ROOT
from tests.chaos.servers import Servers
from tests.fuzz.hostile import PAYLOADS, attacks

pytestmark = pytest.mark.fuzz

COUNT = int(os.environ.get("HOSTILE") or 300)
HANGS = 5.0 if COUNT >= 1000 else 20.0
"""Seconds after which an answer counts as none; the short form shares the machine with other tests."""
DANGER = "i take furosemide"


class Person:
    """Someone who named a danger and goes on talking."""

    def __init__(self, address: str) -> None:
        self._address = address
        session = httpx.post(f"{address}/webhooks/api/sessions", timeout=30).json()["session"]
        self.headers = {"Authorization": f"Bearer {session}"}

    def say(self, text: str) -> httpx.Response:
        path = f"{self._address}/webhooks/api/messages"
        return httpx.post(path, json={"message": text}, headers=self.headers, timeout=30)

    def danger(self) -> tuple[str, frozenset[tuple[str, ...]]]:
        """The level and the findings that stand."""
        turn = self.say("ok").json()["turn"]
        findings = frozenset((f["concept"], f["status"], f["about"]) for f in turn["findings"])
        return turn["escalation"]["level"], findings


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    processes.train()
    running = Servers(tmp_path_factory.mktemp("fuzz"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_hostile_requests_meet_no_failure_no_silence_and_no_hanging(servers: Servers) -> None:
    attacker, bystander = Person(servers.address), Person(servers.address)
    assert bystander.say(DANGER).status_code == 200
    before = bystander.danger()
    assert before[0] != "none"
    statuses: Counter[int] = Counter()
    bad: list[object] = []
    times: list[float] = []
    with httpx.Client(base_url=servers.address, timeout=30) as client:
        for number, attack in enumerate(attacks(20261130, COUNT)):
            headers = {**attacker.headers, **attack.headers}
            began = time.monotonic()
            try:
                given = client.request(attack.method, attack.path, content=attack.body, headers=headers)
            except httpx.TransportError as error:  # no answer, or one to something else
                bad.append((attack, repr(error)))
                continue
            seconds = time.monotonic() - began
            statuses[given.status_code] += 1
            is_json = "json" in given.headers.get("content-type", "") and attack.method != "HEAD"
            told = given.json() if is_json else {}
            silent = (
                "/messages" in attack.path
                and attack.method == "POST"
                and not (told.get("messages") or told.get("message"))
            )
            if (given.status_code >= 500 and given.status_code != 501) or seconds > HANGS or silent:
                bad.append((attack, given.status_code, given.text[:200], seconds))
            if number % 20 == 0:
                began = time.monotonic()
                assert bystander.danger() == before
                times.append(time.monotonic() - began)
    times.sort()
    told = f"{COUNT} requests, {dict(statuses)}"
    print(f"\nfuzz: {told}; a bystander's turn p95 {times[int(len(times) * 0.95)]:.2f} s")
    assert bad == []


def test_no_payload_and_no_bare_command_undoes_danger(servers: Servers) -> None:
    person = Person(servers.address)
    person.say(DANGER)
    before = person.danger()
    for payload in PAYLOADS:
        given = person.say(payload)
        assert given.status_code in (200, 422), payload
        if given.status_code == 200:
            assert given.json()["messages"], payload
        level, findings = person.danger()
        assert level == before[0] and before[1] <= findings, payload


def test_the_api_keeps_what_its_own_description_promises(servers: Servers) -> None:
    """schemathesis makes requests from the OpenAPI document."""
    person = Person(servers.address)
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run",
        f"{servers.address}/webhooks/api/openapi.json",
        "--url", servers.address, "--header", f"Authorization: {person.headers['Authorization']}",
        "--checks", "not_a_server_error,response_schema_conformance,content_type_conformance",
        "--exclude-path", "/webhooks/api/sessions/current", "--max-examples", str(max(5, COUNT // 100)),
        "--phases", "examples,coverage,fuzzing", "--request-timeout", str(HANGS * 2), "--no-color",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print("\nfuzz: " + " ".join(done.stdout.splitlines()[-4:]))
    assert done.returncode == 0, done.stdout[-6000:]


def test_only_public_routes_answer_and_only_on_the_loopback(servers: Servers) -> None:
    closed = (
        "/webhook", "/webhooks/rest/webhook", "/webhooks/socketio/webhook", "/conversations/default/tracker",
        "/model",
        "/model/parse", "/status", "/domain", "/metrics", "/actions", "/webhooks/api/receipts", "/socket.io/",
    )  # fmt: skip
    for path in closed:
        for method in ("GET", "POST", "PUT", "DELETE"):
            given = httpx.request(method, servers.address + path, timeout=30)
            assert given.status_code in (401, 404, 405), (method, path, given.status_code)
    listening = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True).stdout
    for port in (servers.port, servers.actions_port):
        where = re.findall(rf"(\S+):{port}\s", listening)
        assert where == ["127.0.0.1"], where
