"""What all messaging apps share: verify, take once, keep, acknowledge; then answer, save, send.

A request is acknowledged as soon as its words are on disk, and answered behind that, so that no
vendor's patience matters. What was taken and not answered when the process ends is answered at
the next start.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.patches
from bot.channels import bodies
from bot.channels.answering import Answering, Message
from bot.channels.arriving import Arrived, Closed, Event
from bot.channels.parts import Limits, Part
from bot.channels.reading import Malformed
from bot.channels.senders import Address, Senders
from bot.channels.sending import Call, Post
from bot.channels.turns import Handler
from bot.conversations.deliveries import Deliveries, Delivery, StoreUnavailable
from bot.serve import House, house
from bot.settings import Settings

bot.patches.apply()
logger = logging.getLogger(__name__)

MOST_BYTES = 131_072
_MOST_SEEN = 10_000
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
        self._deliveries = Deliveries(here.settings.deliveries_db, here.settings.sqlite_wait)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._latest: dict[str, asyncio.Future[None]] = {}
        self._asides: set[asyncio.Future[None]] = set()

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
            arrived = Arrived(request, await bodies.capped(request, MOST_BYTES))
            if len(arrived.body) > MOST_BYTES:
                return response.empty(413)
            if not self.is_genuine(arrived):
                return response.empty(403)
            try:
                for event in list(self.events(arrived)):
                    self._take(on_new_message, event)
                return self.acknowledged(arrived)
            except Malformed as error:
                logger.error("A request of %s is not as documented: %s", self.name(), error)
                return response.empty(400)

        @routes.listener("after_server_start")
        async def resume(*_: Any) -> None:
            self._resume(on_new_message)

        @routes.listener("before_server_stop")
        async def stop(*_: Any) -> None:
            await self._stop()

        self.routes(routes)
        return routes

    def _take(self, handle: Handler, event: Event) -> None:
        """Take an event in once: on disk when this returns, answered later."""
        for call in event.thanks:
            self._aside(call)
        conversation = f"{self.name()}:{self._senders.pseudonym(self.name(), *event.person)}"
        name = self._senders.pseudonym(self.name(), "event", event.identity)
        taken = Delivery(name, conversation, self._senders.sealed(event.address))
        if not self._is_new(taken):
            return
        message = Message(conversation, name, event.text, event.chosen, event.unreadable)
        making = self._answering.begin(handle, message)
        if typing := self.typing(event.address):
            self._aside(typing)
        self._queue(taken, event.address, making)

    def _is_new(self, taken: Delivery) -> bool:
        if taken.event in self._seen:
            return False
        self._seen[taken.event] = None
        if len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)
        try:
            return self._deliveries.take(self.name(), taken)
        except StoreUnavailable as error:
            logger.error("%s", error)
            return True

    def _resume(self, handle: Handler) -> None:
        """Answer what was taken before the last stop."""
        try:
            waiting = self._deliveries.open(self.name())
        except StoreUnavailable as error:
            logger.error("%s", error)
            return
        for taken in waiting:
            address = self._senders.opened(taken.address)
            if address is None:
                self._close(taken)  # sealed under another secret: nobody knows where it goes
                continue
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
                if not await self.post.send(self.call(address, part)):
                    break
                self._note(self._deliveries.sent, taken.event, number)
        except Exception:
            logger.exception("A reply in %s failed", self.name())
        self._close(taken)  # not when the process ends meanwhile: then it goes on at the next start

    def _close(self, taken: Delivery) -> None:
        self._note(self._deliveries.close, taken.event)

    @staticmethod
    def _note(how: Callable[..., None], *what: Any) -> None:
        try:
            how(*what)
        except StoreUnavailable as error:
            logger.error("%s", error)

    def _aside(self, call: Call) -> None:
        """Make a call that nothing waits for."""
        task = asyncio.ensure_future(self.post.once(call))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _stop(self) -> None:
        """Let what is under way end; the rest goes on at the next start."""
        if tasks := [*self._latest.values()]:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)
        for task in (*self._latest.values(), *self._asides):
            task.cancel()
        await self.post.close()
