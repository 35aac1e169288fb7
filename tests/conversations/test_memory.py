"""What the process remembers while the database cannot be used: bounded, and gone when forgotten."""

from __future__ import annotations

import pytest

from bot.conversations import memory
from bot.conversations.memory import Held, Memory

PILL = {"slots": {"charley": {"turn": 1}}}
SAID = {"event": "user", "text": "hello", "message_id": "m1"}


def test_the_newest_is_held_and_of_too_many_the_longest_idle_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_CONVERSATIONS", 2)
    held = Memory()
    for name in ("a", "b", "a", "c"):
        held.hold(name, PILL, 4)
    assert [n for n in "abc" if held.recall(n)] == ["a", "c"]


def test_of_too_many_unsaved_events_words_are_dropped_and_danger_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MOST_UNSAVED", 3)
    held = Memory()
    held.hold("idle", PILL, 4, [SAID, SAID])
    held.hold("now", PILL, 7, [SAID, SAID])
    assert held.recall("idle") == Held(PILL, 4)
    assert held.recall("now") == Held(PILL, 7, (SAID, SAID))


def test_of_one_conversation_the_newest_events_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_UNSAVED_EACH", 2)
    held = Memory()
    held.hold("a", PILL, 4, [{"n": 0}, {"n": 1}, {"n": 2}])
    assert held.recall("a") == Held(PILL, 4, ({"n": 1}, {"n": 2}))


def test_what_was_opened_here_is_empty_until_it_is_on_disk() -> None:
    held = Memory()
    held.open("a")
    assert held.is_open("a") and held.recall("a") == Held({}, 0)
    held.hold("a", PILL, 0, [SAID])
    assert held.is_open("a"), "nothing of it is on disk yet"
    held.hold("a", PILL, 4)
    assert not held.is_open("a")


def test_nothing_is_kept_of_what_is_forgotten() -> None:
    held = Memory()
    held.open("a")
    held.hold("a", PILL, 0, [SAID])
    assert held.holds_message("a", "m1") and not held.holds_message("a", "m2")
    held.forget("a")
    assert held.recall("a") is None and not held.is_open("a") and not held.holds_message("a", "m1")


def test_the_state_of_a_failed_turn_is_noted_behind_what_is_held() -> None:
    held = Memory()
    held.note("unknown", {"turn": 9})
    held.hold("a", PILL, 4, [SAID])
    held.note("a", {"turn": 2})
    assert held.recall("unknown") is None
    noted = held.recall("a")
    assert noted is not None and noted.unsaved[0] == SAID
    assert (noted.unsaved[1]["name"], noted.unsaved[1]["value"]) == ("charley", {"turn": 2})
