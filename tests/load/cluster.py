"""Several Rasa processes over one PostgreSQL and one Redis, all real, and people who hop between them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet

from bot.channels import sessions
from bot.conversations.records import Records
from bot.settings import load
from bot.store.keys import Keys, read_masters
from bot.store.vault import Vault
from tests.chaos.servers import Servers

PATIENCE = 40.0
"""Seconds for which a person tries the other processes with the same message."""
SAID = (
    "what is a cramp?",
    "why do my feet cramp at night?",
    "i take a water pill",
    "what should i drink then?",
    "does stretching help?",
)


class Cluster:
    """The processes, and what their database holds."""

    def __init__(
        self, folder: Path, database: str, redis_url: str, workers: int, more: Mapping[str, str] | None = None
    ) -> None:
        self.environ = {
            **(more or {}),
            "CHARLEY_CONVERSATIONS_URL": database,
            "CHARLEY_JOURNAL_URL": database,
            "CHARLEY_KEYS_URL": f"sqlite:///{folder / 'keys.sqlite'}",
            "CHARLEY_FACTS_URL": f"sqlite:///{folder / 'facts.sqlite'}",
            "CHARLEY_MASTER_KEY": Fernet.generate_key().decode(),
            "CHARLEY_SECRET": "not a secret: a test",
            "CHARLEY_REDIS_URL": redis_url,
        }
        self.workers = [Servers(folder / str(n), environ=self.environ) for n in range(workers)]

    def start(self) -> None:
        """All of them, until a real turn works in each."""
        self.workers[0].build()
        for worker in self.workers:
            worker.start_rasa()
            worker.start_actions()
        for worker in self.workers:
            worker.wait_until_up()

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def stored(self, session: str) -> list[dict[str, Any]]:
        """The events of a conversation as the database has them, all sessions of it."""
        conversation = sessions.read(sessions.signer(load(self.environ)), session)
        assert conversation is not None
        if not hasattr(self, "_records"):
            masters = read_masters(self.environ["CHARLEY_MASTER_KEY"])
            safe = Vault(Keys(self.environ["CHARLEY_KEYS_URL"], masters, 10.0))
            self._records = Records(self.environ["CHARLEY_CONVERSATIONS_URL"], 10.0, safe)
        loaded = self._records.load(conversation, 10**9)
        return [dict(e) for e in loaded.events] if loaded else []


@dataclass
class Person:
    """One conversation: every turn goes to another process."""

    number: int
    session: str = ""
    acknowledged: list[str] = field(default_factory=list)
    unsaved: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    unlike: int = 0

    async def talk(self, client: httpx.AsyncClient, cluster: Cluster, turns: int) -> None:
        """Say so many things, one after the answer to the other; now and then at two processes at once."""
        self.session = str((await self._post(client, cluster, 0, "sessions", {}))["session"])
        for turn in range(turns):
            text = f"{SAID[turn % len(SAID)]} ({turn})"
            body = {"message": text, "id": f"{self.number}-{turn}"}
            began = time.monotonic()
            copies = 2 if (self.number + turn) % 5 == 0 else 1
            replies = await asyncio.gather(
                *(
                    self._post(client, cluster, self.number + turn + n, "messages", body)
                    for n in range(copies)
                )
            )
            self.seconds.append(time.monotonic() - began)
            self.unlike += any(r != replies[0] for r in replies)
            told = "\n".join(m["text"] for m in replies[0]["messages"])
            assert told, "an empty reply"
            (
                self.unsaved if "could not save" in told or "cannot look up" in told else self.acknowledged
            ).append(text)

    async def _post(
        self, client: httpx.AsyncClient, cluster: Cluster, turn: int, path: str, body: dict[str, str]
    ) -> dict[str, Any]:
        """Post to one process, and where it does not answer to the next, under the same id."""
        deadline = time.monotonic() + PATIENCE
        while True:
            worker = cluster.workers[turn % len(cluster.workers)]
            try:
                given = await client.post(
                    f"{worker.address}/webhooks/api/{path}",
                    json=body,
                    headers={"Authorization": f"Bearer {self.session}"},
                )
                if given.status_code in (200, 201):
                    answer: dict[str, Any] = given.json()
                    return answer
                assert given.status_code in (429, 503), (given.status_code, given.text)
            except httpx.TransportError:
                turn += 1
            assert time.monotonic() < deadline, "no process answered"
            await asyncio.sleep(0.2)


@dataclass(frozen=True)
class Load:
    """What a load came to."""

    people: list[Person]
    lost: int
    doubled: int
    disordered: int
    seconds: float

    def __str__(self) -> str:
        times = sorted(s for p in self.people for s in p.seconds)
        turns, last = len(times), max(0, len(times) - 1)
        unlike, unsaved = sum(p.unlike for p in self.people), sum(len(p.unsaved) for p in self.people)
        return (
            f"{len(self.people)} conversations, {turns} turns in {self.seconds:.0f} s "
            f"({turns / max(self.seconds, 0.001):.1f} a second), p50 {times[turns // 2]:.2f} s, "
            f"p95 {times[int(last * 0.95)]:.2f} s, slowest {times[last]:.2f} s; {self.lost} lost, "
            f"{self.doubled} doubled, {self.disordered} out of order, {unsaved} told as unsaved, "
            f"{unlike} unlike replies to one message"
        )


def run(cluster: Cluster, people: int, turns: int, at_once: int, meanwhile: Any = None) -> Load:
    """Let people talk, all at once or so many at a time, and hold what is stored against what they said."""

    async def work() -> list[Person]:
        everybody = [Person(n) for n in range(people)]
        room = asyncio.Semaphore(at_once)
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=30, limits=limits) as client:

            async def one(person: Person) -> None:
                async with room:
                    await person.talk(client, cluster, turns)

            happening = asyncio.to_thread(meanwhile) if meanwhile else asyncio.sleep(0)
            await asyncio.gather(happening, *(one(p) for p in everybody))
        return everybody

    began = time.monotonic()
    everybody = asyncio.run(work())
    seconds = time.monotonic() - began
    lost = doubled = disordered = 0
    for person in everybody:
        events = [e for e in cluster.stored(person.session) if e["event"] == "user"]
        texts = [e["text"] for e in events]
        lost += len(set(person.acknowledged) - set(texts))
        doubled += len(texts) - len(set(texts))
        wanted = [t for t in person.acknowledged if t in texts]
        disordered += [t for t in dict.fromkeys(texts) if t in person.acknowledged] != wanted
    return Load(everybody, lost, doubled, disordered, seconds)


@contextmanager
def running(
    folder: Path, database: str, redis_url: str, workers: int, more: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """So many processes, with more in their environment; none is left afterwards."""
    cluster = Cluster(folder, database, redis_url, workers, more)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
