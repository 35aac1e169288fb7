"""How much one address may ask for, and whose address counts."""

from __future__ import annotations

from ipaddress import ip_network

import httpx
import pytest

from bot.channels import allowances
from bot.channels.addresses import Addresses
from tests.channels.conftest import EMERGENCY, Web

PROXIES = (ip_network("10.0.0.0/24"),)
ELSEWHERE = {"X-Forwarded-For": "198.51.100.7"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("127.0.0.1", [], None),
        ("::1", [], None),
        ("198.51.100.7", [], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["198.51.100.7, 10.0.0.9"], "198.51.100.7"),
        ("10.0.0.5", ["203.0.113.1", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.1, 198.51.100.7"], "198.51.100.7"),  # the first was made up by the client
        ("198.51.100.7", ["203.0.113.1"], "198.51.100.7"),  # no proxy of ours: what it says counts nothing
        ("127.0.0.1", ["none"], "127.0.0.1"),
        ("2001:db8:1:2:3::9", [], "2001:db8:1:2::/64"),
    ],
)
def test_the_address_that_counts_is_the_last_that_is_no_proxy(
    peer: str, forwarded: list[str], counted: str | None
) -> None:
    assert Addresses(1, 1, PROXIES).of(peer, forwarded) == counted


def test_an_allowance_is_spent_and_filled_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(allowances.time, "monotonic", lambda: now[0])
    mine = Addresses(3, 2)
    assert [mine.spends("a") for _ in range(4)] == [True, True, True, False]
    assert mine.spends("b")
    now[0] = 0.5
    assert [mine.spends("a") for _ in range(2)] == [True, False]


def test_addresses_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "_MOST", 5)
    mine = Addresses(1, 0.001)
    for number in range(50):
        mine.spends(str(number))
    assert len(mine._known) == 5


@pytest.fixture
def settings() -> dict[str, str]:
    return {"CHARLEY_ADDRESS_BURST": "2", "CHARLEY_ADDRESS_PER_SECOND": "1"}


def test_a_flood_from_one_address_is_refused_and_danger_in_it_is_heard(web: Web) -> None:
    session = web.open()
    assert web.post(session, {"message": "hello"}).status_code == 200  # this machine itself
    headers = {"Authorization": f"Bearer {session}", **ELSEWHERE}

    def say(text: str) -> tuple[int, str]:
        given = httpx.post(f"{web.address}/webhooks/api/messages", json={"message": text}, headers=headers)
        return given.status_code, given.text

    statuses = [say("hello")[0] for _ in range(4)]
    assert statuses[:2] == [200, 200] and 429 in statuses
    status, told = say(EMERGENCY)
    assert status == 429 and "911" in told
    assert web.post(session, {"message": "hello"}).status_code == 200, "others go on"
