"""One conversation, one turn at a time: in this process, and over all processes where there is Redis.

Rasa's own Redis locks read, change and write back: two processes can both win, and turns are lost.
Here a lock is one atomic SET NX with an expiry, kept alive while its turn runs and released by its
owner's token alone (redis-py's lock, Lua on the server). A killed process blocks nobody for longer than
`LIFETIME`. While Redis cannot be reached turns go on: the store saves by sequence number, so that a
turn run twice at once is not saved and the person is told; readiness says it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from bot import metrics

logger = logging.getLogger(__name__)
T = TypeVar("T")

LIFETIME = 5.0
"""Seconds until the lock of a killed process is gone."""
WAIT = 10.0
"""Seconds that a turn waits for the turns of the same conversation in other processes."""
_POLL = 0.02
_PATIENCE = 1.0
"""Seconds until a call of Redis counts as failed."""
_TICK = 0.05
_REST = 1.0
"""Seconds without another try after Redis failed: each would hold up a turn."""
_MOST_CONNECTIONS = 50
_FAILURES = (RedisError, OSError, asyncio.TimeoutError)

_held: ContextVar[frozenset[tuple[int, str]]] = ContextVar("charley_held", default=frozenset())
"""What the work under way holds already."""


class Busy(Exception):
    """Other turns of the conversation did not end in time."""


class Locks:
    """The locks of this process; with the address of a Redis, of all processes that share it."""

    def __init__(self, url: str | None = None) -> None:
        self._queues: dict[str, asyncio.Lock] = {}
        self._rests_until = 0.0
        self._redis: Redis | None = None
        if url:
            pool = BlockingConnectionPool.from_url(url, max_connections=_MOST_CONNECTIONS, timeout=None)
            self._redis = Redis(connection_pool=pool)

    @property
    def shared(self) -> bool:
        """Whether other processes may serve the same conversations."""
        return self._redis is not None

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[bool]:
        """Inside, no other turn of the conversation runs; work that holds it already passes.

        Yields:
            Whether that is sure over all processes: not while Redis is gone.

        Raises:
            Busy: it is held elsewhere for too long.
        """
        mine = (id(self), conversation)
        if mine in _held.get():
            yield True
            return
        queue = self._queues.setdefault(conversation, asyncio.Lock())
        try:
            async with queue, self._everywhere(conversation) as sure:
                mark = _held.set(_held.get() | {mine})
                try:
                    yield sure
                finally:
                    _held.reset(mark)
        finally:
            if not queue.locked() and not queue._waiters:  # type: ignore[attr-defined]
                self._queues.pop(conversation, None)

    async def works(self) -> bool:
        """Whether locks hold over all processes that should share them, now."""
        if self._redis is None:
            return True
        try:
            await _soon(self._redis.ping())
        except _FAILURES as error:
            self._failed(error)
            return False
        return True

    async def close(self) -> None:
        """Release the connections."""
        if self._redis is not None:
            await self._redis.close()
            await self._redis.connection_pool.disconnect()

    @asynccontextmanager
    async def _everywhere(self, conversation: str) -> AsyncIterator[bool]:
        lock = await self._acquired(conversation)
        if lock is None:
            yield self._redis is None
            return
        renewal = asyncio.ensure_future(_renewed(lock))
        try:
            yield True
        finally:
            renewal.cancel()
            with suppress(LockError, *_FAILURES):  # gone by itself at the latest after its lifetime
                await _soon(lock.release())

    async def _acquired(self, conversation: str) -> Lock | None:
        """The lock; None where there is no Redis, or none that answers."""
        if self._redis is None or time.monotonic() < self._rests_until:
            return None
        name = hashlib.sha256(conversation.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        lock = self._redis.lock(f"charley:turn:{name}", timeout=LIFETIME)
        until = time.monotonic() + WAIT
        try:
            while not await _soon(lock.acquire(blocking=False)):
                if time.monotonic() > until:
                    raise Busy
                await asyncio.sleep(_POLL)
        except _FAILURES as error:
            self._failed(error)
            return None
        return lock

    def _failed(self, error: BaseException) -> None:
        self._rests_until = time.monotonic() + _REST
        metrics.failed("locks")
        logger.error("Redis cannot be used, locks hold in this process alone: %s", type(error).__name__)


async def _renewed(lock: Lock) -> None:
    """Keep a lock alive while its turn runs."""
    while True:
        await asyncio.sleep(LIFETIME / 3)
        try:
            await _soon(lock.reacquire())
        except LockError:
            return  # the store's sequence numbers still keep two turns from overwriting each other
        except _FAILURES:
            continue


async def _soon(call: Awaitable[T]) -> T:
    """What Redis answers. Patience is counted in ticks in which this process could have read the answer: on a
    crowded machine a turn holds it up for longer, and a Redis that had long answered counted as gone.

    Raises:
        asyncio.TimeoutError: there was no answer.
    """
    work = asyncio.ensure_future(call)
    try:
        for _ in range(round(_PATIENCE / _TICK)):
            if (await asyncio.wait({work}, timeout=_TICK))[0]:
                return work.result()
        raise asyncio.TimeoutError
    finally:
        work.cancel()


@lru_cache(maxsize=8)
def shared(url: str | None) -> Locks:
    """The one `Locks` of this process for a Redis, or for this process alone."""
    return Locks(url)
