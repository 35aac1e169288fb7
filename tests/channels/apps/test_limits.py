"""A flood in an app is refused politely, heard, and nobody else's trouble; what is counted holds no words."""

from __future__ import annotations

import gzip
import time

import pytest
from prometheus_client import REGISTRY, generate_latest

from bot.channels import apps, words
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import PERSON, new_id
from tests.channels.apps.vendor import Planned
from tests.channels.conftest import ANSWER, EMERGENCY, Gate

OTHER = "447700900999"
ELSEWHERE = {"X-Forwarded-For": "198.51.100.7"}


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one person three are answered and six heard; nothing more comes while a test runs."""
    monkeypatch.setattr(apps, "BURST", 3.0)
    monkeypatch.setattr(apps, "HEARD_BURST", 6.0)
    monkeypatch.setattr(apps, "PER_SECOND", 1e-6)
    monkeypatch.setattr(apps, "HEARD_PER_SECOND", 1e-6)


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return {**settings, "CHARLEY_ADDRESS_BURST": "2", "CHARLEY_ADDRESS_PER_SECOND": "1"}


class Counted:
    """What the metrics of an app have risen by since."""

    def __init__(self, app: str) -> None:
        self._app = app
        self._before: dict[str, float] = {}
        self._before = {name: self(name) for name in self._names()}

    def _names(self) -> list[str]:
        codes = ("flood", "too_fast", "forged", "too_large", "malformed", "unreadable", "too_long")
        return [*codes, "turns", "replies", "sent", "given_up", "send times"]

    def __call__(self, name: str) -> float:
        labels = {"channel": self._app}
        series = {
            "turns": ("charley_turns_total", {"act": "answer", "saved": "yes"}),
            "replies": ("charley_reply_seconds_count", {}),
            "sent": ("charley_sends_total", {"outcome": "sent"}),
            "given_up": ("charley_sends_total", {"outcome": "given_up"}),
            "send times": ("charley_send_seconds_count", {}),
        }
        metric, more = series.get(name, ("charley_refusals_total", {"code": name}))
        return (REGISTRY.get_sample_value(metric, {**labels, **more}) or 0.0) - self._before.get(name, 0.0)


@pytest.fixture
def counted(phone: Phone) -> Counted:
    return Counted(phone.kit.name)


def test_a_flood_of_one_person_is_told_once_and_others_are_answered(phone: Phone, counted: Counted) -> None:
    for _ in range(3):
        assert phone.says("hello") == [ANSWER["text"]]
    assert phone.says("hello") == [words.TOO_FAST]
    phone.sends(phone.kit.says("hello", new_id()))
    line, told = phone.says(EMERGENCY, 2)
    assert "911" in line and told == words.TOO_FAST, "danger is told each time"
    [call] = phone.calls(phone.kit.says("hello", new_id(), OTHER))
    assert phone.kit.text(call) == ANSWER["text"]
    assert phone.web.agent.heard == ["hello"] * 4
    assert counted("too_fast") == 3 and counted("flood") == 0


def test_what_no_person_could_type_is_dropped_and_counted(phone: Phone, counted: Counted) -> None:
    statuses = [phone.sends(phone.kit.says("hello", new_id())).status_code for _ in range(12)]
    assert statuses == [200] * 12, "a vendor that is refused sends again"
    assert counted("flood") == 6
    phone.sends(phone.kit.says("hello", new_id(), OTHER))
    texts = [phone.kit.text(c) for c in phone.vendor.waits_for(5)]
    assert sorted(texts) == sorted([ANSWER["text"]] * 4 + [words.TOO_FAST])
    assert phone.web.agent.heard == ["hello"] * 4


def test_a_flood_of_what_gets_no_turn_is_slowed_too(phone: Phone, counted: Counted) -> None:
    for _ in range(2):
        [call] = phone.calls(phone.kit.pictures(new_id()))
        assert phone.kit.text(call) == words.ONLY_TEXT
    assert phone.says("cramp " * 200) == [words.TOO_LONG]
    [call] = phone.calls(phone.kit.pictures(new_id()))
    assert phone.kit.text(call) == words.TOO_FAST
    assert (counted("unreadable"), counted("too_long"), counted("too_fast")) == (2, 1, 1)


def test_who_is_taken_again_is_told_again(phone: Phone, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "BURST", 30.0)
    for n in range(3):
        phone.sends(phone.kit.says(f"message {n}", new_id(), OTHER))
    gate.wait_until_entered()
    for _ in range(2):
        phone.sends(phone.kit.says("and now", new_id(), OTHER))
    gate.let_go()
    texts = [phone.kit.text(c) for c in phone.vendor.waits_for(4)]
    assert texts == [ANSWER["text"]] * 3 + [words.TOO_FAST]


def test_forged_requests_are_counted_by_address_and_genuine_ones_never_refused_for_them(
    phone: Phone, counted: Counted
) -> None:
    headers, body = phone.kit.forge(phone.kit.says(EMERGENCY, new_id()))
    statuses = [phone.sends(({**headers, **ELSEWHERE}, body)).status_code for _ in range(12)]
    assert statuses[:2] == [403, 403] and 429 in statuses and set(statuses) == {403, 429}
    headers, body = phone.kit.says("hello", new_id())
    assert phone.kit.text(phone.calls(({**headers, **ELSEWHERE}, body))[0]) == ANSWER["text"]
    assert counted("forged") + counted("too_fast") == 12
    assert phone.web.agent.heard == ["hello"]


def test_packed_and_oversized_bodies_are_refused_before_any_work(phone: Phone, counted: Counted) -> None:
    headers, body = phone.kit.says("hello", new_id())
    packed = {**headers, "Content-Encoding": "gzip"}
    assert phone.sends((packed, gzip.compress(body))).status_code == 400
    assert phone.sends(phone.kit.says("a" * apps.MOST_BYTES, new_id())).status_code == 413
    assert (counted("malformed"), counted("too_large")) == (1, 1)
    assert phone.web.agent.heard == [] and phone.vendor.seen == []


def test_turns_times_and_failures_are_counted_with_the_app_and_without_words(
    phone: Phone, counted: Counted
) -> None:
    phone.says("a word that is a canary")
    phone.vendor.plan.append(Planned(403, body={"error": {"code": 10}}))
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(2)
    phone.says("another")
    wanted = {"turns": 3, "replies": 3, "sent": 2, "given_up": 1, "send times": 3}
    for _ in range(200):  # the last is counted once the vendor's answer is read
        if counted("send times") == 3:
            break
        time.sleep(0.05)
    assert {name: counted(name) for name in wanted} == wanted
    told = generate_latest(REGISTRY).decode()
    assert phone.kit.name in told
    assert not [word for word in ("canary", PERSON, "hello", ANSWER["text"]) if word in told]
