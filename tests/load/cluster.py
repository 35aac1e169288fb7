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

from bot.channels import sessions, words
from bot.conversations.records import Records
from bot.settings import load
from bot.store.keys import Keys, read_masters
from bot.store.vault import Vault
from tests.chaos.script import CANARY, HEART, PILL, Line, Turn, rules
from tests.chaos.servers import Servers

PATIENCE = 40.0
"""Seconds for which a person tries the other processes with the same message."""
NAMES_DANGER = 2
"""The turn in which everybody names a danger: half of them one that is urgent, half an emergency."""
SAID = (
    "what is a cramp?",
    "why do my feet cramp at night?",
    "",
    "what should i drink then?",
    "does stretching help?",
)
_UNSAVED = (words.NOT_SAVED, words.NOT_REMEMBERED)


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

    def stored(self) -> dict[str, list[str]]:
        """What was said in every conversation, all sessions of it, as the database has it: by the pseudonym
        that `name` gives."""
        if not hasattr(self, "_records"):
            masters = read_masters(self.environ["CHARLEY_MASTER_KEY"])
            safe = Vault(Keys(self.environ["CHARLEY_KEYS_URL"], masters, 10.0))
            self._records = Records(self.environ["CHARLEY_CONVERSATIONS_URL"], 10.0, safe)
        found: dict[str, list[str]] = {}
        for said in self._records.said():
            found.setdefault(said.conversation, []).append(said.text)
        return found

    def name(self, session: str) -> str:
        """The pseudonym of a conversation. Only once something was stored."""
        conversation = sessions.read(sessions.signer(load(self.environ)), session)
        assert conversation is not None
        return self._records.vault.name(conversation)


@dataclass
class Person:
    """One conversation: every turn goes to another process."""

    number: int
    session: str = ""
    acknowledged: list[str] = field(default_factory=list)
    unsaved: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    unlike: int = 0
    dangers: int = 0
    unadvised: int = 0

    async def talk(self, client: httpx.AsyncClient, cluster: Cluster, turns: int) -> None:
        """Say so many things, one after the answer to the other; now and then at two processes at once."""
        for turn in range(turns):
            danger, rule = (PILL, HEART)[self.number % 2]
            text = f"{SAID[turn % len(SAID)] or danger} ({turn} {CANARY})"
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
            saved = not any(note in told for note in _UNSAVED)
            (self.acknowledged if saved else self.unsaved).append(text)
            named = turn % len(SAID) == NAMES_DANGER
            known = saved and any(t.startswith(danger) for t in self.acknowledged)
            if named or known:  # a process that cannot read what another one wrote says so instead
                told_turn = Turn(Line(str(self.number), text, rule), replies[0], 0.0)
                self.dangers += 1
                self.unadvised += not told_turn.advised(rules())

    async def come(self, client: httpx.AsyncClient, cluster: Cluster) -> None:
        """Open the conversation, at one process or another."""
        self.session = str((await self._post(client, cluster, self.number, "sessions", {}))["session"])

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
                    headers={"Authorization": f"Bearer {self.session}"} if self.session else {},
                )
                if given.status_code in (200, 201):
                    answer: dict[str, Any] = given.json()
                    return answer
                assert given.status_code in (429, 503), (given.status_code, given.text)
                why = f"{given.status_code}"
            except (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError) as error:
                why = repr(error)
                turn += 1
            assert time.monotonic() < deadline, f"no process answered: {why}"
            await asyncio.sleep(0.2)


@dataclass(frozen=True)
class Load:
    """What a load came to."""

    people: list[Person]
    lost: int
    doubled: int
    disordered: int
    seconds: float

    @property
    def unadvised(self) -> int:
        """Turns of people in danger whose reply did not carry the advice."""
        return sum(p.unadvised for p in self.people)

    def __str__(self) -> str:
        times = sorted(s for p in self.people for s in p.seconds)
        turns, last = len(times), max(0, len(times) - 1)
        dangers = sum(p.dangers for p in self.people)
        unlike, unsaved = sum(p.unlike for p in self.people), sum(len(p.unsaved) for p in self.people)
        return (
            f"{len(self.people)} conversations, {turns} turns in {self.seconds:.0f} s "
            f"({turns / max(self.seconds, 0.001):.1f} a second), p50 {times[turns // 2]:.2f} s, "
            f"p95 {times[int(last * 0.95)]:.2f} s, slowest {times[last]:.2f} s; {self.lost} lost, "
            f"{self.doubled} doubled, {self.disordered} out of order, {unsaved} told as unsaved, "
            f"{unlike} unlike replies to one message, {self.unadvised} of {dangers} "
            "red-flag turns without advice"
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

            for person in everybody:  # a session that the database never saw ends at the next process
                await person.come(client, cluster)
            happening = asyncio.to_thread(meanwhile) if meanwhile else asyncio.sleep(0)
            await asyncio.gather(happening, *(one(p) for p in everybody))
        return everybody

    began = time.monotonic()
    everybody = asyncio.run(work())
    seconds = time.monotonic() - began
    lost = doubled = disordered = 0
    stored = cluster.stored()
    for person in everybody:
        texts = stored.get(cluster.name(person.session), [])
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
