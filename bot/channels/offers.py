"""What a conversation was offered, and which of it a person takes: pressed, by number, or by its words.

The buttons of the stored talk are read, so that a choice works after a restart too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.records import Records, StoreUnavailable
from bot.core.interview import plain

Buttons = Sequence[Mapping[str, str]]

_MOST = 120
"""How many events are searched: as many as a turn loads, so that what is found is still accepted."""


def key(payload: str) -> str:
    """The short name of a choice that travels through an app: 16 letters, whatever the payload's length."""
    return hashlib.sha256(payload.encode()).hexdigest()[:16]


class Offers:
    """The choices of stored conversations."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def pressed(self, conversation: str, chosen: str) -> str | None:
        """The payload of a pressed choice; None when this conversation was not offered it lately."""
        for event in self._events(conversation):
            for button in _buttons(event):
                if key(button.get("payload", "")) == chosen:
                    return button["payload"]
        return None

    def typed(self, conversation: str, text: str) -> str:
        """What a typed message stands for: the payload of the choice of the last turn that it names by
        number or title, else itself."""
        offered = self._last(conversation)
        bare = text.strip().rstrip(".)")
        if bare.isascii() and bare.isdigit() and 0 < int(bare[:4]) <= len(offered):
            return offered[int(bare[:4]) - 1]["payload"]
        named = [b["payload"] for b in offered if plain(b["title"]) == plain(text)]
        return named[0] if len(named) == 1 else text

    def _last(self, conversation: str) -> Buttons:
        """The choices of the last turn, in the order they were offered."""
        turn: list[Mapping[str, str]] = []
        for event in reversed(self._events(conversation)):
            if event.get("event") == "user":
                break
            turn = [*_buttons(event), *turn]
        return turn

    def _events(self, conversation: str) -> Sequence[Mapping[str, Any]]:
        """The newest events, stored or still waiting to be."""
        held = self._records.memory.recall(conversation)
        unsaved = held.unsaved if held else ()
        try:
            loaded = self._records.load(conversation, _MOST)
        except StoreUnavailable:
            loaded = None
        return [*(loaded.events if loaded else ()), *unsaved]


def _buttons(event: Mapping[str, Any]) -> Buttons:
    if event.get("event") != "bot":
        return ()
    return [b for b in (event.get("data") or {}).get("buttons") or () if b.get("payload") and b.get("title")]
