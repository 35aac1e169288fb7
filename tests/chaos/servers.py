"""The real processes, each by itself, so that each can be broken and mended by itself."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import yaml

from bot.processes import MODEL
from bot.settings import ROOT
from tests.journeys.conftest import START_SECONDS, environment, free_port

_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH, _PR_CAPBSET_DROP = 1, 2, 24


class Servers:
    """An action server and a Rasa server, started apart so that each can be broken by itself."""

    def __init__(
        self,
        data_dir: Path,
        *,
        model: Path = MODEL,
        environ: Mapping[str, str] | None = None,
        logs: Path | None = None,
    ) -> None:
        """On free ports; ``logs`` is where they log, where that is not to be on the disk of the data."""
        self.data_dir, self._model, self.logs = data_dir, model, logs or data_dir / "logs"
        self.port, self.actions_port, self.metrics_port = free_port(), free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._clock = self.logs / "clock"
        self._environment = {
            **environment(data_dir, self.port, self.actions_port),
            "CHARLEY_METRICS_PORT": str(self.metrics_port),
            "CHAOS_CLOCK": str(self._clock),
            "PYTHONPATH": str(Path(__file__).parent / "clock"),
            **(environ or {}),
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.logs.mkdir(parents=True, exist_ok=True)

    @property
    def conversations(self) -> Path:
        return self.data_dir / "conversations.sqlite"

    @property
    def facts(self) -> Path:
        return self.data_dir / "facts.sqlite"

    def start(self, *, ready: bool = True) -> None:
        """Both, until a real turn works, or where none can until Rasa listens."""
        self.build()
        self.start_rasa()
        self.start_actions()
        self.wait_until_up(ready=ready)

    def start_rasa(self) -> None:
        """The Rasa server; it takes its time."""
        self._launch("rasa", self._rasa(), _without_roots_rights)

    def wait_until_up(self, *, ready: bool = True) -> None:
        """Until a real turn works, or where none can until Rasa listens."""
        path = "/health/ready" if ready else "/health/live"
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(path):
            assert self._processes["rasa"].poll() is None and time.monotonic() < deadline, self.log("rasa")
            time.sleep(0.3)

    def pid(self, name: str) -> int:
        """The process of a server."""
        return self._processes[name].pid

    def stop(self) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()

    def build(self, **environ: str) -> None:
        """Build the facts database."""
        command = [sys.executable, "-m", "bot.cli", "content", "build", "--force"]
        subprocess.run(
            command, cwd=ROOT, env={**self._environment, **environ}, check=True, capture_output=True
        )

    def start_actions(self, **environ: str) -> None:
        """The action server, until it takes connections."""
        command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(self.actions_port)]
        if self._environment.get("LOG_LEVEL") == "DEBUG":
            command.append("--debug")
        self._launch("actions", command, None, environ)
        deadline = time.monotonic() + START_SECONDS
        while True:
            with suppress(requests.RequestException):
                requests.get(f"http://127.0.0.1:{self.actions_port}/health", timeout=2)
                return
            assert self._processes["actions"].poll() is None, self.log("actions")
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def signal_actions(self, number: signal.Signals) -> None:
        """Send the action server a signal; SIGKILL also waits for its end."""
        self._processes["actions"].send_signal(number)
        if number == signal.SIGKILL:
            self._processes["actions"].wait()

    def signal_rasa(self, number: signal.Signals) -> None:
        """Send the Rasa server a signal that ends it, and wait for its end."""
        self._processes["rasa"].send_signal(number)
        self._processes["rasa"].wait(START_SECONDS)

    def move_clock(self, seconds: float) -> None:
        """Have both servers' clocks go so far ahead; back, where it is negative."""
        new = self._clock.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._clock)

    def logged(self) -> int:
        """How many lines the Rasa server has logged."""
        return (self.logs / "rasa.log").read_bytes().count(b"\n")

    def holding(self, word: str) -> list[str]:
        """Where a word stands as it is: files of the data and the logs, and the metrics."""
        # By another process: a file that is opened and closed here loses the locks that this one's
        # connections to it hold.
        search = ["grep", "-rlaF", "--", word, str(self.data_dir), str(self.logs)]
        told = subprocess.run(search, capture_output=True, text=True)
        assert told.returncode in (0, 1) or "No such file" in told.stderr, told.stderr
        found = sorted(Path(name).name for name in told.stdout.splitlines())
        metrics = requests.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30)
        assert metrics.ok and "charley_turns" in metrics.text
        return found + (["metrics"] if word in metrics.text else [])

    def is_ready(self) -> bool:
        return self._answers("/health/ready")

    def _answers(self, path: str) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.address}{path}", timeout=10).ok
        return False

    def wait(self, ready: bool, seconds: float) -> float | None:
        """The seconds until readiness is so; None when it does not get so in time."""
        started = time.monotonic()
        while time.monotonic() - started <= seconds:
            if self.is_ready() is ready:
                return time.monotonic() - started
            assert self._processes["rasa"].poll() is None, self.log("rasa")
            time.sleep(0.1)
        return None

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text(errors="replace")[-3000:]

    def _rasa(self) -> list[str]:
        endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{self.actions_port}/webhook"
        path = self.data_dir / "endpoints.yml"
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return [
            sys.executable, "-m", "bot.lean", "run", "-i", "127.0.0.1", "-p", str(self.port), "--model",
            str(self._model), "--endpoints", str(path), "--credentials", "credentials.yml",
        ]  # fmt: skip

    def _launch(
        self, name: str, command: list[str], first: Any = None, environ: Mapping[str, str] | None = None
    ) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, cwd=ROOT, env={**self._environment, **(environ or {})}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, preexec_fn=first,
            )  # fmt: skip


def _without_roots_rights() -> None:
    """Root passes over every permission, so that nothing would be read-only: give that up."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for right in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            if libc.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "root's rights could not be given up")
