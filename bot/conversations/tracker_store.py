"""Rasa's tracker store over `Records`: saved by sequence number, loaded bounded, never silent.

A conversation is loaded with its newest events only, behind a snapshot of what it carries (every
set slot, the open form), so that a turn costs the same at turn 1,000 as at turn 10. When the
store fails, the turn goes on from what this process remembers, the channel is told through
`turn.current`, and what could not be written is written with the first turn that can be.
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
from bot import logs, metrics, settings
from bot.conversations import turn
from bot.conversations.memory import STATE_SLOT, Held
from bot.conversations.records import Loaded, Records, SequenceConflict, StoreUnavailable, shared
from bot.conversations.rejoining import Unsaved, joined
from bot.core import wishes

bot.patches.apply()
logger = logging.getLogger(__name__)

MOST_EVENTS = 120
"""How many events are loaded: about the last dozen turns."""

OWN = ("api:", "web:")
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
        if records is None:  # made for people, by endpoints.yml: from here on no log may hold words
            logs.install()
            here = settings.load()
            records = shared(here.conversations_db, here.sqlite_wait)
        self.records = records

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with its newest events; None when there is none."""
        if sender_id.startswith(PROBE):
            return None
        with metrics.stage("load"):
            tracker = self._retrieved(sender_id)
        if (record := turn.current.get()) and tracker:
            record.before = _value(tracker, STATE_SLOT)
        return tracker

    def _retrieved(self, sender_id: str) -> DialogueStateTracker | None:
        memory = self.records.memory
        held = memory.recall(sender_id)
        try:
            loaded = self.records.load(sender_id, MOST_EVENTS) or self._unwritten(sender_id, held)
            if loaded is None:
                memory.forget(sender_id)
                return None
            loaded, unsaved = joined(loaded, held)
            tracker = self._tracker(sender_id, loaded, unsaved)
            tracker.charley_ran = {e["message_id"] for e in loaded.events if e.get("message_id")}
            memory.hold(sender_id, loaded.snapshot, loaded.next_seq, unsaved)
            return tracker if loaded.next_seq or unsaved else None
        except StoreUnavailable as error:
            logger.error("%s", error)
        except Exception:  # what was read is no conversation: spoilt on disk
            logger.exception("A conversation could not be made from what is stored")
        if record := turn.current.get():
            record.remembered = held is not None and held.next_seq is not None
        return self._from_memory(sender_id, held)

    def _unwritten(self, sender_id: str, held: Held | None) -> Loaded | None:
        """A conversation that the database never held, where this process knows of it."""
        opened = self.records.memory.is_open(sender_id)
        if opened or (held and held.next_seq == 0 and not sender_id.startswith(OWN)):
            return Loaded((), {}, 0)
        return None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with all events of all sessions."""
        loaded = self.records.load(conversation_id, 10**9)
        return self._tracker(conversation_id, loaded, whole=True) if loaded else None

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new conversation. It reaches the disk with its first turn."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return _mark(tracker, loaded=0, seq=0)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what is new; on failure nothing is written, and the channel is told. Where the person wished
        the conversation gone, it is forgotten instead: this last save must not bring it back."""
        record = turn.current.get()
        if record:
            record.state = _value(tracker, STATE_SLOT)
        if tracker.sender_id.startswith(PROBE):
            return
        if (_value(tracker, STATE_SLOT) or {}).get("wish") in wishes.WIPES:
            if record:
                record.wiped = True  # the channel keeps more of it than this store
            else:
                self.records.forget(tracker.sender_id)
            return
        events = list(tracker.events)
        loaded, seq = getattr(tracker, "charley_loaded", 0), getattr(tracker, "charley_seq", 0)
        turned = [_slim(e) for e in events[loaded:]]
        if {e.get("message_id") for e in turned} & getattr(tracker, "charley_ran", set()):
            if record:
                record.saved = True  # another process ran this very message, and saved it
            return
        new = [*getattr(tracker, "charley_unsaved", ()), *turned]
        saved = self._append(tracker, seq, new)
        if saved is None:
            self.records.memory.hold(tracker.sender_id, _snapshot(tracker), seq, new)
            _mark(tracker, loaded=len(events), seq=seq, unsaved=new)
            return
        if saved == seq and new:
            self.records.memory.forget(tracker.sender_id)  # the conversation was forgotten meanwhile
        else:
            self.records.memory.hold(tracker.sender_id, _snapshot(tracker), saved)
        _mark(tracker, loaded=len(events), seq=saved)
        if record:
            record.saved = True

    def _append(
        self, tracker: DialogueStateTracker, seq: int | None, new: list[dict[str, Any]]
    ) -> int | None:
        """The next free sequence number after the events were written; None when they were not."""
        if seq is None:
            return None  # the talk could not be read: what is on disk must not be overwritten
        mine = not tracker.sender_id.startswith(OWN) or self.records.memory.is_open(tracker.sender_id)
        try:
            with metrics.stage("save"):
                return self.records.append(
                    tracker.sender_id, new, after=seq, snapshot=_snapshot(tracker), may_open=mine
                )
        except (StoreUnavailable, SequenceConflict) as error:
            logger.error("A turn was not saved: %s", error)
            metrics.failed("store")
            return None

    async def keys(self) -> Iterable[str]:
        """Conversations are not listed to Rasa."""
        return []

    def _from_memory(self, sender_id: str, held: Held | None) -> DialogueStateTracker:
        """The conversation as far as this process knows it."""
        held = held or Held({}, None)
        loaded = Loaded((), held.snapshot, held.next_seq or 0)
        tracker = self._tracker(sender_id, loaded, held.unsaved)
        tracker.charley_seq = held.next_seq
        return tracker

    def _tracker(
        self, sender_id: str, loaded: Loaded, unsaved: Unsaved = (), *, whole: bool = False
    ) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        recent = list(loaded.events) if whole else _recent(loaded.events, unsaved)
        for event in (*_carried(loaded, tracker), *_whole_turns(deserialise_events(recent))):
            tracker.update(event)
        if not recent:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return _mark(tracker, loaded=len(tracker.events), seq=loaded.next_seq, unsaved=unsaved)


def _mark(
    tracker: DialogueStateTracker, *, loaded: int, seq: int | None, unsaved: Iterable[Any] = ()
) -> DialogueStateTracker:
    """Note on the tracker what is already on disk, and what of earlier turns is not. ``seq`` None: never
    save it."""
    tracker.charley_loaded, tracker.charley_seq, tracker.charley_unsaved = loaded, seq, list(unsaved)
    return tracker


def _recent(stored: tuple[dict[str, Any], ...], unsaved: Unsaved) -> list[dict[str, Any]]:
    """The newest events of the current session, at most so many as are loaded."""
    events = [*stored, *(dict(e) for e in unsaved)]
    starts = [n for n, e in enumerate(events) if e.get("event") == "session_started"]
    return events[max(starts[-1] if starts else 0, len(events) - MOST_EVENTS) :]


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
