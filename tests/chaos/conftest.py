"""What all failure modes share: the servers, the number of turns, one line of summary a mode."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import processes
from bot.processes import MODEL, QUIET
from bot.settings import ROOT
from tests.chaos.breaking import small_disk
from tests.chaos.servers import Servers

TURNS = int(os.environ.get("TURNS") or 50)
"""Turns a mode."""
LOUD = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONWARNINGS": "always"}
"""Everything that can be logged is."""
_DISK = 96
_SUMMARIES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def summaries(request: pytest.FixtureRequest) -> list[str]:
    """The lines that the run ends with."""
    return request.config.stash.setdefault(_SUMMARIES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_SUMMARIES, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bool]]:
    """The folder of the servers' data, and whether it is a small disk of its own that may be filled."""
    folder = tmp_path_factory.mktemp("chaos")
    with small_disk(folder, _DISK) as own:
        yield folder, own


@pytest.fixture(scope="session")
def servers(disk: tuple[Path, bool], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both processes, whole, at the loudest level; each mode breaks something and mends it."""
    processes.train()
    running = Servers(disk[0], environ=LOUD, logs=tmp_path_factory.mktemp("logs"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def model_without_encoder() -> Path:
    """A model trained without the sentence encoder, made anew when what it learns from changed. In a folder
    of its own: `rasa run` takes the newest model beside ours."""
    model = MODEL.parent / "without-encoder" / MODEL.name
    stamp = model.with_suffix(".trained-from")
    if not model.exists() or not stamp.exists() or stamp.read_text() != processes._trained_from():
        command = [sys.executable, "-m", "rasa", "train", "--out", str(model.parent)]
        env = {**os.environ, **QUIET, "CHARLEY_ENCODER": "off"}
        command += ["--fixed-model-name", "charley"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
        stamp.write_text(processes._trained_from())
    return model
