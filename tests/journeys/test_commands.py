"""The commands themselves: the chat in a real terminal, clean stops, clear errors."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from bot.processes import QUIET
from bot.settings import ROOT
from tests.journeys.conftest import environment, free_port, start_serve


def _charley(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **QUIET, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_chat_in_a_terminal(tmp_path: Path) -> None:
    env = {**os.environ, **QUIET, "DATA_DIR": str(tmp_path), "TERM": "dumb"}
    chat = pexpect.spawn(
        "make", ["-s", "chat"], cwd=str(ROOT), env=env, timeout=300, encoding="utf-8", use_poll=True
    )
    said = []
    for line in (
        "why do my feet cramp at night?",
        "i take a water pill",
        "what should i drink then?",
        "/stop",
    ):
        chat.expect("Your input ->")
        said.append(chat.before)
        chat.sendline(line)
    chat.expect(pexpect.EOF)
    chat.close()
    _, night, pill, drink = said
    assert chat.exitstatus == 0
    assert "Sources:" in night and "[1]" in night
    assert "today" in pill and "water pill" in pill
    assert "water pill" in drink and "left out" in drink
    assert all(len(line.rstrip()) <= 80 for answer in (night, drink) for line in answer.splitlines()[1:])


def test_serve_stops_without_leaving_a_process(tmp_path: Path) -> None:
    running = start_serve(tmp_path)
    mine = _processes_with(str(tmp_path))
    assert len(mine) >= 3, mine
    assert running.stop() == 0
    assert _processes_with(str(tmp_path)) == []


def test_serve_stops_on_interrupt(tmp_path: Path) -> None:
    running = start_serve(tmp_path)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert _processes_with(str(tmp_path)) == []


def test_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = _charley("serve", PORT=port, ACTIONS_PORT=str(free_port()), DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("value", ["http", "0", "70000"])
def test_bad_setting_is_said(value: str) -> None:
    done = _charley("content", "check", PORT=value)
    assert done.returncode == 1
    assert "PORT" in done.stderr and "Traceback" not in done.stderr


def test_unreadable_content_is_said(tmp_path: Path) -> None:
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    (copy / "red_flags" / "RF-14.yml").write_text("id: [unclosed\n")
    done = _charley("content", "build", CHARLEY_CONTENT_DIR=str(copy), DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert re.search(r"red_flags/RF-14.yml:\d+: ", done.stderr) and "Traceback" not in done.stderr


@pytest.mark.parametrize("state", ["missing", "stale", "broken"])
def test_action_server_says_what_is_wrong_with_the_facts(tmp_path: Path, state: str) -> None:
    if state != "missing":
        _charley("content", "build", DATA_DIR=str(tmp_path))
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    if state == "stale":
        path = content / "answers" / "quinine.yml"
        path.write_text(path.read_text() + "# changed\n")
    if state == "broken":
        (tmp_path / "facts.sqlite").write_bytes(b"not a database" * 100)
    env = {**environment(tmp_path, free_port(), free_port()), "CHARLEY_CONTENT_DIR": str(content)}
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", env["ACTIONS_PORT"]]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "charley content build" in done.stderr and "Traceback" not in done.stderr


def _processes_with(mark: str) -> list[str]:
    """Processes whose environment names a data directory."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={mark}".encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found
