"""What a bot said to a message: from turn/1, or from an intent alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.talk import topic_of
from evals.understanding.data import OUT_OF_SCOPE, Finding, finding, topics

REFUSALS = frozenset({"decline", "clarify"})
STATEMENT = "statement"
_CALM = frozenset({"advise", "ask", "chrome", "result"})


@dataclass(frozen=True)
class Said:
    """One turn: its act and topics, how many facts it told, and what it heard in this message."""

    act: str
    topics: tuple[str, ...]
    facts: int
    findings: frozenset[Finding] = frozenset()
    ms: float = 0.0

    @property
    def first(self) -> str:
        """The topic the message was taken for: the first of the turn; without any, out_of_scope when
        it was refused, "statement" when it was calmly taken note of, else the act itself."""
        if self.topics:
            return self.topics[0]
        if self.act in REFUSALS:
            return OUT_OF_SCOPE
        return STATEMENT if self.act in _CALM else self.act


def from_turn(turn: Mapping[str, Any], number: int, ms: float = 0.0) -> Said:
    """What turn/1 says; of its findings those that this user turn said or changed."""
    heard = frozenset(finding(f) for f in turn["findings"] if f["turn"] == number)
    return Said(turn["act"], tuple(turn["topics"]), len(turn["facts"]), heard, ms)


def from_intent(intent: str | None, ms: float = 0.0) -> Said:
    """What a bot would say that answers whatever its classifier names."""
    topic = topic_of(intent)
    if topic is None:
        return Said("chrome", (), 0, ms=ms)
    if topic == OUT_OF_SCOPE:
        return Said("decline", (topic,), 0, ms=ms)
    talk = topic in topics()["talk"]
    return Said("chrome" if talk else "answer", (topic,), 0 if talk else 1, ms=ms)
