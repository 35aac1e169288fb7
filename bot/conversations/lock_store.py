"""Rasa's lock store over `Locks`. What a channel of ours holds already is not waited for again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore

from bot import settings
from bot.conversations.locks import Busy, Locks, shared


class CharleyLockStore(LockStore):
    """See the module. Named in endpoints.yml."""

    def __init__(self, endpoint_config: Any = None, locks: Locks | None = None) -> None:
        self.locks = locks or shared(settings.load().redis_url)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation for one turn. Life and waits are ours, not Rasa's.

        Raises:
            LockError: it is held elsewhere for too long.
        """
        try:
            async with self.locks.hold(conversation_id):
                yield TicketLock(conversation_id)
        except Busy:
            raise LockError("The conversation is held elsewhere for too long") from None
