"""Conversations from before they were sealed: read as before, and readable in no file any more."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.conversations.records import Records, StoreUnavailable

OLD = """
CREATE TABLE conversation (id VARCHAR NOT NULL, next_seq INTEGER NOT NULL, session_seq INTEGER NOT NULL,
    snapshot JSON, updated FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE event (conversation VARCHAR NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (conversation, seq));
CREATE TABLE inbox (conversation VARCHAR NOT NULL, message VARCHAR NOT NULL, text TEXT NOT NULL,
    received FLOAT NOT NULL, PRIMARY KEY (conversation, message));
CREATE TABLE reply (conversation VARCHAR NOT NULL, message VARCHAR NOT NULL, text_digest VARCHAR NOT NULL,
    body JSON NOT NULL, given FLOAT NOT NULL, PRIMARY KEY (conversation, message));
"""
CANARY = "CANARY my calf hurts"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database as the first version made it."""
    path = tmp_path / "conversations.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(OLD)
    with connection:
        snapshot = json.dumps({"slots": {"said": CANARY}})
        connection.execute("insert into conversation values ('api:one', 2, 1, ?, 5.0)", (snapshot,))
        connection.execute("insert into conversation values ('api:two', 0, 0, null, 6.0)")
        events = [(n, json.dumps({"n": n, "text": CANARY * 50})) for n in range(2)]
        connection.executemany("insert into event values ('api:one', ?, ?)", events)
        connection.execute("insert into inbox values ('api:one', 'm2', ?, 7.0)", (CANARY,))
        connection.execute("insert into reply values ('api:one', 'm1', 'sum', ?, 8.0)", (f'["{CANARY}"]',))
    connection.close()
    return path


def test_everything_is_there_and_nothing_is_readable(path: Path, tmp_path: Path) -> None:
    assert b"CANARY" in path.read_bytes()
    for _ in range(2):  # and once only
        records = Records(path)
        loaded = records.load("api:one", 10)
        assert loaded is not None and loaded.next_seq == 2
        assert [e["n"] for e in loaded.events] == [1], "the session began there"
        assert loaded.snapshot == {"slots": {"said": CANARY}}
        assert records.unfinished("api:one") == [("m2", CANARY)]
        assert records.given("api:one", "m1") == ("sum", [CANARY])
        assert records.exists("api:two")
        records.close()
    assert not any(b"CANARY" in p.read_bytes() or b"api:one" in p.read_bytes() for p in tmp_path.iterdir())


def test_one_that_cannot_be_upgraded_now_stays_as_it_is(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        Records(path, wait=0.05)
    other.close()
    assert Records(path).exists("api:one")
