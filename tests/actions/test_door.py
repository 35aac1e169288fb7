"""The action server's door: a real server, made as rasa-sdk makes it, knocked at."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot import secret
from bot.action_door import MOST_BYTES
from bot.settings import ROOT, load

CANARY = "canary words of a person"

pytestmark = pytest.mark.slow  # starts a server for most cases
CALL = {"next_action": "action_answer", "sender_id": "a", "version": "3.6.21"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str], Path]]:
    """A running action server: its address, the header that opens it, its log."""
    folder = tmp_path_factory.mktemp("door")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "DATA_DIR": str(folder), "SANIC_HOST": "127.0.0.1"}
    build = [sys.executable, "-m", "bot.cli", "content", "build"]
    subprocess.run(build, cwd=ROOT, env=environ, check=True, capture_output=True)
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{address}/health", timeout=5)
            break
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
    token = secret.action_token(load({"DATA_DIR": str(folder)}))
    yield address, {"Authorization": f"Bearer {token}"}, log
    process.kill()
    process.wait()


def test_without_the_token_nothing_but_health_answers(door) -> None:
    address, opens, _ = door
    assert httpx.get(f"{address}/health").status_code == 200
    for headers in ({}, {"Authorization": "Bearer no"}, {"Authorization": opens["Authorization"] + "x"}):
        assert httpx.get(f"{address}/actions", headers=headers).status_code == 401
        assert httpx.post(f"{address}/webhook", headers=headers, json=CALL).status_code == 401
    assert {"name": "action_answer"} in httpx.get(f"{address}/actions", headers=opens).json()


def test_errors_tell_nothing_of_what_was_sent(door) -> None:
    address, opens, _ = door
    broken = {**CALL, "tracker": {"sender_id": "a", "latest_message": {"text": CANARY}, "slots": 7}}
    for body in (broken, [CANARY], CANARY, 7, {**CALL, "next_action": CANARY}):
        given = httpx.post(f"{address}/webhook", headers=opens, json=body)
        assert given.status_code >= 400
        assert "tracker" not in given.text and "Traceback" not in given.text
        if body is broken:
            assert CANARY not in given.text
    assert httpx.post(f"{address}/webhook", headers=opens, content=b"{").status_code >= 400


def test_what_is_packed_or_too_large_is_refused_unread(door) -> None:
    address, opens, _ = door
    bomb = zlib.compress(json.dumps({"x": "0" * 50_000_000}).encode())
    packed = httpx.post(f"{address}/webhook", headers={**opens, "Content-Encoding": "deflate"}, content=bomb)
    assert packed.status_code == 415
    try:
        large = httpx.post(f"{address}/webhook", headers=opens, content=b"0" * (MOST_BYTES + 1))
        assert large.status_code == 413
    except httpx.TransportError:
        pass  # closed while it was still sending
    assert httpx.get(f"{address}/health").status_code == 200
