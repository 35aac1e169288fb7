"""The real thing, asked over its JSON API: `charley serve` with a data folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from bot.processes import QUIET
from bot.settings import ROOT
from evals.understanding.data import Item
from evals.understanding.said import Said, from_turn

_STOP_SECONDS = 30
_TURN_SECONDS = 60


@contextmanager
def serving() -> Iterator[str]:
    """The address of both servers, started for this and stopped afterwards; nothing of it is kept."""
    with tempfile.TemporaryDirectory(prefix="charley-evals-") as folder:
        command = [sys.executable, "-m", "bot.cli", "serve"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(Path(folder)), stdout=subprocess.PIPE, text=True
        )
        try:
            yield _address(process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            if process.poll() is None:
                process.kill()
                process.wait()


def converse(address: str, items: Sequence[Item]) -> list[Said]:
    """What the bot said to these messages, in one conversation of their own.

    Raises:
        SystemExit: a message got no turn; it is named by its id.
    """
    with requests.Session() as session:
        opened = session.post(f"{address}/webhooks/api/sessions", timeout=_TURN_SECONDS)
        session.headers["Authorization"] = f"Bearer {opened.json()['session']}"
        return [_say(session, address, item, number) for number, item in enumerate(items, 1)]


def _say(session: requests.Session, address: str, item: Item, number: int) -> Said:
    started = time.perf_counter()
    try:
        given = session.post(
            f"{address}/webhooks/api/messages", json={"message": item.text}, timeout=_TURN_SECONDS
        )
    except requests.RequestException as error:
        raise SystemExit(f"{item.id} got no answer: {type(error).__name__}.") from None
    if not given.ok:
        raise SystemExit(f"{item.id} was refused: HTTP {given.status_code}.")
    return from_turn(given.json()["turn"], number, (time.perf_counter() - started) * 1000)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return line.split()[1]
    raise SystemExit(f"charley serve ended with {process.wait()} before it was ready.")


def _environment(data_dir: Path) -> Mapping[str, str]:
    """That of this process without Charley's own settings: everyone measures the same bot."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CHARLEY_")}
    ports = {"PORT": str(_free_port()), "ACTIONS_PORT": str(_free_port())}
    rates = {"CHARLEY_RATE_BURST": "100000", "CHARLEY_RATE_PER_SECOND": "100000"}
    return {**kept, **QUIET, **ports, **rates, "DATA_DIR": str(data_dir)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
