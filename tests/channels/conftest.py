"""The real channels on a real Sanic server, with a stub where Rasa's agent would be."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from sanic import Sanic

from bot.channels import api, apps, health, sessions
from bot.channels import web as website
from bot.channels.api import Api
from bot.channels.health import Health
from bot.channels.openapi import turn_schema
from bot.conversations import turn
from bot.conversations.records import Records, StoreUnavailable
from bot.conversations.tracker_store import OWN
from bot.core import wishes
from bot.core.model import State
from bot.nlg import wording
from bot.serve import House, house
from bot.settings import load

EMERGENCY = "im on furosemide and my heart is racing"
ANSWER = {
    "text": "An answer.",
    "turn": {"act": "answer", "topics": ["definition"], "facts": [], "sources": []},
}

Plan = Callable[[UserMessage], Awaitable[list[dict[str, Any]]]]


@dataclass
class StubAgent:
    """Answers what a test plans, after hearing and saving as the real agent does."""

    house: House
    records: Records
    lock_store: InMemoryLockStore = field(default_factory=InMemoryLockStore)
    heard: list[str] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    plan: Plan | None = None
    alter: Callable[[State], State] | None = None
    """What a turn does to the state beside hearing."""
    saves: bool = True
    stores_said: bool = False
    """Whether what is said is stored too, as Rasa does."""

    async def handle_message(self, message: UserMessage) -> None:
        """One turn: hear, answer, save, as bot.conversations.tracker_store does."""
        self.heard.append(message.text)
        state, _ = self.house.listen(message.text, self.states.get(message.sender_id, State()), 1e9)
        state = self.alter(state) if self.alter else state
        state = self.house.steer(state, "inform", 1e9) if state.wish in wishes.WIPES else state
        self.states[message.sender_id] = State() if state.wish in wishes.WIPES else state
        said = await self.plan(message) if self.plan else [dict(ANSWER)]
        for one in said:
            await message.output_channel.send_response(message.sender_id, one)
        record = turn.current.get()
        if record is None:
            return
        record.state = state.to_dict()
        if state.wish in wishes.WIPES:
            record.wiped = True
            return
        record.saved = self.saves and self._save(message, said)

    def _save(self, message: UserMessage, said: list[dict[str, Any]]) -> bool:
        try:
            loaded = self.records.load(message.sender_id, 1)
            after = loaded.next_seq if loaded else 0
            events = [{"event": "user", "text": message.text}]
            if self.stores_said:
                events += [{"event": "bot", "data": {"buttons": m.get("buttons")}} for m in said]
            mine = message.sender_id.startswith(OWN)
            self.records.append(message.sender_id, events, after=after, snapshot={}, may_open=not mine)
        except StoreUnavailable:
            return False
        return True


@dataclass
class Web:
    """The running server and how to talk to it."""

    address: str
    agent: StubAgent
    loop: asyncio.AbstractEventLoop
    data: Path
    api: Api

    def open(self) -> str:
        """A new session."""
        return str(self.request("POST", "/webhooks/api/sessions").json()["session"])

    def name(self, session: str) -> str:
        """The conversation of a session."""
        conversation = sessions.read(sessions.signer(self.agent.house.settings), session)
        assert conversation is not None
        return conversation

    def request(self, method: str, path: str, session: str | None = None, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        return httpx.request(method, self.address + path, headers=headers, timeout=30, **kwargs)

    def request_raw(self, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        """POST bytes with headers, which may hold any characters."""
        raw = [(k.encode(), v.encode()) for k, v in headers.items()]
        return httpx.post(self.address + path, headers=raw, content=body, timeout=30)

    def post(self, session: str | None, body: Any) -> httpx.Response:
        """Send a body to the messages route, JSON unless it is bytes."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return self.request("POST", "/webhooks/api/messages", session, **content)

    def say(self, session: str, text: str, identity: str | None = None) -> dict[str, Any]:
        """A message's reply, held against the contract."""
        body = {"message": text} | ({"id": identity} if identity else {})
        given = self.post(session, body)
        assert given.status_code == 200, given.text
        return checked(given.json())


def checked(reply: dict[str, Any]) -> dict[str, Any]:
    """The reply, whose turn is valid and which is never empty."""
    jsonschema.Draft202012Validator(turn_schema()).validate(reply["turn"])
    assert reply["messages"] and all(m["text"] for m in reply["messages"])
    return reply


class Gate:
    """Holds turns in the server until a test lets them go."""

    def __init__(self, web: Web) -> None:
        self._loop = web.loop
        self.entered = threading.Semaphore(0)
        self._open = asyncio.Event()

    async def plan(self, message: UserMessage) -> list[dict[str, Any]]:
        """What the stub does: wait, then answer."""
        self.entered.release()
        await self._open.wait()
        return [dict(ANSWER)]

    def wait_until_entered(self) -> None:
        assert self.entered.acquire(timeout=30), "no turn began"

    def let_go(self) -> None:
        self._loop.call_soon_threadsafe(self._open.set)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Content and ears, made once for all tests; each has settings of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("data")))
        house.cache_clear()
        made = house()
        house.cache_clear()
    return made


@pytest.fixture
def settings() -> dict[str, str]:
    """What a test's module may set in the environment."""
    return {"CHARLEY_PENDING_MESSAGES": "3", "CHARLEY_SQLITE_WAIT_MS": "50"}


@pytest.fixture
def further() -> tuple[type[InputChannel], ...]:
    """Channels that a test's module serves beside those of every test."""
    return ()


async def _started(app: Sanic, door: socket.socket) -> Any:
    server = await app.create_server(sock=door, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.after_start()
    return server


async def _stopping(server: Any) -> None:
    await server.before_stop()


@contextmanager
def serving(
    parts: House, data: Path, settings: Mapping[str, str], *further: type[InputChannel]
) -> Iterator[Web]:
    """The channels on a server of their own, which keeps its data in a folder, until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"DATA_DIR": str(data), **settings}.items():
            patch.setenv(name, value)
        parts = replace(parts, settings=load())
        for module in (api, apps, health, website, wording):
            patch.setattr(module, "house", lambda: parts)
        agent = StubAgent(parts, Records(parts.settings.conversations_db, 0.05))
        loop = asyncio.new_event_loop()
        app = Sanic(f"charley_{data.name}".replace("-", "_"), configure_logging=False)
        app.ctx.agent = agent
        patch.setattr(Sanic, "test_mode", True)  # Sanic rewrites its methods at every start but in tests
        served = Api()
        site = website.Web()
        register([served, Health(), site, *(c.from_credentials(None) for c in further)], app, "/webhooks/")
        door = socket.socket()
        door.bind(("127.0.0.1", 0))
        # On its thread from the start: a test's own thread may already run the loop of a browser.
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(_started(app, door), loop).result(30)
        yield Web(f"http://127.0.0.1:{door.getsockname()[1]}", agent, loop, data, served)
        asyncio.run_coroutine_threadsafe(_stopping(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        door.close()


@pytest.fixture
def web(
    tmp_path: Path, settings: dict[str, str], parts: House, further: tuple[type[InputChannel], ...]
) -> Iterator[Web]:
    with serving(parts, tmp_path, settings, *further) as made:
        yield made


@pytest.fixture
def session(web: Web) -> str:
    return web.open()


@pytest.fixture
def gate(web: Web) -> Iterator[Gate]:
    made = Gate(web)
    web.agent.plan = made.plan
    yield made
    made.let_go()
