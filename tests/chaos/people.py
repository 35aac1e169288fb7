"""Several people talking to one server, and what of it is on disk."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import jsonschema
import requests

from bot.channels import sessions
from bot.channels.openapi import turn_schema
from bot.settings import load
from tests import sealed
from tests.chaos.script import BEFORE, Line, Turn
from tests.chaos.servers import Servers


class People:
    """Everyone by name; who says something for the first time opens a session first."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._sessions: dict[str, str] = {}
        self.said: dict[str, list[str]] = {}

    def arrive(self) -> None:
        """Those who name a danger before anything breaks, and say two more things."""
        for name, (_, texts) in BEFORE.items():
            for text in texts:
                self.say(Line(name, text))

    def say(self, line: Line) -> Turn:
        """One message, and its reply, which is held against the contract."""
        started = time.monotonic()
        session = self._sessions.get(line.person) or self._open(line.person)
        given = requests.post(
            f"{self._servers.address}/webhooks/api/messages",
            json={"message": line.text},
            headers={"Authorization": f"Bearer {session}"},
            timeout=60,
        )
        seconds = time.monotonic() - started
        assert given.status_code == 200, (line, given.status_code, given.text)
        jsonschema.validate(given.json()["turn"], turn_schema())
        self.said[line.person].append(line.text)
        return Turn(line, given.json(), seconds)

    def stored(self, person: str) -> list[str]:
        """The person's messages as the database has them, in order. None of them was taken back."""
        rows = self._events(person)
        reverted = {r["event"] for r in rows} & {"rewind", "undo", "reset", "restart"}
        assert not reverted, (person, reverted)
        return [r["text"] for r in rows if r["event"] == "user"]

    def all_on_disk(self, names: Iterable[str] | None = None) -> bool:
        """Whether everything that was said is in the database, in order and once."""
        return all(self.stored(name) == self.said[name] for name in names or self.said)

    def _open(self, person: str) -> str:
        opened = requests.post(f"{self._servers.address}/webhooks/api/sessions", timeout=60)
        assert opened.status_code == 201, (person, opened.status_code, opened.text)
        self._sessions[person] = opened.json()["session"]
        self.said[person] = []
        return self._sessions[person]

    def _events(self, person: str) -> list[dict[str, Any]]:
        signer = sessions.signer(load({"DATA_DIR": str(self._servers.data_dir)}))
        conversation = sessions.read(signer, self._sessions[person])
        assert conversation is not None
        return sealed.events(self._servers.data_dir, conversation)
