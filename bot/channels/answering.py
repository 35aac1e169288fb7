"""A person's message in an app to the parts of its answer: queued and kept first, made behind that."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass, replace

from bot import metrics
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

_MOST_SLOWED = 10_000


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
        self._slowed: OrderedDict[str, None] = OrderedDict()
        """Whose messages are refused for now, and who was told so."""

    def begin(self, handle: Handler, message: Message) -> Awaitable[list[Part]]:
        """Queue a message: its words are on disk when this returns. What comes back waits for its answer."""
        text = message.text.encode("utf-8", "replace").decode().strip()
        if message.chosen:
            pressed = self._offers.pressed(message.conversation, message.chosen)
            if pressed:
                return self._queue(handle, message, pressed)
            return self._refuse(words.NOT_OFFERED, "not_offered", message)
        if not text:
            return self._refuse(words.ONLY_TEXT, "unreadable", message)
        if len(text) > MOST_CHARACTERS:
            return self._refuse(words.TOO_LONG, "too_long", message, text)
        return self._queue(handle, message, self._offers.typed(message.conversation, text))

    async def slow(self, message: Message) -> list[Part]:
        """Refuse a message that came too fast. It is heard; that it was refused is told once, until one is
        taken again, and what an emergency asks for each time."""
        metrics.refused(self._app, "too_fast")
        heard = message.text.encode("utf-8", "replace").decode()[:MOST_BYTES]
        state = self._turns.state_of(heard) if heard else State()
        if message.conversation in self._slowed and state.verdict.level != "emergency":
            return []
        self._slowed[message.conversation] = None
        if len(self._slowed) > _MOST_SLOWED:
            self._slowed.popitem(last=False)
        return await self._say(words.TOO_FAST, message, state)

    def resume(self, handle: Handler, message: Message) -> Awaitable[list[Part]]:
        """Take up a message that was taken before the process ended: its reply where it was made, else its
        turn; where neither its words nor its reply are left, the person is told."""
        try:
            given = self._records.given(message.conversation, message.identity)
            waiting = dict(self._records.unfinished(message.conversation))
        except StoreUnavailable as error:
            logger.error("%s", error)
            return self._say(words.LOST, message, State())
        if given:
            return self._parts(Reply.from_record(given[1]))
        text = waiting.get(message.identity)
        return self._queue(handle, message, text) if text else self._say(words.LOST, message, State())

    def _queue(self, handle: Handler, message: Message, text: str) -> Awaitable[list[Part]]:
        try:
            incoming = taken_in(message.conversation, text, self._app, message.identity)
            work = self._turns.take(handle, incoming)
        except TooFast:
            return self.slow(replace(message, text=text))
        self._slowed.pop(message.conversation, None)
        return self._answer(work, message)

    async def _answer(self, work: Awaitable[Reply], message: Message) -> list[Part]:
        try:
            parts = rendered(await asyncio.shield(work), self._limits)
        except Over:
            return []
        except TooFast:  # its conversation is held by other processes: the next turn catches up with it
            return await self.slow(message)
        return [*parts, Part(words.ONLY_TEXT)] if message.unreadable else parts

    async def _refuse(self, sentence: str, code: str, message: Message, text: str = "") -> list[Part]:
        """A sentence of the channel's for a message that gets no turn; what it said is heard."""
        metrics.refused(self._app, code)
        return await self._say(
            sentence, message, self._turns.state_of(text[:MOST_BYTES]) if text else State()
        )

    async def _say(self, sentence: str, message: Message, state: State) -> list[Part]:
        """A sentence of the channel's; what an emergency asks for stands before it, where the state of the
        message or of the conversation is one."""
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
