"""Locks over a real Redis: one holder at a time, whatever process it is in, and no one blocks for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.conversations import locks
from bot.conversations.lock_store import CharleyLockStore
from bot.conversations.locks import Locks
from tests.redis import Server


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(asyncio.wait_for(work(), 60))


class Room:
    """Notes how many are in it at once."""

    def __init__(self) -> None:
        self.inside = self.most = self.visits = 0

    async def visit(self, holder: Locks, name: str = "a") -> None:
        async with holder.hold(name) as sure:
            assert sure
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.visits += 1
            await asyncio.sleep(0.01)
            self.inside -= 1


@pytest.fixture(params=["memory", "redis"])
def address(request: pytest.FixtureRequest) -> str | None:
    if request.param == "memory":
        return None
    server: Server = request.getfixturevalue("redis_server")
    return server.url


def test_one_at_a_time_in_one_process_in_the_order_they_came(address: str | None) -> None:
    async def work() -> None:
        mine, room, order = Locks(address), Room(), []

        async def visit(number: int) -> None:
            await room.visit(mine)
            order.append(number)

        await asyncio.gather(*(visit(n) for n in range(20)))
        assert (room.most, order) == (1, list(range(20)))
        assert not mine._queues, "nothing is kept of conversations that nobody waits for"
        assert address is None or not mine._renewal._tokens
        await mine.close()

    run(work)


def test_other_conversations_do_not_wait(address: str | None) -> None:
    async def work() -> None:
        mine, room = Locks(address), Room()
        await asyncio.gather(*(room.visit(mine, str(n)) for n in range(10)))
        assert room.most > 1
        await mine.close()

    run(work)


def test_one_at_a_time_over_several_processes(redis_server: Server) -> None:
    """Each `Locks` has its own queues and connections, as a process has."""

    async def work() -> None:
        processes, room = [Locks(redis_server.url) for _ in range(4)], Room()
        await asyncio.gather(*(room.visit(processes[n % 4]) for n in range(60)))
        assert (room.most, room.visits) == (1, 60)
        for process in processes:
            await process.close()

    run(work)


def test_who_holds_a_conversation_passes_again(address: str | None) -> None:
    """The channel holds it around the turn, and Rasa asks for it once more inside."""

    async def work() -> None:
        mine = Locks(address)
        async with mine.hold("a"), CharleyLockStore(locks=mine).lock("a"):
            pass
        await mine.close()

    run(work)


def test_without_redis_turns_go_on_unsure_and_it_is_used_again_when_back(redis_server: Server) -> None:
    async def work() -> None:
        mine, room = Locks(redis_server.url), Room()
        assert await mine.works()
        redis_server.stop()
        try:
            assert not await mine.works()
            began = time.monotonic()
            async with mine.hold("a") as sure:
                assert not sure
            assert time.monotonic() - began < 1
        finally:
            redis_server.start()
        assert await mine.works()
        await asyncio.sleep(locks._REST)
        await room.visit(mine)
        await mine.close()

    run(work)


def test_connections_from_before_a_restart_of_redis_are_no_reason_to_go_without_locks(
    redis_server: Server,
) -> None:
    async def work() -> None:
        mine, room = Locks(redis_server.url), Room()
        await asyncio.gather(*(room.visit(mine, str(n)) for n in range(10)))
        redis_server.stop()
        redis_server.start()
        await asyncio.gather(*(room.visit(mine, str(n)) for n in range(10)))  # each is sure
        await mine.close()

    run(work)


def test_redis_going_away_inside_a_turn_harms_nobody(redis_server: Server) -> None:
    async def work() -> None:
        mine = Locks(redis_server.url)
        try:
            async with mine.hold("a"):
                redis_server.stop()
        finally:
            redis_server.start()
        await mine.close()

    run(work)


def test_a_process_that_was_held_up_does_not_take_redis_for_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_PATIENCE", 0.2)

    async def answer() -> str:
        for _ in range(3):
            time.sleep(0.3)  # a turn
            await asyncio.sleep(0)
        return "PONG"

    async def never() -> None:
        await asyncio.Event().wait()

    async def work() -> None:
        assert await locks._soon(answer()) == "PONG"
        with pytest.raises(asyncio.TimeoutError):
            await locks._soon(never())

    run(work)


def test_redis_learns_no_names(redis_server: Server) -> None:
    async def work() -> None:
        mine = Locks(redis_server.url)
        assert mine._redis is not None
        async with mine.hold("api:canary"):
            names = await mine._redis.keys("*")
            assert names and not any(b"canary" in name for name in names)
            assert await mine._redis.pttl(names[0]) > 0
        await mine.close()

    run(work)


def test_rasa_makes_ours_from_endpoints_yml() -> None:
    config = EndpointConfig(type="bot.conversations.lock_store.CharleyLockStore")
    assert isinstance(LockStore.create(config), CharleyLockStore)
