"""Calls to a vendor's API: tried again with growing pauses, or as the vendor tells; then given up.

What a log says of a call is the app, the outcome and the number of tries: never its words, its
address or its token.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot import metrics

logger = logging.getLogger(__name__)

TRIES = 6
FIRST_PAUSE = 0.5
"""Seconds before the second try; doubled with each: 15 seconds in all."""
MOST_PAUSE = 300.0
"""Seconds: a vendor that asks for a longer pause is not waited for."""
PATIENCE = 10.0
"""Seconds for which one answer is waited for."""
_MOST_READ = 65_536


@dataclass(frozen=True)
class Call:
    """One POST: JSON, or a form."""

    url: str
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a vendor answered: the status, 0 for none at all; the pause that a header asks for; its body
    where that is a JSON object, else empty."""

    status: int
    pause: float | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What an answer means: sent, or not and why; ``again`` where another try may help, after a ``pause``
    where the vendor asks for one."""

    sent: bool = False
    again: bool = False
    why: str = ""
    pause: float | None = None


def by_status(answer: Answer) -> Outcome:
    """What an answer means by its status alone."""
    if 200 <= answer.status < 300:
        return Outcome(sent=True)
    again = answer.status in (0, 408, 425, 429) or answer.status >= 500
    why = f"HTTP {answer.status}" if answer.status else "no answer"
    return Outcome(again=again, why=why, pause=answer.pause)


class Post:
    """Sends for one app."""

    def __init__(self, app: str) -> None:
        self._app = app
        self._session: aiohttp.ClientSession | None = None

    def means(self, answer: Answer) -> Outcome:
        """What an answer of this vendor means."""
        return by_status(answer)

    async def send(self, call: Call) -> bool:
        """Whether the call reached the vendor, tried as often as it takes and helps."""
        began = time.perf_counter()
        sent = await self._tried(call)
        metrics.sent(self._app, "sent" if sent else "given_up", time.perf_counter() - began)
        return sent

    async def _tried(self, call: Call) -> bool:
        pause = FIRST_PAUSE
        for tried in range(1, TRIES + 1):
            outcome = self.means(await self._ask(call))
            if outcome.sent:
                return True
            wait = pause if outcome.pause is None else outcome.pause
            if not outcome.again or tried == TRIES or wait > MOST_PAUSE:
                logger.error("A reply in %s was given up at try %d: %s", self._app, tried, outcome.why)
                return False
            await asyncio.sleep(wait)
            pause *= 2
        return False

    async def once(self, call: Call) -> None:
        """Make a call that nobody misses: a typing sign, an acknowledgement."""
        await self._ask(call)

    async def close(self) -> None:
        """Release the connections."""
        if self._session:
            await self._session.close()

    async def _ask(self, call: Call) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=PATIENCE), trust_env=True
            )
        try:
            async with self._session.post(
                call.url, json=call.json, data=call.form, headers=call.headers, allow_redirects=False
            ) as given:
                return Answer(given.status, _told(given.headers), _object(await _start(given)))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return Answer(0)


async def _start(given: aiohttp.ClientResponse) -> bytes:
    """A body's beginning: as much of it as an answer to a call may be."""
    body = b""
    while len(body) < _MOST_READ and (chunk := await given.content.read(_MOST_READ - len(body))):
        body += chunk
    return body


def _told(headers: Mapping[str, str]) -> float | None:
    """The pause that `Retry-After` asks for, in seconds."""
    raw = headers.get("Retry-After", "")
    return float(raw) if raw.isascii() and raw.isdigit() else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
