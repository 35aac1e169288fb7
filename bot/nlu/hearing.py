"""First in the pipeline: clean the text, stop typed commands, hear findings, judge them.

The verdict travels with the message as ``charley`` in its parse data; the safety policy lays it
into the carried state. Whatever the classifier behind this thinks changes nothing here.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.core import diary
from bot.core.model import Heard, State
from bot.language import commands
from bot.language.ears import Hearing as Heard_
from bot.language.normalise import clean
from bot.serve import House, house

STATE_SLOT = "charley"
PROPERTY = "charley"
COMMAND = "command"
"""Whether a message was a command as typed: its text shows no slash any more."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class Hearing(GraphComponent):
    """Hears what matters for safety, by rules, on every message."""

    def __init__(self, parts: House) -> None:
        self._house = parts

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Hearing:
        """A component over the shared parts of this process."""
        return cls(house())

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """The messages with their text cleaned, their findings as entities, and the new state."""
        for message in messages:
            typed = clean(str(message.get(TEXT) or ""))
            text, command = _without_command(typed, offered(tracker)), commands.is_command(typed)
            before = state_of(tracker)
            wish = (message.get("metadata") or {}).get("register")
            if wish in ("plain", "clinician"):
                before = replace(before, register=wish)
            state, hearing = self._house.listen(text, before, time.time(), command=command)
            brought = (message.get("metadata") or {}).get("diary")
            if isinstance(brought, dict):  # a channel took the code of a diary out of the message
                state = replace(state, diary=diary.opened(state.diary, brought.get("entries")))
            message.set(TEXT, text, add_to_output=True)
            message.set(ENTITIES, _entities(text, hearing), add_to_output=True)
            words = hearing.text.text
            told = {
                "state": state.to_dict(),
                "words": words,
                "register": self._house.register_asked(words),
                "wish": state.wish,
            }
            message.set(PROPERTY, told, add_to_output=True)
            message.set(COMMAND, command, add_to_output=True)
        return messages


def state_of(tracker: DialogueStateTracker | None) -> State:
    """The state that a conversation carries; a fresh one where there is none or it cannot be read."""
    raw = tracker.slots[STATE_SLOT].value if tracker and STATE_SLOT in tracker.slots else None
    try:
        return State.from_dict(raw)
    except ValueError:
        return State()


def offered(tracker: DialogueStateTracker | None) -> set[str]:
    """The button payloads that this conversation was offered."""
    events = tracker.events if tracker else ()
    return {
        button.get("payload", "")
        for event in events
        if isinstance(event, BotUttered)
        for button in event.data.get("buttons") or ()
    }


def _without_command(text: str, allowed: set[str]) -> str:
    """The text; a leading slash, which would command Rasa, only where a button offered it."""
    stripped = text.strip()
    if stripped.startswith("/") and stripped not in allowed:
        return stripped.lstrip("/ ") or "?"
    return stripped or "?"


def _entities(text: str, hearing: Heard_) -> list[dict[str, Any]]:
    return [_entity(text, mention) for mention in hearing.heard]


def _entity(text: str, mention: Heard) -> dict[str, Any]:
    return {
        "entity": mention.concept,
        "value": text[mention.start : mention.end],
        "role": mention.status,
        "group": mention.about,
        "start": mention.start,
        "end": mention.end,
        "extractor": "Hearing",
    }
