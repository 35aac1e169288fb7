"""One conversation, one turn at a time: in this process, and over all processes where there is Redis.

Rasa's own Redis locks read, change and write back: two processes can both win, and turns are lost.
Here a lock is one atomic SET NX with an expiry, kept alive while its turn runs and released by its
owner's token alone (redis-py's lock, Lua on the server). A thread keeps it alive: a turn may hold up the
event loop for longer than a lock lives. A killed process blocks nobody for longer than `LIFETIME`. While
Redis cannot be reached turns go on: the store saves by sequence number, so that a turn run twice at once is
not saved and the person is told; readiness says it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar

from redis import Redis as BlockingRedis
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.lock import Lock
from redis.exceptions import ConnectionError as Disconnected
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
_OVER_ANEW: dict[str, Any] = {"retry_on_error": [Disconnected]}
"""A call is made once more over a new connection: kept ones outlive a restart of Redis and fail one by one,
minutes later, and each would have this process go without locks for a while."""
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
            pool = BlockingConnectionPool.from_url(
                url, max_connections=_MOST_CONNECTIONS, timeout=None, **_OVER_ANEW
            )
            self._redis = Redis(connection_pool=pool)
            self._renewal = Renewal(url)

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
            self._renewal.close()
            await self._redis.close()
            await self._redis.connection_pool.disconnect()

    @asynccontextmanager
    async def _everywhere(self, conversation: str) -> AsyncIterator[bool]:
        if self._redis is None or time.monotonic() < self._rests_until:
            yield self._redis is None
            return
        name = hashlib.sha256(conversation.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        lock = self._redis.lock(f"charley:turn:{name}", timeout=LIFETIME)
        with self._renewal.of(lock.name) as token:
            sure = await self._acquired(lock, token)
            try:
                yield sure
            finally:
                if sure:
                    with suppress(LockError, *_FAILURES):  # gone by itself at the latest after its lifetime
                        await _soon(lock.release())

    async def _acquired(self, lock: Lock, token: str) -> bool:
        """Whether Redis gave the lock; otherwise none answers.

        Raises:
            Busy: it is held elsewhere for too long.
        """
        until = time.monotonic() + WAIT
        try:
            while not await _soon(lock.acquire(blocking=False, token=token)):
                if time.monotonic() > until:
                    raise Busy
                await asyncio.sleep(_POLL)
        except _FAILURES as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: BaseException) -> None:
        self._rests_until = time.monotonic() + _REST
        metrics.failed("locks")
        logger.error("Redis cannot be used, locks hold in this process alone: %s", type(error).__name__)


class Renewal:
    """Keeps the locks of this process alive from a thread of its own, over a connection of its own."""

    def __init__(self, url: str) -> None:
        self._redis = BlockingRedis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, **_OVER_ANEW
        )
        self._tokens: dict[str, str] = {}
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    @contextmanager
    def of(self, name: str) -> Iterator[str]:
        """Inside, the lock of that name lives on while the token that this gives owns it: from before it is
        asked for, as this process may be held up before it reads that it has it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="locks", daemon=True)
            self._thread.start()
        token = self._tokens[name] = uuid.uuid4().hex
        try:
            yield token
        finally:
            del self._tokens[name]

    def close(self) -> None:
        """End the thread, and wait until it has ended."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self._redis.connection_pool.disconnect()

    def _run(self) -> None:
        while not self._closed.wait(LIFETIME / 3):
            tokens = list(self._tokens.items())
            if not tokens:
                continue
            calls = self._redis.pipeline(transaction=False)
            for name, token in tokens:
                calls.eval(Lock.LUA_REACQUIRE_SCRIPT, 1, name, token, round(LIFETIME * 1000))
            # What is lost stays lost: the store's sequence numbers still keep two turns from overwriting each
            # other. What Redis did not answer is asked again.
            with suppress(*_FAILURES):
                calls.execute()


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
