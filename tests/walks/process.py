"""The whole bot in one process: the trained model, the real store, channel, wording and actions.

Only the way to the action server is short: its real executor is called with the JSON that would be
sent, and its answer goes through JSON as well.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.answer import ActionAnswer
from actions.coach import ActionCoach
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies, Reply
from bot.channels.turns import Turns, taken_in
from bot.conversations.records import Records
from bot.conversations.tracker_store import CharleyTrackerStore
from bot.core.model import State
from bot.core.receipt import rules_digest
from bot.nlg.wording import CharleyWording, wording
from bot.processes import MODEL
from bot.serve import house
from bot.settings import ROOT
from bot.store import build
from bot.store.facts import Facts


class _Actions(EndpointConfig):
    """The action server's executor where its address would be."""

    def __init__(self, facts: Facts) -> None:
        super().__init__("http://in-this-process")
        self._executor = ActionExecutor()
        for action in (ActionAnswer(facts), ActionCoach(facts)):
            self._executor.register_action(action)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Run the action of a call."""
        call = json.loads(json.dumps(kwargs["json"]))
        return json.loads(json.dumps(await self._executor.run(call)))


class Bot:
    """The bot, and conversations with it."""

    def __init__(self, folder: Path) -> None:
        here = house()
        build.build(here.content, folder / "facts.sqlite")
        facts = Facts(folder / "facts.sqlite", expected=here.content.digest)
        self.records = Records(folder / "conversations.sqlite")
        domain = Domain.load(str(ROOT / "domain.yml"))
        self._agent = Agent.load(
            str(MODEL),
            action_endpoint=_Actions(facts),
            generator=CharleyWording(None, domain),
            tracker_store=CharleyTrackerStore(domain, records=self.records),
            lock_store=InMemoryLockStore(),
        )
        replies = Replies(here.content, wording())
        receipts = Receipts(f"sqlite:///{folder / 'journal.sqlite'}", rules_digest(here.content.rules))
        self._turns = Turns(here, self.records, replies, receipts)
        self._loop = asyncio.new_event_loop()

    def open(self) -> str:
        """A new conversation."""
        conversation = f"api:{secrets.token_hex(8)}"
        self.records.open_conversation(conversation)
        return conversation

    def say(self, conversation: str, text: str) -> Reply:
        """One turn."""
        incoming = taken_in(conversation, text, "api", None)
        return self._loop.run_until_complete(self._turns.answer(self._agent.handle_message, incoming))

    def carried(self, conversation: str) -> tuple[State, str | None]:
        """What a conversation carries, and the loop that is active."""
        loaded = self.records.load(conversation, 1)
        assert loaded
        slots = loaded.snapshot.get("slots", {})
        return State.from_dict(slots.get("charley")), (loaded.snapshot.get("active_loop") or None)
