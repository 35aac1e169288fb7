"""The tracker store over a real database, with the project's own domain."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rasa.core.actions.action import ActionSessionStart
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations import turn
from bot.conversations.records import Records
from bot.conversations.tracker_store import MOST_EVENTS, CharleyTrackerStore
from bot.core.model import State
from bot.serve import house
from bot.settings import ROOT

TALK = "api:talk"


def spoilt(folder: Path) -> tuple[Path, Path]:
    """A file that is no database in the place of the conversations', and where that one now is."""
    path, hidden = folder / "conversations.sqlite", folder / "hidden"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.rename(hidden)
    path.write_bytes(b"spoilt" * 1000)
    return path, hidden


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(tmp_path: Path, domain: Domain) -> Iterator[CharleyTrackerStore]:
    records = Records(tmp_path / "conversations.sqlite", wait=0.05)
    records.open_conversation(TALK)
    yield CharleyTrackerStore(domain, records=records)
    records.close()


def load(store: CharleyTrackerStore, talk: str = TALK) -> DialogueStateTracker:
    return asyncio.run(store.get_or_create_tracker(talk))


def say(tracker: DialogueStateTracker, number: int) -> None:
    """One turn as Rasa writes it, with the carried state in the message and in the slot."""
    state = {"turn": number, "mark": f"state {number}"}
    tracker.update(UserUttered(f"message {number}", {"name": "inform"}, parse_data={"charley": state}))
    tracker.update(SlotSet("charley", state))
    tracker.update(ActionExecuted("action_answer"))
    tracker.update(ActionExecuted("action_listen"))


def one_turn(store: CharleyTrackerStore, number: int, talk: str = TALK) -> turn.TurnRecord:
    """Load, say, save, as the processor does; what the channel learns of it."""
    record = turn.TurnRecord()
    mark = turn.current.set(record)
    try:
        tracker = load(store, talk)
        say(tracker, number)
        asyncio.run(store.save(tracker))
    finally:
        turn.current.reset(mark)
    return record


def speak(store: CharleyTrackerStore, text: str) -> turn.TurnRecord:
    """One turn whose message is really heard."""
    record = turn.TurnRecord()
    mark = turn.current.set(record)
    try:
        tracker = load(store)
        state, _ = house().listen(text, State.from_dict(tracker.slots["charley"].value), 1e9)
        tracker.update(UserUttered(text, {"name": "inform"}))
        tracker.update(SlotSet("charley", state.to_dict()))
        tracker.update(ActionExecuted("action_listen"))
        asyncio.run(store.save(tracker))
    finally:
        turn.current.reset(mark)
    return record


def stored(store: CharleyTrackerStore) -> list[str]:
    """What was said, as the database has it."""
    loaded = store.records.load(TALK, 1000)
    assert loaded is not None
    return [e["text"] for e in loaded.events if e["event"] == "user"]


def texts(tracker: DialogueStateTracker) -> list[str | None]:
    return [e.text for e in tracker.events if isinstance(e, UserUttered)]


def test_sixty_turns_are_kept_and_loaded_bounded_with_what_was_carried(store: CharleyTrackerStore) -> None:
    tracker = load(store)
    tracker.update(SlotSet("answered", {"topics": ["quinine"], "told": []}))
    asyncio.run(store.save(tracker))
    for number in range(1, 61):
        assert one_turn(store, number).saved
    bounded = load(store)
    assert len(bounded.events) <= MOST_EVENTS + 2  # the snapshot's slots come on top
    assert bounded.slots["charley"].value == {"turn": 60, "mark": "state 60"}
    assert bounded.slots["answered"].value == {"topics": ["quinine"], "told": []}, "said before the bound"
    assert texts(bounded)[-1] == "message 60"
    full = asyncio.run(store.retrieve_full_tracker(TALK))
    assert full is not None
    assert texts(full) == [f"message {n}" for n in range(1, 61)]


def test_an_open_form_is_carried_over_the_bound(store: CharleyTrackerStore) -> None:
    tracker = load(store)
    tracker.update(ActiveLoop("check_form"))
    asyncio.run(store.save(tracker))
    for number in range(1, 61):
        one_turn(store, number)
    bounded = load(store)
    assert bounded.active_loop_name == "check_form"
    bounded.update(ActiveLoop(None))
    asyncio.run(store.save(bounded))
    assert load(store).active_loop_name is None


def test_the_state_is_stored_once_a_turn_and_not_in_the_message_too(store: CharleyTrackerStore) -> None:
    one_turn(store, 1)
    loaded = store.records.load(TALK, 100)
    assert loaded is not None
    said = [e for e in loaded.events if e["event"] == "user"]
    assert ["charley" in e["parse_data"] for e in said] == [False]
    assert loaded.snapshot["slots"]["charley"]["turn"] == 1


def test_a_new_session_keeps_the_state_and_drops_old_turns_from_sight(
    store: CharleyTrackerStore, domain: Domain
) -> None:
    for number in range(1, 4):
        one_turn(store, number)
    tracker = load(store)
    nlg = TemplatedNaturalLanguageGenerator({})
    events = asyncio.run(ActionSessionStart().run(CollectingOutputChannel(), nlg, tracker, domain))
    tracker.update_with_events([ActionExecuted("action_session_start"), *events], domain)
    asyncio.run(store.save(tracker))
    again = load(store)
    assert texts(again) == []
    assert again.slots["charley"].value == {"turn": 3, "mark": "state 3"}
    one_turn(store, 4)
    assert texts(load(store)) == ["message 4"]


@pytest.mark.parametrize("what", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_locked_store_tells_the_channel_that_the_turn_was_not_saved(
    store: CharleyTrackerStore, tmp_path: Path, what: str
) -> None:
    one_turn(store, 1)
    other = sqlite3.connect(tmp_path / "conversations.sqlite", isolation_level=None)
    other.execute(what)
    record = one_turn(store, 2)
    other.close()
    assert (record.saved, record.remembered) == (False, True)
    assert record.state == {"turn": 2, "mark": "state 2"}, "the channel still learns the verdict"
    assert one_turn(store, 3).saved
    assert stored(store) == ["message 1", "message 2", "message 3"], "written with the first that could be"
    assert one_turn(store, 4).saved
    assert stored(store) == [f"message {n}" for n in range(1, 5)], "and once"


def test_what_was_carried_is_known_while_the_store_cannot_be_read(
    store: CharleyTrackerStore, tmp_path: Path
) -> None:
    one_turn(store, 1)
    path, hidden = spoilt(tmp_path)
    for number in (2, 3):
        assert load(store).slots["charley"].value == {"turn": number - 1, "mark": f"state {number - 1}"}
        record = one_turn(store, number)
        assert (record.saved, record.remembered) == (False, True)
    hidden.replace(path)
    assert one_turn(store, 4).saved
    assert stored(store) == [f"message {n}" for n in range(1, 5)]


def test_what_was_carried_is_known_when_an_event_on_disk_is_none_any_more(
    store: CharleyTrackerStore, tmp_path: Path
) -> None:
    one_turn(store, 1)
    with sqlite3.connect(tmp_path / "conversations.sqlite") as other:
        other.execute("update event set data = '[1]' where seq = 0")
    assert load(store).slots["charley"].value == {"turn": 1, "mark": "state 1"}
    store.records.memory.forget(TALK)
    record = one_turn(store, 2)
    assert (record.saved, record.remembered) == (False, False)


def test_forgetting_reaches_what_is_only_remembered(store: CharleyTrackerStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not one_turn(store, 1).saved
    other.close()
    assert texts(load(store)) == ["message 1"]
    store.records.forget(TALK)
    assert texts(load(store)) == []
    assert store.records.memory.recall(TALK) is None
    one_turn(store, 2)
    assert not store.records.exists(TALK)


def test_danger_heard_while_nothing_could_be_read_is_put_behind_what_was_stored(
    store: CharleyTrackerStore, domain: Domain, tmp_path: Path
) -> None:
    speak(store, "i take a water pill")
    blind = CharleyTrackerStore(domain, records=Records(tmp_path / "conversations.sqlite", wait=0.05))
    path, hidden = spoilt(tmp_path)
    assert speak(blind, "my heart is racing").remembered is False, "started anew: it knows nothing"
    hidden.replace(path)
    record = speak(blind, "hello")
    assert record.saved and record.remembered
    assert State.from_dict(record.state).verdict.level == "emergency", "the pill is stored, the heart is not"
    assert stored(blind) == ["i take a water pill", "my heart is racing", "hello"]


def test_a_talk_that_could_not_be_read_is_answered_and_never_overwritten(
    store: CharleyTrackerStore, tmp_path: Path
) -> None:
    one_turn(store, 1)
    store.records.memory.forget(TALK)  # as after a new start
    path, hidden = spoilt(tmp_path)
    record = turn.TurnRecord()
    mark = turn.current.set(record)
    tracker = load(store)
    assert not record.remembered
    hidden.replace(path)  # it works again before the turn is saved
    say(tracker, 2)
    asyncio.run(store.save(tracker))
    turn.current.reset(mark)
    assert not record.saved
    assert stored(store) == ["message 1"]


def test_of_two_writers_of_one_turn_the_second_is_told_and_overwrites_nothing(
    store: CharleyTrackerStore,
) -> None:
    one_turn(store, 1)
    first, second = load(store), load(store)
    say(first, 2)
    say(second, 3)
    asyncio.run(store.save(first))
    record = turn.TurnRecord()
    mark = turn.current.set(record)
    asyncio.run(store.save(second))
    turn.current.reset(mark)
    assert not record.saved
    assert stored(store) == ["message 1", "message 2"]
    assert one_turn(store, 4).saved
    assert stored(store) == [f"message {n}" for n in (1, 2, 3, 4)], "behind the other's, with the next turn"


def test_a_message_that_two_processes_ran_is_stored_once_and_hides_no_other(
    store: CharleyTrackerStore, domain: Domain, tmp_path: Path
) -> None:
    """Without Redis the same message may run twice at once, be it the first of a talk."""
    other = CharleyTrackerStore(domain, records=Records(tmp_path / "conversations.sqlite", wait=0.05))

    def first(store: CharleyTrackerStore) -> DialogueStateTracker:
        tracker = load(store)
        tracker.update(SessionStarted())
        tracker.update(UserUttered("message 1", {"name": "inform"}, message_id="m1"))
        tracker.update(ActionExecuted("action_listen"))
        return tracker

    mine, theirs = first(store), first(other)
    asyncio.run(store.save(mine))
    asyncio.run(other.save(theirs))
    assert other.records.memory.holds_message(TALK, "m1"), "the second was not saved"
    assert one_turn(store, 2).saved
    assert one_turn(other, 3).saved
    assert stored(store) == [f"message {n}" for n in (1, 2, 3)]
    late = first(other)  # once more, after it was saved
    record = turn.TurnRecord()
    mark = turn.current.set(record)
    asyncio.run(other.save(late))
    turn.current.reset(mark)
    assert record.saved
    assert one_turn(other, 4).saved
    assert stored(store) == [f"message {n}" for n in (1, 2, 3, 4)]


def test_the_probe_of_readiness_is_stored_nowhere(store: CharleyTrackerStore, tmp_path: Path) -> None:
    record = one_turn(store, 1, "probe:CANARY")
    assert record.state == {"turn": 1, "mark": "state 1"}
    assert asyncio.run(store.retrieve("probe:CANARY")) is None
    assert not any(b"CANARY" in p.read_bytes() for p in tmp_path.iterdir())


@pytest.mark.parametrize("talk", [TALK, "default"], ids=["our channel", "rasa shell"])
def test_a_late_save_does_not_bring_a_forgotten_conversation_back(
    store: CharleyTrackerStore, tmp_path: Path, talk: str
) -> None:
    one_turn(store, 1, talk)
    late = load(store, talk)
    store.records.forget(talk)
    late.update(UserUttered("CANARY", {"name": "inform"}))
    asyncio.run(store.save(late))
    assert not store.records.exists(talk)
    assert not any(b"CANARY" in p.read_bytes() for p in tmp_path.iterdir())
