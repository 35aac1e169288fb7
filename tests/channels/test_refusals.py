"""Requests that get no turn: the status, and in danger what to do."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.channels.conftest import EMERGENCY, Gate, Web

LONG = EMERGENCY.ljust(2000)
HALF = b'{"message": "im on furosemide and my heart is racing \\ud83d"}'

REFUSED: list[tuple[str, Any, int, str]] = [
    ("not JSON", b"hello", 400, "malformed"),
    ("cut off", b'{"message": "hello', 400, "malformed"),
    ("nothing", b"", 400, "malformed"),
    ("not UTF-8", b'{"message": "\xff\xfe"}', 400, "malformed"),
    ("nested deep", b"[" * 8000, 400, "malformed"),
    ("a list", ["hello"], 400, "malformed"),
    ("a text", "hello", 400, "malformed"),
    ("null", b"null", 400, "malformed"),
    ("no message", {"text": "hello"}, 400, "malformed"),
    ("a number as message", {"message": 7}, 422, "wrong_type"),
    ("null as message", {"message": None}, 422, "wrong_type"),
    ("a list as message", {"message": ["hello"]}, 422, "wrong_type"),
    ("empty", {"message": ""}, 422, "empty"),
    ("blank", {"message": " \n\t\u00a0"}, 422, "empty"),
    ("1,001 characters", {"message": "a" * 1001}, 422, "too_long"),
    ("half a character", b'{"message": "hello \\ud83d"}', 422, "wrong_type"),
    ("half a character, long", b'{"message": "' + b"\\ud83d" * 1001 + b'"}', 422, "too_long"),
    ("a number as id", {"message": "hello", "id": 7}, 422, "wrong_type"),
    ("an empty id", {"message": "hello", "id": ""}, 422, "wrong_type"),
    ("a long id", {"message": "hello", "id": "x" * 101}, 422, "wrong_type"),
    ("half a character as id", b'{"message": "hello", "id": "\\ud83d"}', 422, "wrong_type"),
    ("half a character twice", b'{"message": "\\ud83d", "id": "\\ud83d"}', 422, "wrong_type"),
    ("over 8 KB", {"message": "a" * 8200}, 413, "too_large"),
    ("1 MB", {"message": "a" * 1_000_000}, 413, "too_large"),
]


def check(given: httpx.Response, status: int, code: str) -> str:
    """The sentence of a refusal of this kind."""
    assert given.status_code == status, given.text
    body = given.json()
    assert set(body) == {"error", "message"}
    assert body["error"] == code
    message: str = body["message"]
    assert message
    return message


def tells_what_to_do(message: str, web: Web) -> bool:
    """Whether a refusal carries the emergency's advice, numbers and all."""
    advice = web.agent.house.content.rules["RF-15"].advice["self"].partition("{call}")[0]
    return message.startswith(advice) and all(n in message for n in ("911", "999", "112"))


@pytest.mark.parametrize(("body", "status", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_no_message_is_refused(web: Web, session: str, body: Any, status: int, code: str) -> None:
    message = check(web.post(session, body), status, code)
    assert not tells_what_to_do(message, web)
    assert web.agent.heard == [], "a refused message got a turn"
    web.say(session, "hello")


@pytest.mark.parametrize(
    "body",
    [
        {"message": "a" * 1000},
        {"message": "🦵" * 1000},
        {"message": "hello", "id": "x" * 100},
        {"message": "hi", "id": None},
    ],
    ids=["1,000 characters", "1,000 wide characters", "an id of 100", "null as id"],
)
def test_what_just_fits_is_answered(web: Web, session: str, body: dict[str, Any]) -> None:
    assert web.post(session, body).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message": LONG}, 422),
        ({"message": EMERGENCY.ljust(9000)}, 413),
        (json.dumps({"message": LONG}).encode()[:-2], 400),
        (f"message={EMERGENCY}".encode(), 400),
        ([EMERGENCY], 400),
        ({"text": EMERGENCY}, 400),
        ({"message": [EMERGENCY]}, 422),
        ({"message": EMERGENCY, "id": 7}, 422),
        (HALF, 422),
    ],
    ids=[
        "too long",
        "too large",
        "cut off",
        "not JSON",
        "a list",
        "other key",
        "wrong type",
        "bad id",
        "half a character",
    ],
)
def test_a_refusal_of_an_emergency_says_what_to_do(web: Web, session: str, body: Any, status: int) -> None:
    given = web.post(session, body)
    assert given.status_code == status
    assert tells_what_to_do(given.json()["message"], web)


@pytest.mark.parametrize("session_", [None, "forged"])
@pytest.mark.parametrize("body", [{"message": EMERGENCY}, {"message": LONG}, EMERGENCY.encode()])
def test_an_emergency_without_a_session_is_told_what_to_do(web: Web, session_: str | None, body: Any) -> None:
    given = web.post(session_, body)
    assert given.status_code == 401
    assert tells_what_to_do(given.json()["message"], web)


def test_an_emergency_in_a_forgotten_conversation_is_told_what_to_do(web: Web, session: str) -> None:
    assert web.request("DELETE", "/webhooks/api/sessions/current", session).status_code == 204
    assert tells_what_to_do(check(web.post(session, {"message": EMERGENCY}), 401, "no_session"), web)


def test_the_same_id_with_another_text_is_409(web: Web, session: str) -> None:
    web.say(session, "hello", "m1")
    check(web.post(session, {"message": "other", "id": "m1"}), 409, "conflict")
    message = check(web.post(session, {"message": EMERGENCY, "id": "m1"}), 409, "conflict")
    assert tells_what_to_do(message, web)
    assert web.agent.heard == ["hello"]


def test_the_same_id_with_another_text_is_409_while_the_first_is_under_way(
    web: Web, session: str, gate: Gate
) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(web.post, session, {"message": "hello", "id": "m1"})
        gate.wait_until_entered()
        check(web.post(session, {"message": "other", "id": "m1"}), 409, "conflict")
        gate.let_go()
        assert first.result().status_code == 200


def test_more_messages_than_may_wait_are_429(web: Web, session: str, gate: Gate) -> None:
    """Three may be under way or wait (see the settings fixture); all others are refused at once."""
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(web.post, session, {"message": f"{EMERGENCY} {n}"}) for n in range(8)]
        gate.wait_until_entered()
        refused = list(islice(as_completed(sent, timeout=30), 5))
        for one in refused:
            assert tells_what_to_do(check(one.result(), 429, "too_fast"), web)
        gate.let_go()
        assert [s.result().status_code for s in sent if s not in refused] == [200] * 3
    assert len(web.agent.heard) == 3


def test_others_are_not_refused_while_one_sends_too_much(web: Web, session: str, gate: Gate) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(web.post, session, {"message": f"{n}"}) for n in range(3)]
        gate.wait_until_entered()
        other = pool.submit(web.post, web.open(), {"message": "hello"})
        gate.wait_until_entered()
        gate.let_go()
        assert [s.result().status_code for s in [*sent, other]] == [200] * 4


class TestAllowance:
    """A burst of two, refilled at one a second."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"CHARLEY_RATE_BURST": "2", "CHARLEY_RATE_PER_SECOND": "1"}

    def test_a_burst_over_the_allowance_is_429(
        self, web: Web, session: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = SimpleNamespace(monotonic=lambda: now, perf_counter=time.perf_counter, time=time.time)
        monkeypatch.setattr("bot.channels.turns.time", clock)
        now = 1000.0
        assert [web.post(session, {"message": "hello"}).status_code for _ in range(4)] == [200, 200, 429, 429]
        now += 1
        assert [web.post(session, {"message": "hello"}).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("path", ["/webhooks/api/messages", "/health/live", "/chat/"])
def test_a_request_with_too_long_a_head_is_told_where_to_turn(web: Web, session: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {session}", "X-Long": "a" * 4000}
    body = json.dumps({"message": EMERGENCY}).encode()
    given = httpx.post(f"{web.address}{path}?{'x' * 5000}", content=body, headers=headers)
    assert "911" in check(given, 413, "too_large")
    web.say(session, "hello")
