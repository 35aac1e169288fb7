"""Processes that would lose each other's turns do not start: real processes, files and databases."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.conversations import alone
from bot.settings import ROOT, SettingsError, load

REDIS = "redis://127.0.0.1:1/0"
SERVER = """
    import sys
    from bot import settings
    from bot.conversations import alone
    try:
        alone.claim(settings.load())
    except settings.SettingsError as error:
        sys.exit(str(error))
    print("serving", flush=True)
    sys.stdin.read()
"""


class Processes:
    """Processes that claim what they serve, and hold it until they end."""

    def __init__(self) -> None:
        self._all: list[subprocess.Popen[str]] = []

    def start(self, **environ: str) -> str:
        """Start one; what it says: that it serves, or why it does not."""
        command = [sys.executable, "-c", textwrap.dedent(SERVER)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        self._all.append(process)
        assert process.stdout and process.stderr
        return process.stdout.readline().strip() or process.stderr.read().strip()

    def kill(self) -> None:
        """All of them, as a crash would."""
        for process in self._all:
            process.kill()
            process.communicate()


@pytest.fixture
def processes():
    made = Processes()
    yield made
    made.kill()


def test_one_folder_is_served_by_one_process_and_a_killed_one_gives_it_back(
    tmp_path: Path, processes: Processes
) -> None:
    here = {"DATA_DIR": str(tmp_path)}
    assert processes.start(**here) == "serving"
    assert "Another process already serves" in processes.start(**here)
    assert processes.start(DATA_DIR=str(tmp_path / "other")) == "serving"
    processes.kill()
    assert processes.start(**here) == "serving"


@pytest.mark.parametrize(
    ("first", "second", "starts"),
    [
        ("redis", "redis", True),
        ("redis", "memory", False),
        ("memory", "redis", False),
        ("memory",) * 2 + (False,),
    ],
)
def test_processes_on_one_database_all_share_redis_or_there_is_one(
    database: str, tmp_path: Path, processes: Processes, first: str, second: str, starts: bool
) -> None:
    shared = {**WHOLE, "CHARLEY_CONVERSATIONS_URL": database, "CHARLEY_JOURNAL_URL": database}
    del shared["CHARLEY_REDIS_URL"]
    told = [
        processes.start(
            DATA_DIR=str(tmp_path / str(n)),
            **shared,
            **({"CHARLEY_REDIS_URL": REDIS} if how == "redis" else {}),
        )
        for n, how in enumerate((first, second))
    ]
    assert told[0] == "serving"
    assert (told[1] == "serving") is starts, told[1]


URL = "postgresql://elsewhere/talks"
WHOLE = {
    "CHARLEY_REDIS_URL": REDIS,
    "CHARLEY_CONVERSATIONS_URL": URL,
    "CHARLEY_JOURNAL_URL": URL,
    "CHARLEY_KEYS_URL": "sqlite:////elsewhere/keys.sqlite",
    "CHARLEY_SECRET": "s",
}


@pytest.mark.parametrize("missing", sorted(set(WHOLE) - {"CHARLEY_REDIS_URL"}))
def test_redis_without_what_several_processes_need_is_refused_by_name(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        alone.claim(load({k: v for k, v in WHOLE.items() if k != missing}))


def test_forked_workers_are_refused() -> None:
    with pytest.raises(SettingsError, match="SANIC_WORKERS must be 1"):
        alone.claim(load({"SANIC_WORKERS": "2"}))


def test_a_database_that_cannot_be_reached_is_told_at_once() -> None:
    unreachable = "postgresql://nobody@127.0.0.1:1/none"
    with pytest.raises(SettingsError, match="cannot be reached"):
        alone.claim(load({"CHARLEY_CONVERSATIONS_URL": unreachable}))
