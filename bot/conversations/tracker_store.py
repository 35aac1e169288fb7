"""Rasa's tracker store over `Records`: saved by sequence number, loaded bounded, never silent.

A conversation is loaded with its newest events only, behind a snapshot of what it carries (every
set slot, the open form), so that a turn costs the same at turn 1,000 as at turn 10. When the
store fails, the turn goes on and the channel is told through `turn.current`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

import bot.patches
from bot import settings
from bot.conversations import turn
from bot.conversations.records import Loaded, Records, SequenceConflict, StoreUnavailable

bot.patches.apply()
logger = logging.getLogger(__name__)

MOST_EVENTS = 120
"""How many events are loaded: about the last dozen turns."""

OWN = ("api:",)
"""Conversations that a channel of ours opened: once forgotten they are never made again."""
PROBE = "probe:"
"""Readiness asks under such names; their turns are stored nowhere."""


class CharleyTrackerStore(TrackerStore):
    """See the module. Named in endpoints.yml."""

    tells_failures = True

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        records: Records | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        here = settings.load()
        self.records = records or Records(here.conversations_db, here.sqlite_wait)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with its newest events; None when there is none."""
        if sender_id.startswith(PROBE):
            return None
        try:
            loaded = self.records.load(sender_id, MOST_EVENTS)
        except StoreUnavailable as error:
            logger.error("%s", error)
            if record := turn.current.get():
                record.remembered = False
            return self._amnesiac(sender_id)
        return self._tracker(sender_id, loaded) if loaded and loaded.next_seq else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with all events of all sessions."""
        loaded = self.records.load(conversation_id, 10**9)
        return self._tracker(conversation_id, loaded) if loaded else None

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new conversation. It reaches the disk with its first turn."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return _mark(tracker, loaded=0, seq=0)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what is new; on failure nothing is written, and the channel is told."""
        record = turn.current.get()
        if record:
            record.state = _value(tracker, "charley")
        if tracker.sender_id.startswith(PROBE):
            return
        seq = getattr(tracker, "charley_seq", 0)
        if seq is None:
            return  # the talk could not be read: what is on disk must not be overwritten
        events = list(tracker.events)
        new = events[getattr(tracker, "charley_loaded", 0) :]
        try:
            seq = self.records.append(
                tracker.sender_id,
                [_slim(e) for e in new],
                after=seq,
                snapshot=_snapshot(tracker),
                may_open=not tracker.sender_id.startswith(OWN),
            )
        except (StoreUnavailable, SequenceConflict) as error:
            logger.error("A turn was not saved: %s", error)
            return
        _mark(tracker, loaded=len(events), seq=seq)
        if record:
            record.saved = True

    async def keys(self) -> Iterable[str]:
        """Conversations are not listed to Rasa."""
        return []

    def _amnesiac(self, sender_id: str) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return _mark(tracker, loaded=0, seq=None)

    def _tracker(self, sender_id: str, loaded: Loaded) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        for event in (*_carried(loaded, tracker), *_whole_turns(deserialise_events(list(loaded.events)))):
            tracker.update(event)
        return _mark(tracker, loaded=len(tracker.events), seq=loaded.next_seq)


def _mark(tracker: DialogueStateTracker, *, loaded: int, seq: int | None) -> DialogueStateTracker:
    """Note on the tracker what is already on disk. ``seq`` None: never save it."""
    tracker.charley_loaded, tracker.charley_seq = loaded, seq
    return tracker


def _carried(loaded: Loaded, tracker: DialogueStateTracker) -> list[Event]:
    slots = loaded.snapshot.get("slots", {})
    events: list[Event] = [SlotSet(k, v) for k, v in slots.items() if k in tracker.slots]
    if loop := loaded.snapshot.get("active_loop"):
        events.append(ActiveLoop(loop))
    return events


def _whole_turns(events: list[Event]) -> list[Event]:
    """The events from the first complete turn on: a cut may fall inside one."""
    for place, event in enumerate(events):
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return events if place <= 2 else events[place:]
    return events


def _snapshot(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
    return {"slots": slots, "active_loop": tracker.active_loop_name}


def _slim(event: Event) -> dict[str, Any]:
    """The event as stored, without the state that the slot event beside it holds as well."""
    data: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered) and "charley" in (data.get("parse_data") or {}):
        data["parse_data"] = {k: v for k, v in data["parse_data"].items() if k != "charley"}
    return data


def _value(tracker: DialogueStateTracker, slot: str) -> Any:
    return tracker.slots[slot].value if slot in tracker.slots else None
