"""What became of the turn under way, from the store to the channel that asked for it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass
class TurnRecord:
    """Filled by the tracker store. ``remembered``: what the talk carried is known; ``saved``: this
    turn is on disk; ``wiped``: the person wished the conversation gone, and the channel is to forget it;
    ``before`` and ``state``: what the conversation carried before and after it."""

    remembered: bool = True
    saved: bool = False
    wiped: bool = False
    before: dict[str, Any] | None = None
    state: dict[str, Any] | None = None


current: ContextVar[TurnRecord | None] = ContextVar("charley_turn", default=None)
"""Set by a channel around one turn; None where a turn comes from elsewhere (`rasa shell`)."""
