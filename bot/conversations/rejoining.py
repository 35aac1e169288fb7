"""What could not be written, put behind what is stored once that can be read again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversations.memory import STATE_SLOT, Held, slot_event
from bot.conversations.records import Loaded
from bot.core.model import State
from bot.serve import house

Unsaved = tuple[Mapping[str, Any], ...]


def joined(loaded: Loaded, held: Held | None) -> tuple[Loaded, Unsaved]:
    """What is stored, and the events to put behind it.

    Where both follow each other, the newer state counts. Otherwise (the talk was not readable, or
    another process wrote meanwhile) what was said is heard once more on top of what is stored, but for
    the messages that another process ran as well.
    """
    if held is None:
        return loaded, ()
    if held.next_seq == loaded.next_seq:
        return replace(loaded, snapshot=held.snapshot or loaded.snapshot), held.unsaved
    return loaded, _heard_again(loaded.snapshot, _not_stored(loaded.events, held.unsaved))


def _not_stored(stored: Unsaved, unsaved: Unsaved) -> Unsaved:
    """The unsaved turns whose message is not stored. The start of a session goes too where one is stored: put
    behind that one's turns it would hide them."""
    there = {e.get("message_id") for e in stored if e.get("event") == "user"} - {None}
    kept, keeps = [], not stored
    for event in unsaved:
        if event.get("event") == "user":
            keeps = event.get("message_id") not in there
        if keeps:
            kept.append(event)
    return tuple(kept)


def _heard_again(snapshot: Mapping[str, Any], unsaved: Unsaved) -> Unsaved:
    """The unsaved events, ended by the state that the stored one becomes when their words are heard.

    The states inside them were made without knowing the stored one: taken as they are, they would
    undo it, and with it danger that was said earlier.
    """
    said = [e for e in unsaved if e.get("event") == "user" and e.get("text")]
    try:
        state = State.from_dict((snapshot.get("slots") or {}).get(STATE_SLOT))
    except ValueError:
        state = State()
    for event in said:
        at = float(event.get("timestamp") or time.time())
        command = bool((event.get("parse_data") or {}).get("command"))
        state, _ = house().listen(str(event["text"]), state, at, command=command)
    return (*unsaved, slot_event(state.to_dict())) if unsaved else ()
