"""What all messaging apps share: verify, take once, keep, acknowledge; then answer, save, send.

A request is acknowledged as soon as its words are on disk, and answered behind that, so that no
vendor's patience matters. What was taken and not answered when the process ends is answered at
the next start, or by another process (`bot.channels.outbox`).
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.patches
from bot import metrics
from bot.channels import addresses, bodies
from bot.channels.allowances import Allowances
from bot.channels.answering import Answering, Message
from bot.channels.arriving import Arrived, Closed, Event
from bot.channels.bodies import Refusal
from bot.channels.outbox import Outbox
from bot.channels.parts import Limits, Part
from bot.channels.reading import Malformed
from bot.channels.senders import Address, Senders
from bot.channels.sending import Call, Post
from bot.channels.turns import Handler
from bot.conversations.deliveries import LEASE, Delivery
from bot.serve import House, house
from bot.settings import Settings

bot.patches.apply()
logger = logging.getLogger(__name__)

MOST_BYTES = 131_072
BURST, PER_SECOND = 30.0, 1.0
"""Messages of one person that are answered at once, and for long. Nobody types faster."""
HEARD_BURST, HEARD_PER_SECOND = 60.0, 5.0
"""Messages of one person that are heard for danger; what is beyond is dropped, lest others wait for it."""
_STOP_SECONDS = 5.0


class App(InputChannel, ABC):
    """One app. Subclasses say what the vendor's requests are and what its API takes."""

    needs: ClassVar[Mapping[str, str]]
    """What must be set: fields of `Settings`, and their variables."""
    limits: ClassVar[Limits]

    def __init__(self, here: House) -> None:
        self.settings: Settings = here.settings
        self.post = self.make_post()
        self._answering = Answering(here, self.name(), self.limits)
        self._senders = Senders(here.settings)
        self._addresses = addresses.shared(here.settings)
        self._paces = Allowances(BURST, PER_SECOND)
        self._ears = Allowances(HEARD_BURST, HEARD_PER_SECOND)
        self._outbox = Outbox(self.name(), here.settings, self._senders)
        self._latest: dict[str, asyncio.Future[None]] = {}
        self._asides: set[asyncio.Future[None]] = set()
        self._watching: asyncio.Future[None] | None = None

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> InputChannel:
        """The app; a closed door where something it needs is not set."""
        here = house()
        missing = [v for field_, v in cls.needs.items() if not getattr(here.settings, field_)]
        if missing:
            logger.warning("%s is off: %s not set.", cls.name().capitalize(), ", ".join(missing))
            return Closed(cls.name())
        return cls(here)

    @abstractmethod
    def is_genuine(self, arrived: Arrived) -> bool:
        """Whether the vendor sent it."""

    @abstractmethod
    def events(self, arrived: Arrived) -> Iterable[Event]:
        """What happened, in order; what is not for the bot is left out.

        Raises:
            Malformed: the request is not what it should be.
        """

    @abstractmethod
    def call(self, address: Address, part: Part) -> Call:
        """The call that sends one part."""

    def typing(self, address: Address) -> Call | None:
        """The call that shows that an answer is being made, where there is one."""
        return None

    def make_post(self) -> Post:
        """What sends the calls."""
        return Post(self.name())

    def acknowledged(self, arrived: Arrived) -> HTTPResponse:
        """What the vendor gets at once for a genuine request."""
        return response.empty(200)

    def routes(self, blueprint: Blueprint) -> None:
        """Further routes of the app."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The webhook, and what waits since the last run."""
        routes = Blueprint(f"charley_{self.name()}")

        @routes.post("/webhook", stream=True)
        async def webhook(request: Request) -> HTTPResponse:
            try:
                arrived = Arrived(request, await bodies.capped(request, MOST_BYTES))
            except Refusal as refusal:
                return self._refused(refusal.status, refusal.code)
            if len(arrived.body) > MOST_BYTES:
                return self._refused(413, "too_large")
            if not self.is_genuine(arrived):
                if self._addresses.admits(request):
                    return self._refused(403, "forged")
                return self._refused(429, "too_fast")
            try:
                for event in list(self.events(arrived)):
                    self._take(on_new_message, event)
                return self.acknowledged(arrived)
            except Malformed as error:
                logger.error("A request of %s is not as documented: %s", self.name(), error)
                return self._refused(400, "malformed")

        @routes.listener("after_server_start")
        async def resume(*_: Any) -> None:
            self._resume(on_new_message)
            if self.settings.redis_url:  # others may end before they have answered
                self._watching = asyncio.ensure_future(self._watch(on_new_message))

        @routes.listener("before_server_stop")
        async def stop(*_: Any) -> None:
            await self._stop()

        self.routes(routes)
        return routes

    def _refused(self, status: int, code: str) -> HTTPResponse:
        metrics.refused(self.name(), code)
        return response.empty(status)

    def _take(self, handle: Handler, event: Event) -> None:
        """Take an event in once: on disk when this returns, answered later."""
        conversation = f"{self.name()}:{self._senders.pseudonym(self.name(), *event.person)}"
        if not self._ears.spends(conversation):
            metrics.refused(self.name(), "flood")
            return
        for call in event.thanks:
            self._aside(call)
        name = self._senders.pseudonym(self.name(), "event", event.identity)
        taken = Delivery(name, conversation, self._senders.sealed(event.address))
        if not self._outbox.takes(taken):
            return
        message = Message(conversation, name, event.text, event.chosen, event.unreadable)
        if not self._paces.spends(conversation):
            self._queue(taken, event.address, self._answering.slow(message))
            return
        making = self._answering.begin(handle, message)
        if typing := self.typing(event.address):
            self._aside(typing)
        self._queue(taken, event.address, making)

    async def _watch(self, handle: Handler) -> None:
        """Say that this process lives, and answer what those left that do not."""
        while True:
            await asyncio.sleep(LEASE / 4)
            try:
                self._outbox.renew()
                self._resume(handle)
            except Exception:  # whatever it is, it goes on: a process that renews nothing counts as dead
                logger.exception("Looking after what others left in %s failed", self.name())

    def _resume(self, handle: Handler) -> None:
        """Answer what was taken by a process that ended."""
        for taken, address in self._outbox.left():
            message = Message(taken.conversation, taken.event)
            self._queue(taken, address, self._answering.resume(handle, message))

    def _queue(self, taken: Delivery, address: Address, making: Awaitable[list[Part]]) -> None:
        """Send what is being made, behind what the same person gets before it."""
        before = self._latest.get(taken.conversation)
        task = asyncio.ensure_future(self._serve(taken, address, making, before))
        self._latest[taken.conversation] = task
        task.add_done_callback(lambda done: self._done(taken.conversation, done))

    def _done(self, conversation: str, task: asyncio.Future[None]) -> None:
        if self._latest.get(conversation) is task:
            del self._latest[conversation]

    async def _serve(
        self,
        taken: Delivery,
        address: Address,
        making: Awaitable[list[Part]],
        before: asyncio.Future[None] | None,
    ) -> None:
        try:
            parts = await making
            if before:
                await asyncio.wait([before])
            for number, part in enumerate(parts[taken.sent :], taken.sent + 1):
                if not self._outbox.holds(taken.event):  # this process was held up, and another took over
                    break
                if not await self.post.send(self.call(address, part)):
                    break
                self._outbox.sent(taken.event, number)
        except Exception:
            logger.exception("A reply in %s failed", self.name())
        self._outbox.close(taken.event)  # not when the process ends meanwhile: another one goes on then

    def _aside(self, call: Call) -> None:
        """Make a call that nothing waits for."""
        task = asyncio.ensure_future(self.post.once(call))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _stop(self) -> None:
        """Let what is under way end; the rest goes on at the next start."""
        if tasks := [*self._latest.values()]:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)
        for task in (*self._latest.values(), *self._asides, self._watching):
            if task:
                task.cancel()
        self._outbox.release()
        await self.post.close()
