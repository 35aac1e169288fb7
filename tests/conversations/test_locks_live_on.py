"""Locks live on while a turn runs, however it holds its process up, and die with the process."""

from __future__ import annotations

import asyncio
import select
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rasa.core.lock_store import LockError

from bot.conversations import locks
from bot.conversations.lock_store import CharleyLockStore
from bot.conversations.locks import Busy, Locks
from tests.conversations.test_locks import run
from tests.redis import Server

LIFE = 1.0
"""Seconds that a lock of a holder lives."""
_HOLDS = """
import asyncio, sys, time
from bot.conversations import locks

locks.LIFETIME = {life}
async def work():
    mine = locks.Locks({url!r})
    async with mine.hold("a") as sure:
        assert sure
        print("held", flush=True)
{inside}
        print("done", flush=True)
    await mine.close()
asyncio.run(work())
"""


@contextmanager
def holder(url: str, inside: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the conversation while this code of its runs."""
    code = _HOLDS.format(life=LIFE, url=url, inside=textwrap.indent(inside, " " * 8))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_holder_blocks_for_its_lock_s_life_and_no_longer(redis_server: Server) -> None:
    """It was held up in a turn, and its lock was kept alive, when it was killed."""

    async def work() -> None:
        other = Locks(redis_server.url)
        assert other._redis is not None
        with holder(redis_server.url, "while True: pass") as killed:
            await asyncio.sleep(2 * LIFE)
            killed.kill()
            killed.wait()
        (name,) = await other._redis.keys("*")
        assert 0 < await other._redis.pttl(name) <= LIFE * 1000
        async with other.hold("a") as sure:
            assert sure
        await other.close()

    run(work)


def test_a_process_held_up_for_longer_than_a_lock_s_life_keeps_it(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.2)
    held_up = "until = time.monotonic() + 3 * locks.LIFETIME\nwhile time.monotonic() < until: pass"

    async def work() -> None:
        other, refused = Locks(redis_server.url), 0
        with holder(redis_server.url, held_up) as process:
            assert process.stdout
            said = select.poll()  # select.select cannot watch the files of a process that has many open
            said.register(process.stdout, select.POLLIN)
            while True:
                try:
                    async with other.hold("a"):
                        given_back = said.poll(0)
                        assert given_back, "two are in"
                        break
                except Busy:
                    refused += 1
        assert refused
        await other.close()

    run(work)


def test_a_turn_longer_than_a_lock_s_life_keeps_it(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LIFETIME", 0.6)
    monkeypatch.setattr(locks, "WAIT", 0.2)

    async def work() -> None:
        slow, other = Locks(redis_server.url), Locks(redis_server.url)
        async with slow.hold("a"):
            await asyncio.sleep(1.5)
            with pytest.raises(Busy):
                async with other.hold("a"):
                    pass
            with pytest.raises(LockError):
                async with CharleyLockStore(locks=other).lock("a"):
                    pass
        async with other.hold("a") as sure:
            assert sure
        for one in (slow, other):
            await one.close()

    run(work)
