"""How vendors prove that a request is theirs. All compare bytes in constant time; none raises."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable

MOST_AGE = 300.0
"""Seconds after which a request with a time in its signature is no longer taken."""


def same(given: str, expected: str) -> bool:
    """Whether both are the same; headers may hold anything."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def slack(secret: str, body: bytes, given: str, stamp: str, now: float) -> bool:
    """Slack's, version 0: over time and body, and no older than five minutes."""
    if not (stamp.isascii() and stamp.isdigit() and abs(now - int(stamp)) <= MOST_AGE):
        return False
    signed = b"v0:" + stamp.encode() + b":" + body
    return same(given, "v0=" + hmac.digest(secret.encode(), signed, "sha256").hex())


def meta(secret: str, body: bytes, given: str) -> bool:
    """Meta's, SHA-256 over the body."""
    return same(given, "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex())


def twilio(secret: str, url: str, form: Iterable[tuple[str, str]], given: str) -> bool:
    """Twilio's, over the address as Twilio has it and the form's fields in order of their names."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return same(
        given,
        base64.b64encode(
            hmac.digest(secret.encode(), signed.encode("utf-8", "surrogatepass"), "sha1")
        ).decode(),
    )
