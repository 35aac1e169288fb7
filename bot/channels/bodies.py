"""What a request of the JSON API holds, read with care: whatever is refused keeps the text that could
be read, so that danger in it is heard."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

REGISTERS = ("plain", "clinician")
MOST_BYTES = 8192
MOST_CHARACTERS = 1000
SLOWEST = 10.0
"""Seconds for a body to arrive."""
_DRAINED = 1 << 20
_TEXT = re.compile(rb'"message"\s*:\s*"((?:[^"\\]|\\.)*)')


@dataclass
class Refusal(Exception):
    """A request that gets no turn: the status, a code for machines, a sentence for people, and
    the text that could be read."""

    status: int
    code: str
    message: str
    text: str = ""


async def body(request: Request) -> bytes:
    """The request's body.

    Raises:
        Refusal: it is over 8 KB, packed, or comes too slowly; the first 8 KB are heard.
    """
    body = await capped(request, MOST_BYTES)
    if len(body) > MOST_BYTES:
        raise Refusal(
            413, "too_large", "The request is over 8 KB. Send a shorter message.", guess(body[:MOST_BYTES])
        )
    return body


async def capped(request: Request, most: int) -> bytes:
    """The request's body, of a longer one no more than the first byte too many. Up to 1 MB of the rest is
    read and thrown away, so that the client hears the answer."""
    body = b""
    size = 0
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(400, "malformed", "Send the body as it is, not packed.")
    deadline = time.monotonic() + SLOWEST
    while True:
        try:
            chunk = await asyncio.wait_for(request.stream.read(), deadline - time.monotonic())
        except asyncio.TimeoutError:
            asyncio.get_running_loop().call_later(1, request.transport.abort)
            raise Refusal(
                408, "too_slow", "The message did not arrive in time. Send it again.", guess(body)
            ) from None
        if chunk is None:
            break
        size += len(chunk)
        body += chunk[: max(0, most + 1 - len(body))]
        if size > _DRAINED:
            break
    return body


def message(body: bytes) -> tuple[str, str | None, str | None]:
    """The text, the client's id and the wished wording of a message request.

    Raises:
        Refusal: it is not JSON, or not the JSON that the contract names.
    """
    data = _object(body, "message")
    text, identity = data["message"], data.get("id")
    if not isinstance(text, str):
        raise Refusal(422, "wrong_type", "message must be text.", guess(body))
    if identity is not None and not _is_id(identity):
        raise Refusal(422, "wrong_type", "id must be text of 1 to 100 characters.", _readable(text))
    if not text.strip():
        raise Refusal(422, "empty", "message is empty. Write something.")
    if len(text) > MOST_CHARACTERS:
        raise Refusal(422, "too_long", "message is over 1,000 characters. Send it in parts.", _readable(text))
    if not _is_whole(text):
        raise Refusal(422, "wrong_type", "message holds half of a character pair.", _readable(text))
    register = data.get("register")
    if register not in (None, *REGISTERS):
        raise Refusal(422, "wrong_type", "register must be plain or clinician.", text)
    return text, identity, register


def judgement(body: bytes) -> tuple[str, bool]:
    """The receipt and whether its reply helped, of a feedback request.

    Raises:
        Refusal: it is not the JSON that feedback is.
    """
    data = _object(body, "receipt")
    receipt, helpful = data["receipt"], data.get("helpful")
    if not _is_id(receipt) or not isinstance(helpful, bool):
        raise Refusal(422, "wrong_type", "receipt must be text and helpful true or false.", guess(body))
    return receipt, helpful


def _object(body: bytes, key: str) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            400, "malformed", f'The body is not JSON. Send {{"{key}": "..."}}.', guess(body)
        ) from error
    if not isinstance(data, dict) or key not in data:
        raise Refusal(400, "malformed", f"Send an object with the key {key}.", guess(body))
    return data


def _is_id(identity: Any) -> bool:
    return isinstance(identity, str) and 0 < len(identity) <= 100 and _is_whole(identity)


def _is_whole(text: str) -> bool:
    """Whether no character is half of a pair: such text cannot be stored or sent."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def guess(body: bytes) -> str:
    """The text of a body that is not what it should be: its message where one can be seen, else
    all of it."""
    found = _TEXT.search(body)
    return (found.group(1) if found else body).decode("utf-8", "replace")


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
