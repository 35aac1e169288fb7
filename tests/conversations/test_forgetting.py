"""Forgotten: no words and no key in any file or copy, whatever was under way; in time by itself."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.conversations import forgetting
from bot.conversations.records import Records, StoreUnavailable
from bot.store.vault import Vault
from tests.postgres import Server

DAY = 86_400.0
TALK = "api:one"
Open = Callable[[], Records]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same conversations as another process would, with a vault of its own."""
    path = tmp_path / "conversations.sqlite"
    where = path if request.param == "sqlite" else request.getfixturevalue("database")
    made: list[Records] = []

    def opened() -> Records:
        made.append(Records(where, wait=2, safe=Vault.beside(path, 2)))
        return made[-1]

    yield opened
    for records in made:
        records.close()


def add(records: Records, text: str, after: int = 0, talk: str = TALK) -> int:
    said = {"event": "user", "text": text, "timestamp": 1.0}
    return records.append(talk, [said], after=after, snapshot={"said": text}, may_open=False)


def holding(folder: Path, *texts: bytes) -> list[str]:
    """The files that hold one of the texts: databases, logs, shared memory, whatever lies there."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    return [p.name for p in files if any(text in p.read_bytes() for text in texts)]


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return [value for (value,) in connection.execute(query)]
    finally:
        connection.close()


@pytest.mark.parametrize("seed", [14, 122, 135])
def test_no_word_ever_is_in_a_file_and_no_key_of_the_forgotten(tmp_path: Path, seed: int) -> None:
    chance, records = random.Random(seed), Records(tmp_path / "conversations.sqlite")
    talks = {f"api:{n:02d}": 0 for n in range(20)}
    for talk in talks:
        records.open_conversation(talk)
    for n in range(200):
        talk = chance.choice(list(talks))
        canary = f"CANARY-{talk}-" * chance.randint(1, 60)
        talks[talk] = add(records, canary, talks[talk], talk)
        records.receive(talk, f"CANARY-{talk}-{n}", canary)
        if n % 3:
            records.finish(talk, f"CANARY-{talk}-{n}", "CANARY-digest", {"messages": [canary], "turn": {}})
    assert records.load("api:00", 1).snapshot["said"].startswith("CANARY")  # type: ignore[union-attr]
    assert holding(tmp_path, b"CANARY", b"api:") == []
    keys = tmp_path / "keys.sqlite"
    for talk in chance.sample(sorted(talks), 10):
        mine = rows(keys, f"select wrapped from conversation_key where id = '{records.vault.name(talk)}'")
        assert {name.removesuffix("-wal") for name in holding(tmp_path, *mine)} == {"keys.sqlite"}
        records.forget(talk)
        assert holding(tmp_path, *mine) == []
        assert not records.exists(talk) and records.unfinished(talk) == []
        del talks[talk]
    assert all(records.load(talk, 1) for talk in talks), "forgot someone else's talk"


def test_the_database_server_never_sees_a_word(open_records: Open, server: Server) -> None:
    """Its whole folder is searched: tables, write-ahead log, its own log."""
    records = open_records()
    records.open_conversation(TALK)
    add(records, "CANARY my calf hurts")
    records.receive(TALK, "CANARY-id", "CANARY again")
    records.finish(TALK, "CANARY-id", "digest", {"messages": ["CANARY"], "turn": {}})
    assert holding(server.folder, b"CANARY", TALK.encode()) == []
    records.forget(TALK)
    assert not records.is_known(TALK)


def test_a_backup_of_the_conversations_tells_nothing_of_the_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    records = Records(path)
    for talk in (TALK, "api:two"):
        records.open_conversation(talk)
        add(records, "words", talk=talk)
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(tmp_path / "backup")) as copy:
        live.backup(copy)
    records.forget(TALK)
    records.close()
    (tmp_path / "backup").replace(path)
    restored = Records(path)
    assert restored.load(TALK, 10) is None
    assert restored.load("api:two", 10) is not None
    assert [s.text for s in restored.said()] == ["words"]


def test_a_save_that_was_under_way_elsewhere_writes_nothing(open_records: Open) -> None:
    here, elsewhere = open_records(), open_records()
    here.open_conversation(TALK)
    after = add(elsewhere, "words")  # the other process holds the key now
    elsewhere.receive(TALK, "m1", "more words")
    here.forget(TALK)
    assert add(elsewhere, "late words", after) == after
    elsewhere.finish(TALK, "m1", "digest", {"messages": [], "turn": {}})
    for records in (here, elsewhere):
        assert not records.is_known(TALK)
        assert records.load(TALK, 10) is None
        assert records.unfinished(TALK) == [] and records.given(TALK, "m1") is None


def test_forgetting_amid_a_storm_of_saves_leaves_nothing(open_records: Open, tmp_path: Path) -> None:
    first = open_records()
    first.open_conversation(TALK)
    stop, began, failures = threading.Event(), threading.Event(), []

    def talk() -> None:
        records = open_records()
        while not stop.is_set():
            try:
                loaded = records.load(TALK, 1)
                if loaded is None:
                    return
                add(records, f"CANARY {loaded.next_seq}", loaded.next_seq)
                if loaded.next_seq > 5:
                    began.set()
            except StoreUnavailable as error:
                failures.append(error)
            except Exception:  # another writer was first: load again
                continue

    writers = [threading.Thread(target=talk) for _ in range(3)]
    for writer in writers:
        writer.start()
    assert began.wait(30)
    first.forget(TALK)
    time.sleep(0.3)
    stop.set()
    for writer in writers:
        writer.join()
    assert not first.is_known(TALK) and first.load(TALK, 10) is None
    with first._database.reading() as connection:
        left = connection.exec_driver_sql("select count(*) from event").scalar()
    assert left == 0
    name = first.vault.name(TALK).encode()
    assert name.decode() not in rows(tmp_path / "keys.sqlite", "select id from conversation_key")


def test_a_turn_between_the_mark_and_the_end_of_forgetting_is_not_saved(open_records: Open) -> None:
    here, elsewhere = open_records(), open_records()
    here.open_conversation(TALK)
    after = add(here, "words")
    here.vault.destroy = _failing  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        here.forget(TALK)
    assert not elsewhere.exists(TALK) and elsewhere.is_known(TALK)
    assert add(elsewhere, "late words", after) == after
    elsewhere.forget(TALK)
    assert not elsewhere.is_known(TALK)


def _failing(names: object) -> None:
    raise StoreUnavailable("the keys are locked")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    """The conversations of a data folder, as the process has them."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHARLEY_KEEP_DAYS", "7")
    return forgetting._records()


def test_the_sweep_forgets_whom_nobody_heard_of_for_long_and_nobody_else(here: Records) -> None:
    now = time.time()
    journal = forgetting.journal(forgetting.settings.load().journal)
    kept = {}
    for talk in ("api:old", "api:new"):
        here.open_conversation(talk)
        add(here, "words", talk=talk)
        here.receive(talk, "m1", "words")
        kept[talk] = journal.keep(talk, {"said": []})
        journal.judge(talk, kept[talk], helpful=True)
    assert forgetting.sweep(now + 6.9 * DAY) == 0
    with here._database.writing() as connection:
        name = here.vault.name("api:new")
        connection.exec_driver_sql(f"update conversation set updated = updated + 86400 where id = '{name}'")
    assert forgetting.sweep(now + 7.1 * DAY) == 1
    assert here.load("api:old", 10) is None and here.memory.recall("api:old") is None
    assert here.unfinished("api:old") == [] and journal.receipt(kept["api:old"]) is None
    assert here.load("api:new", 10) is not None and journal.receipt(kept["api:new"]) is not None
    assert [c for c, _ in journal.judged(helpful=True)] == [name]


def test_the_sweep_ends_what_was_begun_to_be_forgotten(
    here: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.open_conversation(TALK)
    add(here, "words")
    with monkeypatch.context() as patch:
        patch.setattr(here.vault, "destroy", _failing)
        with pytest.raises(StoreUnavailable):
            forgetting.forget(TALK)
    assert here.is_known(TALK)
    assert forgetting.sweep() == 1
    assert not here.is_known(TALK)


def test_forget_takes_words_receipts_and_key_together(here: Records, tmp_path: Path) -> None:
    journal = forgetting.journal(forgetting.settings.load().journal)
    here.open_conversation(TALK)
    add(here, "words")
    receipt = journal.keep(TALK, {"said": []})
    name = here.vault.name(TALK)
    forgetting.forget(TALK)
    assert journal.receipt(receipt) is None and not here.is_known(TALK)
    assert name not in rows(tmp_path / "keys.sqlite", "select id from conversation_key")
    forgetting.forget(TALK)  # once more is no error
