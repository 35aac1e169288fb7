"""What all failure modes share: the servers, the number of turns, one line of summary a mode."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import processes
from bot.processes import MODEL
from tests.chaos.breaking import small_disk
from tests.chaos.servers import Servers
from tests.conftest import SUMMARY

TURNS = int(os.environ.get("TURNS") or 50)
"""Turns a mode."""
LOUD = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONWARNINGS": "always"}
"""Everything that can be logged is."""
_DISK = 96


@pytest.fixture
def summaries(record_property: Callable[[str, object], None]) -> Iterator[list[str]]:
    """Lines of this test that the run ends with."""
    lines: list[str] = []
    yield lines
    for line in lines:
        record_property(SUMMARY, line)


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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARLEY_ENCODER", "off")
        processes.train(model)
    return model
