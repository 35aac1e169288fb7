"""What this process still knows of recent conversations, for while the database cannot be used.

Danger said three turns ago must be known also when it can no longer be read, or could never be
written. Bounded, gone with the process, and gone when the conversation is forgotten.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

MOST_CONVERSATIONS = 2_000
MOST_UNSAVED = 20_000
"""Events of all conversations, some 30 MB. Beyond it the longest idle lose their words, not their danger."""
MOST_UNSAVED_EACH = 1_000
STATE_SLOT = "charley"


@dataclass(frozen=True)
class Held:
    """One conversation: what it carries, where its next event goes on disk (None: it was never read),
    and the events that are not on disk yet."""

    snapshot: Mapping[str, Any]
    next_seq: int | None
    unsaved: tuple[Mapping[str, Any], ...] = ()


class Memory:
    """The conversations held, the longest idle first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._unsaved = 0
        self._opened: OrderedDict[str, None] = OrderedDict()

    def hold(
        self,
        conversation: str,
        snapshot: Mapping[str, Any],
        next_seq: int | None,
        unsaved: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Keep what a conversation is after a turn, in the place of what was held."""
        self._drop(conversation)
        held = Held(snapshot, next_seq, tuple(unsaved[-MOST_UNSAVED_EACH:]))
        self._held[conversation] = held
        self._unsaved += len(held.unsaved)
        if next_seq and not held.unsaved:
            self._opened.pop(conversation, None)
        while len(self._held) > MOST_CONVERSATIONS:
            self._drop(next(iter(self._held)))
        self._spare_words()

    def recall(self, conversation: str) -> Held | None:
        """What is held of a conversation; None when nothing is."""
        return self._held.get(conversation) or (Held({}, 0) if self.is_open(conversation) else None)

    def note(self, conversation: str, state: Mapping[str, Any]) -> None:
        """Keep the state that a failed turn would have left, where the conversation is held."""
        if held := self.recall(conversation):
            self.hold(conversation, held.snapshot, held.next_seq, (*held.unsaved, slot_event(state)))

    def holds_message(self, conversation: str, identity: str) -> bool:
        """Whether a message had its turn and waits here to be written."""
        held = self._held.get(conversation)
        return held is not None and any(e.get("message_id") == identity for e in held.unsaved)

    def open(self, conversation: str) -> None:
        """Know a new conversation that the database could not take."""
        self._opened[conversation] = None
        if len(self._opened) > MOST_CONVERSATIONS:
            self._opened.popitem(last=False)

    def is_open(self, conversation: str) -> bool:
        """Whether the conversation was opened here and is not on disk yet."""
        return conversation in self._opened

    def names(self) -> list[str]:
        """Every conversation of which something is held."""
        return [*self._held, *self._opened]

    def forget(self, conversation: str) -> None:
        """Keep nothing of a conversation."""
        self._drop(conversation)
        self._opened.pop(conversation, None)

    def _drop(self, conversation: str) -> None:
        held = self._held.pop(conversation, None)
        self._unsaved -= len(held.unsaved) if held else 0

    def _spare_words(self) -> None:
        if self._unsaved <= MOST_UNSAVED:
            return
        for name in [n for n, h in self._held.items() if h.unsaved]:
            if self._unsaved <= MOST_UNSAVED:
                return
            self._unsaved -= len(self._held[name].unsaved)
            self._held[name] = replace(self._held[name], unsaved=())


def slot_event(state: Mapping[str, Any]) -> dict[str, Any]:
    """The event, as it is stored, that sets the carried state."""
    return {"event": "slot", "timestamp": time.time(), "name": STATE_SLOT, "value": dict(state)}
