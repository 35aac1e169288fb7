"""Rasa's own parts around ours: the project's domain, real trackers, one shared house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.core.model import State
from bot.nlu.hearing import Hearing
from bot.policies.safety import SafetyPolicy
from bot.serve import house
from bot.settings import ROOT


@pytest.fixture(scope="session", autouse=True)
def _own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing here may touch the project's own data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("data")))
        house.cache_clear()
        yield
        house.cache_clear()


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> SafetyPolicy:
    context = ExecutionContext(GraphSchema({}))
    config = SafetyPolicy.get_default_config()
    return SafetyPolicy(
        config, LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("safety"), context
    )


@dataclass
class Talk:
    """A conversation as Rasa holds it, heard by the real component."""

    domain: Domain
    tracker: DialogueStateTracker = field(init=False)
    hearing: Hearing = field(init=False)

    def __post_init__(self) -> None:
        self.tracker = DialogueStateTracker.from_events("api:test", [], slots=self.domain.slots)
        self.tracker.update(ActionExecuted("action_listen"))
        self.hearing = Hearing(house())

    @property
    def state(self) -> State:
        """What the conversation carries."""
        return State.from_dict(self.tracker.slots["charley"].value)

    def hear(self, text: str) -> Message:
        """The message as it leaves the component."""
        message = Message({"text": text})
        return self.hearing.process([message], self.tracker)[0]

    def say(self, text: str, intent: str = "inform") -> dict[str, Any]:
        """Hear a message and lay it on the tracker; its parse data."""
        parsed: dict[str, Any] = self.hear(text).as_dict()
        parsed["intent"] = {"name": intent, "confidence": 1.0}
        self.tracker.update(
            UserUttered(parsed["text"], parsed["intent"], parsed["entities"], parse_data=parsed), self.domain
        )
        return parsed

    def carry(self, text: str, intent: str = "inform") -> State:
        """A whole turn, state carried and nothing answered."""
        heard = self.say(text, intent)["charley"]["state"]
        self.tracker.update(SlotSet("charley", heard))
        return self.state

    def did(self, *actions: str, said: bool = True) -> None:
        """What the bot did; by default each action but listening said something."""
        for action in actions:
            self.tracker.update(ActionExecuted(action))
            if said and action != "action_listen":
                advised = {"turn": {"act": "advise", "advice": True}} if action == "utter_advice" else {}
                self.tracker.update(BotUttered("...", metadata=advised))

    def offers(self, *payloads: str) -> None:
        """The bot shows buttons."""
        buttons = [{"title": "...", "payload": p} for p in payloads]
        self.tracker.update(BotUttered("...", {"buttons": buttons}))


@pytest.fixture
def talk(domain: Domain) -> Talk:
    return Talk(domain)
