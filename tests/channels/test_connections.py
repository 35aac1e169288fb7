"""Slow and many clients, over real sockets: bounded, and nobody else waits for them."""

from __future__ import annotations

import gzip
import socket
import time
from ipaddress import ip_network

import httpx
import pytest

from bot.channels import bodies, connections
from bot.channels.connections import Connections
from tests.channels.conftest import EMERGENCY, Web


def test_connections_are_counted_in_all_and_for_each_address_from_elsewhere() -> None:
    mine = Connections(5, (ip_network("10.0.0.0/24"),), each=2)
    assert [mine.enter("198.51.100.7") for _ in range(3)] == [True, True, False]
    assert [mine.enter("10.0.0.5"), mine.enter("127.0.0.1"), mine.enter("10.0.0.5")] == [True] * 3
    assert not mine.enter("127.0.0.1"), "five in all"
    for address in ("198.51.100.7", "198.51.100.7", "10.0.0.5"):
        mine.leave(address)
    assert mine.enter("198.51.100.7") and not mine._of["10.0.0.5"]


@pytest.fixture
def settings() -> dict[str, str]:
    return {"CHARLEY_CONNECTIONS": "20"}


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "EVERY", 0.2)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 3.0)
    monkeypatch.setattr(bodies, "SLOWEST", 1.0)


def knock(web: Web) -> socket.socket:
    host, port = web.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), 30)


def answered(connection: socket.socket) -> bool:
    """Whether a request on the connection gets an answer, and not its end."""
    try:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        return connection.recv(1) != b""
    except OSError:
        return False


def test_a_head_of_one_byte_at_a_time_is_ended(fast: None, web: Web) -> None:
    with knock(web) as slow:
        slow.sendall(b"GET /health/live HTTP/1.1\r\nX: ")
        with pytest.raises(OSError):
            for _ in range(300):  # within the size of a head; far longer than the time for one
                slow.sendall(b"x")
                time.sleep(0.1)


def test_a_body_that_does_not_come_is_refused_with_what_it_said_so_far(
    fast: None, web: Web, session: str
) -> None:
    with knock(web) as slow:
        head = f"POST /webhooks/api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session}\r\n"
        slow.sendall(f'{head}Content-Length: 500\r\n\r\n{{"message": "{EMERGENCY}'.encode())
        answer = b""
        while piece := slow.recv(4096):
            answer += piece
        assert b"408" in answer.splitlines()[0] and b"too_slow" in answer and b"911" in answer


def test_more_connections_than_may_be_are_ended_and_it_recovers(web: Web) -> None:
    held = [knock(web) for _ in range(20)]
    time.sleep(0.5)
    assert not answered(knock(web))
    for connection in held:
        connection.close()
    time.sleep(0.5)
    assert web.request("GET", "/health/live").status_code == 200


def test_a_packed_body_is_refused_unread(web: Web, session: str) -> None:
    bomb = gzip.compress(b'{"message": "' + b"a" * 1_000_000 + b'"}')
    headers = {"Authorization": f"Bearer {session}", "Content-Encoding": "gzip"}
    given = httpx.post(f"{web.address}/webhooks/api/messages", content=bomb, headers=headers)
    assert given.status_code == 400 and given.json()["error"] == "malformed"
