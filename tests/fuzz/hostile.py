"""Hostile input, made anew from a seed: bodies, texts, payloads that only the bot may offer."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ROUTES = (
    ("POST", "/webhooks/api/sessions"),
    ("POST", "/webhooks/api/messages"),
    ("POST", "/webhooks/api/feedback"),
    ("DELETE", "/webhooks/api/sessions/current"),
    ("GET", "/webhooks/api/openapi.json"),
    ("GET", "/health/live"),
    ("GET", "/chat/"),
    ("GET", "/chat/socket.io/"),
    ("POST", "/chat/socket.io/"),
)
PAYLOADS = (
    "/restart", "/back", "/session_start", "/action_listen", "/nlu_fallback",
    '/inform{"charley": null}', '/inform{"charley": {"findings": []}}', '/deny{"water_pill": "no"}',
    "/start_over", "/greet", "EXTERNAL: greet", "/", "//", "/{", '/greet{"a":', "/greet@1.0",
    "／restart", "\u200b/restart", "/restart\u0000", "/SetSlots(charley=null)",
)  # fmt: skip
PIECES = (
    "\u0000", "\u202e", "\u200d" * 50, "\ufeff", "\ufdfa" * 20, "é" * 300, "a\u0301" * 300,
    "👩‍👩‍👧‍👦" * 40, "\U0001f9b5", "０１２", "ſ", "İ", "ß" * 200, "%s%n%x", "{{7*7}}", "${jndi:ldap://x}",
    "<script>alert(1)</script>", "'; drop table conversation; --", "../" * 40, "\r\nSet-Cookie: a=b",
    "\ud800", "1e999", "a" * 990, " " * 900, ".\n" * 400, "no " * 300, "not " * 250, "(" * 900,
    "cramp " * 160, "my leg " * 120, "?" * 900, "-1", "NaN",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def attacks(seed: int, count: int) -> Iterator[Attack]:
    """So many requests. None forgets the session: all that follow would be refused at the door."""
    chance = random.Random(seed)
    for _ in range(count):
        method, path = chance.choice(ROUTES)
        if chance.random() < 0.1:
            method = chance.choice(("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"))
        if (method, path) == ("DELETE", "/webhooks/api/sessions/current"):
            path = "/webhooks/api/sessions/none"
        if chance.random() < 0.5:
            method, path = "POST", "/webhooks/api/messages"
        yield Attack(
            method,
            path + chance.choice(("", "", "", "?a=%00", "?" + "x" * 3000)),
            _body(chance),
            _headers(chance),
        )


def _body(chance: random.Random) -> bytes:
    kind = chance.randrange(9)
    if kind < 4:
        return _dumped({"message": text(chance)} | ({"id": text(chance)[:120]} if kind == 3 else {}))
    if kind == 4:
        return _dumped(_shape(chance, 0))
    if kind == 5:
        deep = chance.choice((100, 1000, 4000))
        return b'{"message":' + b"[" * deep + b"]" * deep + b"}"
    if kind == 6:
        return chance.randbytes(chance.choice((0, 1, 50, 9000)))
    if kind == 7:
        return b'{"message": "' + b"my calf is swollen " * chance.choice((1, 100, 20_000)) + b'"}'
    return chance.choice(
        (
            gzip.compress(b"0" * 500_000),
            b'{"message": "a", "message": {}}',
            b'{"message": 1' + b"0" * 5000 + b"}",
            b'{"message": NaN}',
            b'{"message": "\\ud800"}',
            b"null",
            b'"' + b"\\u0000" * 900 + b'"',
        )
    )


def text(chance: random.Random) -> str:
    """A message that nobody would write."""
    if chance.random() < 0.3:
        return chance.choice(PAYLOADS)
    said = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 4)))
    if chance.random() < 0.3:
        said = "".join(chr(chance.randrange(1, 0x10FFFF)) for _ in range(chance.randrange(1, 80)))
    return said[: chance.choice((10, 100, 1000, 1001))]


def _shape(chance: random.Random, depth: int) -> Any:
    if depth > 3 or chance.random() < 0.3:
        return chance.choice((None, True, -1, 1e308, "", [], {}, text(chance)))
    if chance.random() < 0.5:
        return [_shape(chance, depth + 1) for _ in range(chance.randrange(4))]
    names = ("message", "id", "register", "metadata", "sender", "receipt", "helpful", "session")
    return {chance.choice(names): _shape(chance, depth + 1) for _ in range(chance.randrange(4))}


def _headers(chance: random.Random) -> dict[str, str]:
    return chance.choice(
        (
            {},
            {"Content-Type": "application/json"},
            {"Content-Type": "text/plain; charset=utf-16"},
            {"Content-Encoding": "gzip"},
            {"Content-Encoding": "deflate"},
            {"X-Forwarded-For": ", ".join("9.9.9.9" for _ in range(200))},
            {"Origin": "https://evil.example"},
            {"Accept-Encoding": "x" * 2000},
            {"Authorization": "Bearer " + "a" * 3000},
            {"Upgrade": "websocket", "Connection": "Upgrade"},
        )
    )


def _dumped(data: Any) -> bytes:
    return json.dumps(data).encode()
