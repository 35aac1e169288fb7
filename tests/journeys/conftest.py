"""Real processes, spoken to over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from bot.channels.openapi import turn_schema
from bot.processes import MODEL, QUIET, train
from bot.settings import ROOT

START_SECONDS = int(os.environ.get("START_SECONDS") or 240)
"""A crowded machine needs more."""


@dataclass
class Talk:
    """One conversation over the JSON API; every reply is checked against the contract."""

    address: str
    session: str = ""
    replies: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        opened = requests.post(f"{self.address}/webhooks/api/sessions", timeout=30)
        assert opened.status_code == 201
        self.session = opened.json()["session"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session}"}

    def post(self, body: Any, **kwargs: Any) -> requests.Response:
        """Send a raw request body."""
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return requests.post(
            f"{self.address}/webhooks/api/messages", data=data, headers=self.headers, timeout=60, **kwargs
        )

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; its reply, whose turn is valid and which is never empty."""
        given = self.post({"message": text})
        assert given.status_code == 200, given.text
        reply: dict[str, Any] = given.json()
        jsonschema.validate(reply["turn"], turn_schema())
        assert reply["messages"] and all(m["text"] for m in reply["messages"])
        self.replies.append(reply)
        return reply


def text_of(reply: dict[str, Any]) -> str:
    """All that a reply says."""
    return "\n".join(m["text"] for m in reply["messages"])


def rules_of(reply: dict[str, Any]) -> set[tuple[str, str]]:
    """The rules that a reply's verdict rests on, with their person."""
    return {(r["id"], r["about"]) for r in reply["turn"]["escalation"]["rules"]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """A running `charley serve`, or a Rasa process alone."""

    process: subprocess.Popen[str]
    address: str
    data_dir: Path

    def stop(self) -> int:
        """End it politely; the exit status comes back."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill_rasa(self) -> int:
        """End the Rasa process without a word, as a crash does; `charley serve` then ends by itself,
        and its exit status comes back."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        rasa = [c for c in children if b"\0run\0" in Path(f"/proc/{c}/cmdline").read_bytes()]
        assert len(rasa) == 1
        os.kill(int(rasa[0]), signal.SIGKILL)
        return self.process.wait(60)


def environment(data_dir: Path, port: int, actions_port: int) -> dict[str, str]:
    return {
        **os.environ,
        **QUIET,
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "ACTIONS_PORT": str(actions_port),
    }


def start_serve(data_dir: Path, port: int | None = None) -> Server:
    """`charley serve`, on free ports unless one is given, once it said that it is ready."""
    port, actions_port = port or free_port(), free_port()
    command = [sys.executable, "-m", "bot.cli", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(data_dir, port, actions_port), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return Server(process, line.split()[1], data_dir)
    raise AssertionError(f"charley serve ended with {process.wait()} before it was ready")


def start_rasa_alone(data_dir: Path) -> Server:
    """Rasa without an action server, once it is live."""
    port, nobody = free_port(), free_port()
    endpoints = data_dir / "endpoints.yml"
    data_dir.mkdir(parents=True, exist_ok=True)
    endpoints.write_text((ROOT / "endpoints.yml").read_text().replace("5055", str(nobody)))
    command = [
        sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "--model", str(MODEL),
        "--endpoints", str(endpoints), "--credentials", "credentials.yml",
    ]  # fmt: skip
    log = (data_dir / "rasa.log").open("w")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(data_dir, port, nobody), stdout=log, stderr=log, text=True
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(START_SECONDS * 2):
        try:
            if requests.get(f"{address}/health/live", timeout=2).ok:
                return Server(process, address, data_dir)
        except requests.RequestException:
            assert process.poll() is None, (data_dir / "rasa.log").read_text()[-2000:]
        time.sleep(0.5)
    raise AssertionError("Rasa did not come up")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Both processes."""
    running = start_serve(tmp_path_factory.mktemp("serve"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def rasa_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The Rasa process with its action server gone."""
    train()
    running = start_rasa_alone(tmp_path_factory.mktemp("alone"))
    yield running
    running.stop()


@pytest.fixture
def talk(server: Server) -> Talk:
    """A new conversation with both processes running."""
    return Talk(server.address)


@pytest.fixture
def talk_alone(rasa_alone: Server) -> Talk:
    """A new conversation with the action server gone."""
    return Talk(rasa_alone.address)
