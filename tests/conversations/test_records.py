from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversations.records import Records, SequenceConflict
from bot.store.vault import Vault

TALK = "api:one"
SAID = {"event": "user", "text": "hello"}


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    path = tmp_path / "conversations.sqlite"
    where = path if request.param == "sqlite" else request.getfixturevalue("database")
    made = Records(where, wait=0.05, safe=Vault.beside(path))
    made.open_conversation(TALK)
    yield made
    made.close()


def add(records: Records, *events: dict[str, Any], after: int = 0, talk: str = TALK, **more: Any) -> int:
    return records.append(
        talk, events, after=after, snapshot=more.get("snapshot", {}), may_open=more.get("may_open", False)
    )


def test_appended_events_come_back_in_order_with_the_snapshot(records: Records) -> None:
    after = add(records, {"n": 0}, {"n": 1}, snapshot={"slots": {"a": 1}})
    assert add(records, {"n": 2}, after=after, snapshot={"slots": {"a": 2}}) == 3
    loaded = records.load(TALK, 100)
    assert loaded is not None
    assert [e["n"] for e in loaded.events] == [0, 1, 2]
    assert (loaded.snapshot, loaded.next_seq) == ({"slots": {"a": 2}}, 3)


def test_a_bounded_load_gives_the_newest_events(records: Records) -> None:
    add(records, *({"n": n} for n in range(10)))
    loaded = records.load(TALK, 4)
    assert loaded is not None
    assert [e["n"] for e in loaded.events] == [6, 7, 8, 9]


def test_a_load_stops_at_the_start_of_the_current_session(records: Records) -> None:
    add(records, {"n": 0}, {"event": "session_started"}, {"n": 2}, {"event": "session_started"}, {"n": 4})
    loaded = records.load(TALK, 100)
    assert loaded is not None
    assert [e.get("n") for e in loaded.events] == [None, 4]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_writer_that_did_not_see_the_last_turn_overwrites_nothing(records: Records, after: int) -> None:
    add(records, {"n": 0}, {"n": 1}, snapshot={"kept": True})
    with pytest.raises(SequenceConflict):
        add(records, {"n": 99}, after=after)
    loaded = records.load(TALK, 100)
    assert loaded is not None
    assert ([e["n"] for e in loaded.events], loaded.snapshot) == ([0, 1], {"kept": True})


@pytest.mark.parametrize(
    ("after", "may_open", "is_made"),
    [(0, True, True), (0, False, False), (7, True, False), (7, False, False)],
    ids=["new", "new but not ours to open", "forgotten", "forgotten and not ours to open"],
)
def test_only_a_new_conversation_is_opened_by_its_first_turn(
    records: Records, after: int, may_open: bool, is_made: bool
) -> None:
    add(records, SAID, after=after, talk="elsewhere", may_open=may_open)
    assert records.exists("elsewhere") is is_made


def test_an_unknown_conversation_has_nothing_to_load(records: Records) -> None:
    assert records.load("api:unknown", 10) is None
    assert not records.exists("api:unknown")


def test_received_words_wait_in_the_inbox_until_finished(records: Records) -> None:
    records.receive(TALK, "m1", "first")
    records.receive(TALK, "m2", "second")
    records.receive("api:two", "m1", "someone else's")
    assert records.unfinished(TALK) == [("m1", "first"), ("m2", "second")]
    records.finish(TALK, "m1", "digest", {"messages": [], "turn": {}})
    assert records.unfinished(TALK) == [("m2", "second")]
    assert records.unfinished("api:two") == [("m1", "someone else's")]


def test_a_reply_is_given_again_by_its_message_id(records: Records) -> None:
    body = {"messages": [{"text": "hi", "buttons": []}], "turn": {"act": "chrome"}}
    records.finish(TALK, "m1", "digest", body)
    assert records.given(TALK, "m1") == ("digest", body)
    assert records.given(TALK, "m2") is None
    assert records.given("api:two", "m1") is None


@pytest.mark.parametrize(("talk", "body"), [(TALK, None), ("api:forgotten", {"messages": [], "turn": {}})])
def test_no_reply_is_kept_when_none_is_asked_for_or_the_talk_is_gone(
    records: Records, talk: str, body: dict[str, Any] | None
) -> None:
    records.finish(talk, "m1", "digest", body)
    assert records.given(talk, "m1") is None


def test_only_the_owner_may_read_any_of_the_files(tmp_path: Path) -> None:
    records = Records(tmp_path / "conversations.sqlite")
    records.open_conversation(TALK)
    reader = sqlite3.connect(tmp_path / "conversations.sqlite")  # keeps the log from being folded in
    reader.execute("SELECT count(*) FROM event").fetchone()
    add(records, SAID)
    found = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    databases = ("conversations.sqlite", "keys.sqlite")
    files = {"master.key", *(f"{name}{end}" for name in databases for end in ("", "-wal", "-shm"))}
    assert found == dict.fromkeys(files, 0o600)
    reader.close()


def test_a_message_leaves_the_inbox_in_the_transaction_that_saves_its_turn(records: Records) -> None:
    records.receive(TALK, "m1", "hello")
    records.receive(TALK, "m2", "later")
    add(records, {**SAID, "message_id": "m1"}, {"event": "action", "name": "action_listen"})
    assert records.unfinished(TALK) == [("m2", "later")]
