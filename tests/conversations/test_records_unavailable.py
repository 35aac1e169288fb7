"""When the database cannot be used, every method says so in one way, and soon."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.conversations.records import Records, StoreUnavailable

NOBODY = 65534
SECRET = "CANARY my heart is racing"

WRITES: dict[str, Callable[[Records], object]] = {
    "open": lambda r: r.open_conversation("api:new"),
    "append": lambda r: r.append("a", [{"text": SECRET}], after=0, snapshot={}, may_open=True),
    "receive": lambda r: r.receive("a", "m", SECRET),
    "finish": lambda r: r.finish("a", "m", "digest", {"messages": [SECRET]}),
    "forget": lambda r: r.forget("a"),
    "check": lambda r: r.check(),
}
READS: dict[str, Callable[[Records], object]] = {
    "exists": lambda r: r.exists("a"),
    "load": lambda r: r.load("a", 10),
    "unfinished": lambda r: r.unfinished("a"),
    "given": lambda r: r.given("a", "m"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
def locked(path: Path) -> Iterator[Records]:
    records = Records(path, wait=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield records
    other.close()
    records.close()


@pytest.mark.parametrize("name", WRITES)
def test_a_locked_database_is_unavailable_to_writers(locked: Records, name: str) -> None:
    with pytest.raises(StoreUnavailable) as told:
        WRITES[name](locked)
    assert SECRET not in str(told.value), "the person's words must not reach a log"


@pytest.mark.parametrize("name", READS)
def test_readers_never_wait_for_a_writer(locked: Records, name: str) -> None:
    assert not READS[name](locked)


@pytest.mark.parametrize("name", [*WRITES, *READS])
def test_a_database_that_was_spoilt_is_unavailable(path: Path, name: str) -> None:
    records = Records(path, wait=0.05)
    records.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.write_bytes(b"this is no database at all, whatever its name says" * 100)
    with pytest.raises(StoreUnavailable):
        {**WRITES, **READS}[name](records)


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_corrupt_file_is_told_when_it_is_opened(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=str(path)):
        Records(path, wait=0.05)
    assert path.read_bytes() == content, "a file that cannot be read must stay for whoever can mend it"


def test_a_folder_that_cannot_be_made_is_told_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        Records(tmp_path / "file" / "conversations.sqlite", wait=0.05)


def test_a_database_that_may_only_be_read_is_unavailable() -> None:
    """In a child process without root's rights, where no permission would stop us."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        records = Records(folder / "conversations.sqlite", wait=0.05)
        records.close()
        (folder / "conversations.sqlite").chmod(0o444)
        folder.chmod(0o555)
        child = multiprocessing.get_context("fork").Process(target=_as_nobody, args=(records,))
        child.start()
        child.join()
        assert child.exitcode == 0
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def _as_nobody(records: Records) -> None:
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for name, write in WRITES.items():
        try:
            write(records)
        except StoreUnavailable:
            continue
        os._exit(list(WRITES).index(name) + 1)
    os._exit(0)


def test_after_one_wait_in_vain_nobody_waits_until_it_works_again(path: Path) -> None:
    records = Records(path, wait=0.6)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    first, second = _seconds(records), _seconds(records)
    records.load("a", 10)  # a reader who gets through proves nothing to those who write
    third = _seconds(records)
    other.execute("ROLLBACK")
    records.check()
    other.execute("BEGIN IMMEDIATE")
    again = _seconds(records)
    other.close()
    assert first >= 0.5 and again >= 0.5
    assert second < 0.5 and third < 0.5


def _seconds(records: Records) -> float:
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        records.receive("a", "m", SECRET)
    return time.monotonic() - started


def test_an_event_that_is_no_event_any_more_is_unavailable(path: Path) -> None:
    records = Records(path, wait=0.05)
    records.append("a", [{"text": SECRET}], after=0, snapshot={}, may_open=True)
    with sqlite3.connect(path) as other:
        other.execute("update event set data = ?", (f'{{"text": "{SECRET}'.encode(),))
    with pytest.raises(StoreUnavailable) as told:
        records.load("a", 10)
    assert SECRET not in str(told.value)


def test_a_check_leaves_nothing(path: Path) -> None:
    records = Records(path, wait=0.05)
    records.check()
    with sqlite3.connect(path) as other:
        assert other.execute("select count(*) from inbox").fetchone() == (0,)
