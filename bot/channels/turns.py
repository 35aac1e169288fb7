"""One message, one turn, one reply: queued, kept, shielded, given again when asked again.

Every channel goes through here. The order is: keep the person's words, collect what the bot
says, save, send. A client that hangs up does not end its turn.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot import metrics, secret
from bot.channels.diaries import DiaryDesk
from bot.channels.receipts import Receipts
from bot.channels.reply import Replies, Reply
from bot.conversations import forgetting, locks, turn
from bot.conversations.locks import Busy, Locks
from bot.conversations.memory import STATE_SLOT
from bot.conversations.records import Records, StoreUnavailable
from bot.conversations.tracker_store import OWN
from bot.core.model import State
from bot.serve import House
from bot.store.diaries import taken_out

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

_OWN_ID = "own:"
"""What the ids of messages begin with that came without one."""


AT_ONCE = 8
"""Turns of all conversations that run at the same time. One core does their work, so more at once would be no
faster: each would only wait for the others within the time that its call of the action server has, and end in
an apology (docs/decisions/0015-fast-and-small.md)."""


class Repeated(Exception):
    """The same message id came with another text."""


class TooFast(Exception):
    """The person has too many messages waiting, or sends too many a second."""


class Over(Exception):
    """The conversation was forgotten while the message waited."""


class Collector(OutputChannel):
    """Collects what the bot says, whole, so that it can be sent after the turn was saved."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name as responses see it."""
        return "charley"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self.messages.append(dict(message))


@dataclass(frozen=True)
class Incoming:
    """One message as a channel took it in. ``identity`` is the client's id where it gave one
    (``repeatable``); ``register`` is the wording it asked for; ``code`` is the code of a diary that
    was in the text, which is nowhere kept."""

    conversation: str
    text: str
    channel: str
    identity: str
    repeatable: bool
    register: str | None = None
    code: str | None = field(default=None, repr=False)

    @property
    def digest(self) -> str:
        """What tells the text from another under the same id."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def message(self, collector: Collector, brought: Mapping[str, Any] | None = None) -> UserMessage:
        """The message as Rasa takes it, with what its code brought back."""
        given = {"register": self.register, "diary": brought}
        return UserMessage(
            self.text,
            collector,
            self.conversation,
            input_channel=self.channel,
            message_id=self.identity,
            metadata={k: v for k, v in given.items() if v} or None,
        )


def taken_in(
    conversation: str, text: str, channel: str, message_id: str | None, register: str | None = None
) -> Incoming:
    """A message with the client's id, or with one of our own."""
    text, code = taken_out(text)
    identity = message_id or f"{_OWN_ID}{secrets.token_hex(8)}"
    return Incoming(conversation, text, channel, identity, message_id is not None, register, code)


@dataclass
class _Talk:
    """One conversation's queue here: who is under way, and its allowance of messages."""

    under_way: dict[str, tuple[str, asyncio.Future[Reply]]] = field(default_factory=dict)
    waiting: int = 0
    allowance: float = 0.0
    seen: float = 0.0
    over: bool = False


class Turns:
    """Runs turns for a channel."""

    def __init__(
        self,
        house: House,
        records: Records,
        replies: Replies,
        receipts: Receipts,
        locks_: Locks | None = None,
    ) -> None:
        self._house = house
        self._records = records
        self._replies = replies
        self._receipts = receipts
        self._settings = house.settings
        self._locks = locks_ or locks.shared(house.settings.redis_url)
        self._talks: dict[str, _Talk] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._diaries = DiaryDesk(receipts.journal, secret.secret(house.settings), house.settings.diary_days)

    async def answer(self, handle: Handler, incoming: Incoming) -> Reply:
        """The reply to a message; the same id with the same text gives the same reply, once run.

        Raises:
            Repeated: the id was used with another text.
            TooFast: too many messages are waiting.
            Over: the conversation was forgotten while the message waited.
        """
        talk = self._talk(incoming.conversation)
        if incoming.repeatable:
            earlier = await self._earlier(incoming, talk)
            if earlier:
                return earlier
        return await asyncio.shield(self._begin(handle, incoming, talk))

    def take(self, handle: Handler, incoming: Incoming) -> asyncio.Future[Reply]:
        """Queue a message whose sender will not wait: its words are kept when this returns.

        Raises:
            TooFast: too many messages are waiting.
        """
        work = self._begin(handle, incoming, self._talk(incoming.conversation))
        self._keep(incoming)
        return work

    def _begin(self, handle: Handler, incoming: Incoming, talk: _Talk) -> asyncio.Future[Reply]:
        self._admit(talk)
        work = asyncio.ensure_future(self._run(handle, incoming, talk))
        talk.under_way[incoming.identity] = (incoming.digest, work)
        work.add_done_callback(lambda _: talk.under_way.pop(incoming.identity, None))
        return work

    @asynccontextmanager
    async def alone(self, conversation: str) -> AsyncIterator[None]:
        """While inside, no turn of the conversation runs, in any process.

        Raises:
            StoreUnavailable: turns of it run elsewhere and do not end.
        """
        talk = self._talk(conversation)
        try:
            async with self._locks.hold(conversation):
                yield
                talk.over = True
        except Busy:
            raise StoreUnavailable("The conversation is held elsewhere for too long") from None
        self._talks.pop(conversation, None)

    def forget(self, conversation: str) -> None:
        """Remove everything that is kept of a conversation. Its turns must be held off (`alone`).

        Raises:
            StoreUnavailable: something of it may be left.
        """
        forgetting.forget(conversation)

    def state_of(self, text: str) -> State:
        """What a text that gets no turn amounts to."""
        return self._house.danger_in(text)

    def _talk(self, conversation: str) -> _Talk:
        if len(self._talks) > 10_000:
            idle = [k for k, t in self._talks.items() if not t.waiting]
            for key in idle:
                del self._talks[key]
        return self._talks.setdefault(
            conversation, _Talk(allowance=self._settings.rate_burst, seen=time.monotonic())
        )

    def _admit(self, talk: _Talk) -> None:
        now = time.monotonic()
        refill = (now - talk.seen) * self._settings.rate_per_second
        talk.allowance, talk.seen = min(self._settings.rate_burst, talk.allowance + refill), now
        if talk.allowance < 1 or talk.waiting >= self._settings.pending_messages:
            raise TooFast
        talk.allowance -= 1
        talk.waiting += 1

    async def _earlier(self, incoming: Incoming, talk: _Talk) -> Reply | None:
        known = talk.under_way.get(incoming.identity)
        if known:
            if known[0] != incoming.digest:
                raise Repeated
            return await asyncio.shield(known[1])
        return self._given(incoming)

    def _given(self, incoming: Incoming) -> Reply | None:
        """The reply that the message got already.

        Raises:
            Repeated: its id came with another text.
        """
        try:
            given = self._records.given(incoming.conversation, incoming.identity)
        except StoreUnavailable:
            return None
        if given is None:
            return None
        if given[0] != incoming.digest:
            raise Repeated
        return Reply.from_record(given[1])

    async def _run(self, handle: Handler, incoming: Incoming, talk: _Talk) -> Reply:
        try:
            came = time.perf_counter()
            async with self._locks.hold(incoming.conversation) as sure:
                metrics.STAGES.labels("queue").observe(time.perf_counter() - came)
                if talk.over:
                    raise Over  # its words must not reach the disk again
                if self._locks.shared and not self._is_known(incoming.conversation):
                    raise Over  # forgotten in another process
                if incoming.repeatable and (earlier := self._given(incoming)):
                    return earlier  # another process answered it meanwhile
                if sure:  # else what is unfinished may be under way in another process
                    await self._catch_up(handle, incoming, talk)
                self._keep(incoming)
                with metrics.stage("whole"):
                    reply, saved = await self._turn(handle, incoming)
                metrics.turn(incoming.channel, reply.turn, saved=saved)
                metrics.REPLIES.labels(incoming.channel).observe(time.perf_counter() - came)
                if saved:
                    self._finish(incoming, reply)
                return reply
        except Busy:
            raise TooFast from None
        finally:
            talk.waiting -= 1

    def _is_known(self, conversation: str) -> bool:
        if not conversation.startswith(OWN) or self._records.memory.is_open(conversation):
            return True
        try:
            return self._records.exists(conversation)
        except StoreUnavailable:
            return True  # answered without memory; the person is told

    async def _catch_up(self, handle: Handler, incoming: Incoming, talk: _Talk) -> None:
        """Run the turns of messages that were received and then lost to a crash, so that what
        they said is known; their replies wait for whoever asks again. Each is tried once more at most."""
        try:
            for identity, text in self._records.unfinished(incoming.conversation):
                if identity in talk.under_way:
                    continue  # sent again by the client, or queued: its turn comes
                if self._records.memory.holds_message(incoming.conversation, identity):
                    continue  # it had its turn, which is written with the next one
                theirs = not identity.startswith(_OWN_ID)
                lost = replace(
                    incoming, text=text, identity=identity, repeatable=theirs, register=None, code=None
                )
                reply, _ = await self._turn(handle, lost)
                self._finish(lost, reply)
        except StoreUnavailable as error:
            logger.error("%s", error)

    async def _turn(self, handle: Handler, incoming: Incoming) -> tuple[Reply, bool]:
        record = turn.TurnRecord()
        collector = Collector()
        mark = turn.current.set(record)
        try:
            brought = self._diaries.brought(incoming.conversation, incoming.code)
            async with self._room:
                await handle(incoming.message(collector, brought))
            state = self._state(record, incoming)
            if record.wiped:
                return self._wiped(incoming, collector, state), False
            reply = self._replies.make(
                collector.messages, state, saved=record.saved, remembered=record.remembered
            )
            if record.saved:
                kept = self._receipts.keep(incoming.conversation, state, collector.messages)
                reply = replace(reply, receipt=kept)
            return reply.with_note(*self._diaries.settle(incoming.conversation, state)), record.saved
        except Exception:
            logger.exception("A turn failed")
            metrics.failed("turn")
            state = self._state(record, incoming)
            reply = self._replies.apology(state, saved=record.saved, remembered=record.remembered)
            return reply, record.saved
        finally:
            turn.current.reset(mark)

    def _wiped(self, incoming: Incoming, collector: Collector, state: State) -> Reply:
        """The reply to a person who wished the conversation gone; what follows is a new one."""
        try:
            self.forget(incoming.conversation)
            self._records.open_conversation(incoming.conversation)
        except StoreUnavailable as error:
            logger.error("A conversation was not forgotten: %s", error)
            return self._replies.not_forgotten(state)
        return replace(self._replies.make(collector.messages, state), forgotten=True)

    def _state(self, record: turn.TurnRecord, incoming: Incoming) -> State:
        """The state that the turn left; where it left none, what its text adds to the state before."""
        try:
            if record.state:
                return State.from_dict(record.state)
        except ValueError:
            logger.error("A turn left a state that cannot be read")
        state, _ = self._house.listen(incoming.text, self._before(record, incoming), time.time())
        self._records.memory.note(incoming.conversation, state.to_dict())
        return state

    def _before(self, record: turn.TurnRecord, incoming: Incoming) -> State:
        held = self._records.memory.recall(incoming.conversation)
        slots = (held.snapshot.get("slots") if held else None) or {}
        noted = [e["value"] for e in (held.unsaved if held else ()) if e.get("name") == STATE_SLOT]
        try:
            return State.from_dict(noted[-1] if noted else record.before or slots.get(STATE_SLOT))
        except ValueError:
            return State()

    def _keep(self, incoming: Incoming) -> None:
        try:
            self._records.receive(incoming.conversation, incoming.identity, incoming.text)
        except StoreUnavailable as error:
            logger.error("%s", error)

    def _finish(self, incoming: Incoming, reply: Reply) -> None:
        body = reply.to_record() if incoming.repeatable else None
        try:
            self._records.finish(incoming.conversation, incoming.identity, incoming.digest, body)
        except StoreUnavailable as error:
            logger.error("%s", error)
