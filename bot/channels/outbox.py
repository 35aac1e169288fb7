"""What an app took and still owes an answer: once, by one process, also after another one died.

A failing store costs no answer: what cannot be noted is logged, and the process goes on by what it remembers.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.channels.senders import Address, Senders
from bot.conversations.deliveries import Deliveries, Delivery, StoreUnavailable
from bot.settings import Settings

logger = logging.getLogger(__name__)

_MOST_SEEN = 10_000


class Outbox:
    """The deliveries of one app in this process."""

    def __init__(self, app: str, settings: Settings, senders: Senders) -> None:
        self.deliveries = Deliveries(
            settings.deliveries_db, settings.sqlite_wait, shared=settings.redis_url is not None
        )
        self._app, self._senders = app, senders
        self._seen: OrderedDict[str, None] = OrderedDict()

    def takes(self, taken: Delivery) -> bool:
        """Whether an event is new; it is on disk then."""
        if taken.event in self._seen:
            return False
        self._seen[taken.event] = None
        if len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)
        return self._noted(self.deliveries.take, True, self._app, taken)

    def left(self) -> list[tuple[Delivery, Address]]:
        """What was taken and nobody answers any more, oldest first: this process answers it from now on."""
        found = []
        for taken in self._noted(self.deliveries.take_over, [], self._app):
            address = self._senders.opened(taken.address)
            if address is None:
                self.close(taken.event)  # sealed under another secret: nobody knows where it goes
            else:
                found.append((taken, address))
        return found

    def holds(self, event: str) -> bool:
        """Whether it is still this process that answers an event."""
        return self._noted(self.deliveries.holds, True, event)

    def renew(self) -> None:
        """Tell the other processes that this one lives."""
        self._noted(self.deliveries.renew, None)

    def release(self) -> None:
        """Leave what is not answered yet to others: this process ends."""
        self._noted(self.deliveries.release, None)

    def sent(self, event: str, parts: int) -> None:
        """Note how many parts of the reply have gone out."""
        self._noted(self.deliveries.sent, None, event, parts)

    def close(self, event: str) -> None:
        """Nothing more goes out for the event."""
        self._noted(self.deliveries.close, None, event)

    @staticmethod
    def _noted(how: Callable[..., Any], otherwise: Any, *what: Any) -> Any:
        try:
            return how(*what)
        except StoreUnavailable as error:
            logger.error("%s", error)
            return otherwise
