"""Connections stay open between transactions, and never longer than they are as good as new ones."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.transactions import Database, StoreUnavailable
from tests.chaos import breaking

_NOBODY = 65534

metadata = sa.MetaData()
word = sa.Table("word", metadata, sa.Column("text", sa.String, primary_key=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    made = Database(path, 0.05)
    made.make(metadata)
    write(made, "first")
    yield made
    made.close()


def write(database: Database, text: str) -> None:
    with database.writing() as connection:
        connection.execute(sa.insert(word).values(text=text))


def read(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(sa.select(word.c.text)).scalars())


@pytest.fixture
def opened(database: Database) -> list[int]:
    """One number for each connection that is opened from here on."""
    numbers: list[int] = []
    sa.event.listen(database.engine, "connect", lambda *_: numbers.append(len(numbers)))
    return numbers


def test_transactions_share_one_connection(database: Database, opened: list[int]) -> None:
    for number in range(20):
        write(database, str(number))
        read(database)
    assert not opened


def test_what_another_process_writes_is_seen(database: Database, path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("insert into word values ('theirs')")
    other.close()
    assert read(database) == {"first", "theirs"}


def test_a_file_in_the_place_of_another_is_the_one_that_is_used(database: Database, path: Path) -> None:
    """As `deploy/restore.sh` puts it there."""
    other = Database(path.with_name("other.sqlite"), 0.05)
    other.make(metadata)
    write(other, "theirs")
    other.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink()
    os.replace(path.with_name("other.sqlite"), path)
    assert read(database) == {"theirs"}
    write(database, "ours")
    database.close()
    with sqlite3.connect(path) as reader:
        assert {text for (text,) in reader.execute("select text from word")} == {"theirs", "ours"}
    reader.close()


def test_a_file_that_vanished_is_told_and_one_that_came_back_is_used(database: Database, path: Path) -> None:
    aside = path.with_name("aside.sqlite")
    database.fold_in()
    os.rename(path, aside)
    with pytest.raises(StoreUnavailable):
        read(database)
    with pytest.raises(StoreUnavailable):
        write(database, "lost")
    os.replace(aside, path)
    assert read(database) == {"first"}


def test_a_file_spoilt_in_place_is_told_and_a_mended_one_is_used(database: Database, path: Path) -> None:
    database.fold_in()
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.write(b"spoilt! " * (len(whole) // 8))
    with pytest.raises(StoreUnavailable):
        read(database)
    with pytest.raises(StoreUnavailable):
        write(database, "lost")
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(whole)
    assert read(database) == {"first"}
    write(database, "after")
    assert read(database) == {"first", "after"}


def test_a_full_disk_is_told_and_one_with_room_again_is_used(tmp_path: Path) -> None:
    with breaking.small_disk(tmp_path, 2) as mounted:
        if not mounted:
            pytest.skip("a disk of its own takes the right to mount")
        database = Database(tmp_path / "words.sqlite", 0.05)
        database.make(metadata)
        write(database, "first")
        with breaking.full(tmp_path):
            for _ in range(2):
                with pytest.raises(StoreUnavailable):
                    write(database, "lost" * 10_000)
                assert read(database) == {"first"}
        write(database, "second" * 10_000)
        assert len(read(database)) == 2
        database.close()


def test_rights_that_were_taken_away_are_missed_and_given_back_are_used() -> None:
    """In a child process without root's rights, where no permission would stop us."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    child = multiprocessing.get_context("fork").Process(target=_as_nobody, args=(folder / "words.sqlite",))
    child.start()
    child.join()
    shutil.rmtree(folder)
    assert child.exitcode == 0


def _as_nobody(path: Path) -> None:
    if os.geteuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    database = Database(path, 0.05)
    database.make(metadata)
    write(database, "first")
    with breaking.read_only(path):
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                write(database, "lost")
            assert read(database) == {"first"}
    write(database, "second")
    assert read(database) == {"first", "second"}


def test_nothing_that_went_wrong_is_used_again(database: Database, opened: list[int]) -> None:
    with pytest.raises(StoreUnavailable):
        write(database, "first")
    write(database, "second")
    assert len(opened) == 1 and read(database) == {"first", "second"}


def test_a_child_process_opens_its_own(database: Database) -> None:
    child = multiprocessing.get_context("fork").Process(target=write, args=(database, "child"))
    child.start()
    child.join()
    assert child.exitcode == 0
    write(database, "parent")
    assert read(database) == {"first", "child", "parent"}


def test_it_waits_again_once_it_works(path: Path) -> None:
    database = Database(path, 0.7)
    database.make(metadata)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        write(database, "lost")
    other.execute("ROLLBACK")
    other.close()
    for text in ("first", "second"):
        write(database, text)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 700
    database.close()
