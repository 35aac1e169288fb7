"""The action over a facts database built from content/, as the action server has it: no Rasa here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from bot.core import triage
from bot.core.model import SELF, Concept, Finding, State
from bot.store import build
from bot.store.content import Content
from bot.store.facts import Facts

NOW = 1e9
DIURETIC = Concept("diuretic", "medicine", "a water pill")
LEVELS = {
    "none": ("cramp",),
    "see_doctor": ("claudication",),
    "urgent": ("diuretic",),
    "emergency": ("diuretic", "palpitations"),
}
"""Concepts whose presence gives each level that the first rules know."""


@dataclass(frozen=True)
class Done:
    """What one run of the action said and noted."""

    said: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def responses(self) -> list[str | None]:
        """The names of the responses said, None for a message of its own words."""
        return [m.get("response") for m in self.said]

    @property
    def turn(self) -> dict[str, Any]:
        """What the answer says for machines."""
        turns: list[dict[str, Any]] = [m["custom_turn"] for m in self.said if "custom_turn" in m]
        assert len(turns) == 1
        return turns[0]

    @property
    def slots(self) -> dict[str, Any]:
        return {e["name"]: e["value"] for e in self.events}


class Server:
    """The action, asked as Rasa asks it."""

    def __init__(self, known: Content, facts: Facts) -> None:
        self.known, self.facts = known, facts
        self._action = ActionAnswer(facts)

    def state(self, *present: str, about: str = SELF, **more: Any) -> State:
        """What a conversation carries that heard these concepts."""
        found = tuple(Finding(c, "present", about, 1, NOW) for c in present)
        rules = tuple(self.known.rules.values())
        verdict = triage.judge(rules, found, concepts={"diuretic": DIURETIC}, now=NOW, turn=1)
        values = {"content": self.facts.digest, "focus": about, **more}
        return State(turn=1, findings=found, verdict=verdict, **values)

    def ask(
        self,
        intent: str,
        state: State | None = None,
        *,
        words: str = "",
        answered: dict[str, Any] | None = None,
        ranking: tuple[str, ...] = (),
    ) -> Done:
        """Run the action on a message with this intent."""
        carried = (state or self.state()).to_dict()
        tracker = Tracker.from_dict(
            {
                "sender_id": "api:test",
                "slots": {"charley": carried, "answered": answered},
                "latest_message": {
                    "text": words,
                    "intent": {"name": intent},
                    "intent_ranking": [{"name": name, "confidence": 0.1} for name in ranking],
                    "charley": {"state": carried, "words": words},
                },
            }
        )
        dispatcher = CollectingDispatcher()
        events = self._action.run(dispatcher, tracker, {})
        return Done([_flat(m) for m in dispatcher.messages], events)


def _flat(message: dict[str, Any]) -> dict[str, Any]:
    """A message as the server sends it; what the SDK adds beside the text under one name."""
    return {("custom_turn" if k == "turn" else k): v for k, v in message.items()}


@pytest.fixture(scope="session")
def server(known: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("facts") / "facts.sqlite"
    build.build(known, path)
    facts = Facts(path, expected=known.digest)
    yield Server(known, facts)
    facts.close()
