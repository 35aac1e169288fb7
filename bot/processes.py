"""The processes of a running Charley: train what changed, start both servers, stop them cleanly.

`charley serve` ends in this module as a program; it loads little, as it stays for as long as they run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
import yaml

from bot import checksums, settings, terminal
from bot.language import weights
from bot.settings import ROOT, Settings

MODEL = ROOT / "models" / "charley.tar.gz"
TRAINED_FROM = "charley.trained-from"
"""The file beside a model that says what it learned from."""
_LEARNED_FROM = (
    "data",
    "domain.yml",
    "config.yml",
    "content/lexicon",
    "bot/nlu",
    "bot/policies",
    "bot/language",
    "requirements/base.txt",
)
_HOST = "127.0.0.1"
_START_SECONDS = 300.0
_STOP_SECONDS = 15.0
_RESTART_SECONDS = 3.0

QUIET: Mapping[str, str] = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "SANIC_HOST": _HOST,  # the action server binds every interface unless told otherwise
}


class StartError(Exception):
    """Something could not be started: what, and what to do."""

    wordless = True


def train(model: Path = MODEL, *, force: bool = False) -> None:
    """Train the model unless nothing that it learns from has changed. Two at once would mix what they
    learn: the second waits, and finds it done.

    Raises:
        SystemExit: training failed; the last lines of its log are shown.
    """
    model.parent.mkdir(parents=True, exist_ok=True)
    with MODEL.with_name("training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _train(model, force)


def _train(model: Path, force: bool) -> None:
    here = settings.load()
    has_encoder = weights.folder(here.encoder) is not None
    learned_from = model.with_name(TRAINED_FROM)
    stamp = f"{_trained_from()} {has_encoder}"
    if not has_encoder:
        _say(weights.NO_ENCODER)
    if not force and learned_from.exists() and learned_from.read_text() == stamp and _is_whole(model):
        return
    learned_from.unlink(missing_ok=True)
    _say("Training the model (about two minutes; only when something changed) ...")
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--out",
        str(model.parent),
        "--fixed-model-name",
        model.name.removesuffix(".tar.gz"),
    ]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True, text=True)
    if done.returncode or not model.exists():
        sys.exit("Training failed:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-15:]))
    checksums.write(model)
    learned_from.write_text(stamp)
    _say(f"Trained in {time.monotonic() - started:.0f} s.")


def _is_whole(model: Path) -> bool:
    """Whether the model is there, as it was trained. One from before there were checksums gets its own."""
    whole = checksums.is_whole(model)
    if whole is None and model.exists():
        checksums.write(model)
        return True
    if whole is False:
        _say(f"{model} is not what was trained.")
    return bool(whole)


def serve(settings: Settings) -> int:
    """Run both servers until SIGINT or SIGTERM; the exit status comes back."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with _running(settings, stop) as servers:
            if stop.is_set():
                return 0
            print(f"ready http://{_HOST}:{settings.port}", flush=True)
            return servers.watch()
    except StartError as error:
        print(error, file=sys.stderr)
        return 1


def chat(settings: Settings) -> int:
    """Talk in this terminal, over both servers on ports of their own."""
    own = settings.data_dir / "terminal"  # beside a server that may be running, whose talks are its own
    facts = settings.facts_url or f"sqlite:///{settings.facts_db}"
    settings = replace(settings, port=_free_port(), actions_port=_free_port(), data_dir=own, facts_url=facts)
    _say("Starting (some 20 to 40 seconds) ...")
    try:
        with _running(settings, threading.Event()):
            terminal.talk(f"http://{_HOST}:{settings.port}")
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


class Servers:
    """The two server processes."""

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        self._settings = settings
        self._stop = stop
        self._logs = settings.data_dir / "logs"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start both and wait until a real turn was answered.

        Raises:
            StartError: a port is in use, or a server ended or did not get ready.
        """
        for name, port in (("PORT", self._settings.port), ("ACTIONS_PORT", self._settings.actions_port)):
            if not _is_free(port):
                raise StartError(
                    f"Port {port} is in use. Stop what uses it, or choose another: {name}=<number>."
                )
        self._logs.mkdir(parents=True, exist_ok=True)
        self._launch("actions")
        self._launch("rasa")
        deadline = time.monotonic() + _START_SECONDS
        while not self._stop.wait(0.3):
            self._raise_if_ended()
            if self._ready():
                return
            if time.monotonic() > deadline:
                raise StartError(f"The bot did not get ready in {_START_SECONDS:.0f} s. See {self._logs}.")

    def watch(self) -> int:
        """Wait for the signal to stop. A dead action server is started again; a dead Rasa ends all."""
        while not self._stop.wait(0.5):
            if self._processes["rasa"].poll() is not None:
                print(f"The Rasa server ended. See {self._logs / 'rasa.log'}.", file=sys.stderr)
                return 1
            if self._processes["actions"].poll() is not None and not self._stop.wait(_RESTART_SECONDS):
                print("The action server ended; starting it again.", file=sys.stderr)
                self._launch("actions")
        return 0

    def stop(self) -> None:
        """End both, politely first."""
        for process in self._processes.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self._processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()

    def _launch(self, name: str) -> None:
        environment = {
            **os.environ,
            **QUIET,
            "PORT": str(self._settings.port),
            "ACTIONS_PORT": str(self._settings.actions_port),
            "DATA_DIR": str(self._settings.data_dir),
            "CHARLEY_FACTS_URL": self._settings.facts_url or "",
        }
        with open(self._logs / f"{name}.log", "ab") as log:
            self._processes[name] = subprocess.Popen(
                self._command(name),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
            )

    def _command(self, name: str) -> list[str]:
        if name == "actions":
            return [
                sys.executable,
                "-m",
                "rasa_sdk",
                "--actions",
                "actions",
                "--port",
                str(self._settings.actions_port),
            ]
        return [
            sys.executable, "-m", "bot.lean", "run", "--interface", _HOST, "--port", str(self._settings.port),
            "--model", str(MODEL), "--endpoints", str(self._endpoints()), "--credentials", "credentials.yml",
        ]  # fmt: skip

    def _endpoints(self) -> Path:
        """endpoints.yml with the port that the action server has in this run."""
        endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://{_HOST}:{self._settings.actions_port}/webhook"
        path = self._settings.data_dir / "run" / f"endpoints-{self._settings.port}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return path

    def _ready(self) -> bool:
        try:
            return requests.get(f"http://{_HOST}:{self._settings.port}/health/ready", timeout=5).ok
        except requests.RequestException:
            return False

    def _raise_if_ended(self) -> None:
        for name, process in self._processes.items():
            if process.poll() is not None:
                lines = (self._logs / f"{name}.log").read_text(errors="replace").splitlines()[-12:]
                raise StartError(f"The {name} server ended at its start:\n" + "\n".join(lines))


@contextmanager
def _running(settings: Settings, stop: threading.Event) -> Iterator[Servers]:
    servers = Servers(settings, stop)
    try:
        servers.start()
        yield servers
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave one behind
        servers.stop()


def _trained_from() -> str:
    """The digest of everything that the model is made from."""
    total = hashlib.sha256()
    for name in _LEARNED_FROM:
        path = ROOT / name
        files = (
            [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in {".yml", ".py"})
        )
        for file in files:
            total.update(file.relative_to(ROOT).as_posix().encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(serve(settings.load()))
