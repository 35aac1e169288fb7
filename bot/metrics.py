"""What operators can watch, for Prometheus: counts and times. Never words, never whose they are.

Served by `serve` on a port of its own, on the loopback unless told otherwise, so that no public route
shows them. Labels hold names of ours only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, start_http_server

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

TURNS = Counter("charley_turns", "Turns that were answered.", ("channel", "act", "saved"))
STAGES = Histogram("charley_turn_seconds", "Seconds of a turn, by stage.", ("stage",), buckets=_SECONDS)
ESCALATIONS = Counter("charley_escalations", "Turns with advice to get care, by level.", ("level",))
FALLBACKS = Counter("charley_fallbacks", "Turns that answered nothing.", ("act",))
REPLIES = Histogram(
    "charley_reply_seconds", "Seconds from a message to its reply.", ("channel",), buckets=_SECONDS
)
REFUSALS = Counter("charley_refusals", "Requests and messages that got no turn.", ("channel", "code"))
SENDS = Counter("charley_sends", "Messages sent to an app, and those given up.", ("channel", "outcome"))
SEND_SECONDS = Histogram(
    "charley_send_seconds",
    "Seconds until an app took a message or it was given up, tries and pauses included.",
    ("channel",),
    buckets=(*_SECONDS, 30.0, 60.0, 300.0),
)
FAILURES = Counter("charley_failures", "Failures of a part.", ("part",))
SOCKETS = Gauge("charley_sockets", "Open sockets of the website.")

PARTS = ("action", "journal", "locks", "store", "turn")
_FALLBACKS = ("apology", "clarify", "decline")

for _part in PARTS:
    FAILURES.labels(_part)  # shown from the start, so that an alert can tell none from unknown


def turn(channel: str, told: Mapping[str, Any], *, saved: bool) -> None:
    """Count an answered turn by its `turn/1`."""
    act, level = str(told["act"]), str(told["escalation"]["level"])
    TURNS.labels(channel, act, "yes" if saved else "no").inc()
    if level != "none":
        ESCALATIONS.labels(level).inc()
    if act in _FALLBACKS:
        FALLBACKS.labels(act).inc()


def refused(channel: str, code: str) -> None:
    """Count a request or a message that got no turn."""
    REFUSALS.labels(channel, code).inc()


def sent(channel: str, outcome: str, seconds: float) -> None:
    """Count a message to an app: ``outcome`` is sent or given_up."""
    SENDS.labels(channel, outcome).inc()
    SEND_SECONDS.labels(channel).observe(seconds)


def failed(part: str) -> None:
    """Count a failure of one of `PARTS`."""
    FAILURES.labels(part).inc()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time a stage of a turn."""
    began = time.perf_counter()
    try:
        yield
    finally:
        STAGES.labels(name).observe(time.perf_counter() - began)


def serve(port: int, host: str) -> None:
    """Serve the metrics of this process on a thread of its own.

    Raises:
        OSError: the port is in use.
    """
    start_http_server(port, addr=host)
