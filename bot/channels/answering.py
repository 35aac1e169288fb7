"""A person's message in an app to the parts of its answer: queued and kept first, made behind that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass

from bot.channels import words
from bot.channels.bodies import MOST_BYTES, MOST_CHARACTERS
from bot.channels.offers import Offers
from bot.channels.parts import Limits, Part, rendered
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies, Reply
from bot.channels.turns import Handler, Over, TooFast, Turns, taken_in
from bot.conversations.memory import STATE_SLOT
from bot.conversations.records import StoreUnavailable, shared
from bot.core.model import State
from bot.core.receipt import rules_digest
from bot.nlg.wording import wording
from bot.serve import House

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """What one person did: wrote ``text``, pressed the choice with the key ``chosen``, or sent something
    ``unreadable``. ``identity`` is the same when the same comes again."""

    conversation: str
    identity: str
    text: str = ""
    chosen: str = ""
    unreadable: bool = False


class Answering:
    """Answers for one app."""

    def __init__(self, here: House, app: str, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self._records = shared(here.settings.conversations_db, here.settings.sqlite_wait)
        self._replies = Replies(here.content, wording())
        receipts = Receipts(here.settings.journal, rules_digest(here.content.rules))
        self._turns = Turns(here, self._records, self._replies, receipts)
        self._offers = Offers(self._records)

    def begin(self, handle: Handler, message: Message) -> Awaitable[list[Part]]:
        """Queue a message: its words are on disk when this returns. What comes back waits for its answer."""
        text = message.text.encode("utf-8", "replace").decode().strip()
        if message.chosen:
            pressed = self._offers.pressed(message.conversation, message.chosen)
            return self._queue(handle, message, pressed) if pressed else self._say(words.NOT_OFFERED, message)
        if not text:
            return self._say(words.ONLY_TEXT, message)
        if len(text) > MOST_CHARACTERS:
            return self._say(words.TOO_LONG, message, text[:MOST_BYTES])
        return self._queue(handle, message, self._offers.typed(message.conversation, text))

    def resume(self, handle: Handler, message: Message) -> Awaitable[list[Part]]:
        """Take up a message that was taken before the process ended: its reply where it was made, else its
        turn; where neither its words nor its reply are left, the person is told."""
        try:
            given = self._records.given(message.conversation, message.identity)
            waiting = dict(self._records.unfinished(message.conversation))
        except StoreUnavailable as error:
            logger.error("%s", error)
            return self._say(words.LOST, message)
        if given:
            return self._parts(Reply.from_record(given[1]))
        text = waiting.get(message.identity)
        return self._queue(handle, message, text) if text else self._say(words.LOST, message)

    def _queue(self, handle: Handler, message: Message, text: str) -> Awaitable[list[Part]]:
        try:
            incoming = taken_in(message.conversation, text, self._app, message.identity)
            return self._answer(self._turns.take(handle, incoming), message)
        except TooFast:
            return self._say(words.TOO_FAST, message, text)

    async def _answer(self, work: Awaitable[Reply], message: Message) -> list[Part]:
        try:
            parts = rendered(await asyncio.shield(work), self._limits)
        except Over:
            return []
        return [*parts, Part(words.ONLY_TEXT)] if message.unreadable else parts

    async def _say(self, sentence: str, message: Message, heard: str = "") -> list[Part]:
        """A sentence of the channel's for a message that gets no turn; what it said is heard, and what
        stands is told."""
        state = self._turns.state_of(heard) if heard else State()
        if state.verdict.level != "emergency":
            state = self._standing(message.conversation)
        return await self._parts(self._replies.notice(sentence, state))

    async def _parts(self, reply: Reply) -> list[Part]:
        return rendered(reply, self._limits)

    def _standing(self, conversation: str) -> State:
        """What the conversation carries; a fresh state where that cannot be read."""
        held = self._records.memory.recall(conversation)
        snapshot = held.snapshot if held else None
        try:
            if not snapshot and (loaded := self._records.load(conversation, 1)):
                snapshot = loaded.snapshot
            return State.from_dict(((snapshot or {}).get("slots") or {}).get(STATE_SLOT))
        except (StoreUnavailable, ValueError):
            return State()
