"""Another person's talk can be read in none of the ways tried. docs/privacy/who-can-read.md lists them."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
import socketio
from itsdangerous import URLSafeSerializer
from rasa.core.channels.channel import UserMessage

from bot.channels import sessions, sockets
from bot.settings import ROOT
from tests.channels.conftest import Web

CANARY = "CANARY"
SAID = f"{CANARY} i take a water pill"
PAGE = (ROOT / "docs" / "privacy" / "who-can-read.md").read_text(encoding="utf-8")


class Scene:
    """The server, a person who said something over the API, and a stranger with a session of their own."""

    def __init__(self, web: Web) -> None:
        self.web = web
        web.agent.plan = self._echo
        self.token, self.own = web.open(), web.open()
        self.name = web.name(self.token)
        assert CANARY in str(web.say(self.token, SAID, "m1")), "the reply holds what was said"
        self.signer = sessions.signer(web.agent.house.settings)

    async def _echo(self, message: UserMessage) -> list[dict[str, Any]]:
        turn = {"act": "answer", "topics": ["definition"], "facts": [], "sources": []}
        return [{"text": f"You said: {message.text}", "turn": turn}]

    def tries(self, *tokens: str | None, **body: Any) -> str:
        """What the API gives to each of these tokens, on each route."""
        given = []
        for token in tokens:
            given.append(self.web.post(token, {"message": "what did i say?", "id": "m1", **body}).text)
            receipt = {"receipt": "m1", "helpful": True}
            given.append(self.web.request("POST", "/webhooks/api/feedback", token, json=receipt).text)
        return "\n".join(given)

    def socket(self, session: Any, /, **message: Any) -> str:
        """What the website's socket gives to one who begins with this session and sends a message."""

        async def talk() -> str:
            async with socketio.AsyncSimpleClient(reconnection=False) as client:
                await client.connect(self.web.address, socketio_path=sockets.PATH, transports=["websocket"])
                began = await client.call("begin", {"session": session}, timeout=30)
                told = await client.call("message", {"message": "hello", "id": "m1", **message}, timeout=30)
                return f"{began} {told}"

        return asyncio.run(talk())

    def moved(self) -> str:
        """The person's rows given to the stranger, by one who can write to the database."""
        name, own = (self.web.agent.records.vault.name(n) for n in (self.name, self.web.name(self.own)))
        with (
            closing(sqlite3.connect(self.web.data / "conversations.sqlite", timeout=10)) as connection,
            connection,
        ):
            for table in ("event", "reply", "inbox"):
                connection.execute(f"update {table} set conversation = ? where conversation = ?", (own, name))
            connection.execute(
                "update conversation set snapshot = (select snapshot from conversation where id = ?),"
                " next_seq = (select next_seq from conversation where id = ?) where id = ?",
                (name, name, own),
            )
            # the message's pseudonym is the stranger's own
            message = self.web.agent.records.vault.name(self.web.name(self.own), "m1")
            connection.execute("update reply set message = ?", (message,))
        return self.tries(self.own)

    def files(self) -> str:
        """Everything in the data folder."""
        files = [p for p in self.web.data.rglob("*") if p.is_file()]
        return b"\n".join(p.read_bytes() for p in files).decode("latin-1")

    def forgotten(self) -> str:
        self.web.request("DELETE", "/webhooks/api/sessions/current", self.token)
        return self.tries(self.token) + self.files()

    def spoilt(self) -> Iterator[str]:
        payload, _, signature = self.token.rpartition(".")
        yield payload
        yield f"{payload}."
        yield f"{payload}.{self.own.rpartition('.')[2]}"
        yield f"{payload}.{signature[:-2]}"
        yield f"{payload}.{signature[::-1]}"

    def named(self) -> dict[str, Any]:
        more = ("sender", "sender_id", "conversation", "conversation_id", "session", "session_id", "token")
        return dict.fromkeys(more, self.name) | {"metadata": {"sender": self.name}}

    def elsewhere(self) -> str:
        """The routes that Rasa has by itself, and those of its stock channels."""
        given = []
        for path in (
            f"/conversations/{self.name}/tracker",
            f"/conversations/{self.name}/story",
            f"/webhooks/rest/webhook?sender={self.name}",
            f"/webhooks/api/sessions/{self.name}",
            f"/webhooks/api/messages?session={self.token}",
            "/webhooks/api/messages/m1",
        ):
            for method in ("GET", "POST"):
                body = {"sender": self.name, "message": "what did i say?"}
                given.append(self.web.request(method, path, self.own, json=body).text)
        return "\n".join(given)

    def polled(self) -> str:
        """Sockets of others by guessed names."""
        path = f"{sockets.PATH}?EIO=4&transport=polling&sid="
        return "\n".join(self.web.request("GET", path + s).text for s in (self.name, secrets.token_hex(10)))


WAYS: dict[str, Callable[[Scene], str]] = {
    "no session": lambda s: s.tries(None),
    "a name by chance as the session": lambda s: s.tries(*(secrets.token_hex(16) for _ in range(5))),
    "the conversation's name as the session": lambda s: s.tries(s.name, s.name.partition(":")[2]),
    "a session with its signature spoilt, cut or of another session": lambda s: s.tries(*s.spoilt()),
    "a session signed with another secret": lambda s: s.tries(
        URLSafeSerializer("other", salt="charley-session-1").dumps(s.name)
    ),
    "a session signed for another purpose": lambda s: s.tries(
        URLSafeSerializer(s.signer.secret_key, salt="other").dumps(s.name)
    ),
    "the same message id from another session": lambda s: s.tries(s.own),
    "the person's conversation named in the body": lambda s: s.tries(s.own, **s.named()),
    "a session of the API on the website": lambda s: s.socket(s.token),
    "the person's conversation named on the website": lambda s: s.socket(s.name, **s.named()),
    "a session that is no text on the website": lambda s: (
        s.socket({"session": s.token}) + s.socket([s.token])
    ),
    "the socket of another by a guessed name": Scene.polled,
    "the routes of Rasa and of its stock channels": Scene.elsewhere,
    "the session of a forgotten conversation": Scene.forgotten,
    "rows moved to another conversation in the database": Scene.moved,
    "the files of the data folder": Scene.files,
}


@pytest.mark.parametrize("way", WAYS)
def test_it_cannot_be_read(web: Web, way: str) -> None:
    scene = Scene(web)
    given = WAYS[way](scene)
    assert given and CANARY not in given and "water pill" not in given and "diuretic" not in given


def test_the_person_can(web: Web) -> None:
    scene = Scene(web)
    assert CANARY in scene.web.post(scene.token, {"message": SAID, "id": "m1"}).text


def test_every_way_is_on_the_page() -> None:
    assert [line[2:].rstrip(".") for line in PAGE.splitlines() if line.startswith("- ")] == list(WAYS)
