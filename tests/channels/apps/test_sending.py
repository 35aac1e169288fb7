"""A vendor that fails: tried again, given up, told in the log without a word of the talk."""

from __future__ import annotations

import logging
import time

import pytest

from bot.channels import sending
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import PERSON, new_id
from tests.channels.apps.vendor import Planned
from tests.channels.conftest import ANSWER

SECRETS = ("hello", ANSWER["text"], "canary", PERSON)


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


FAILS = {
    "500": Planned(500, body={}),
    "429": Planned(429, body={}),
    "429 with a pause": Planned(429, {"Retry-After": "0"}, {}),
    "no answer": Planned(0),
    "slow": Planned(delay=1.0),
    "no JSON at all": Planned(502, body="<html>"),
}


@pytest.mark.parametrize("how", FAILS)
def test_what_fails_twice_is_sent_once_it_works(
    phone: Phone, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.4)
    phone.vendor.plan.extend([FAILS[how]] * 2)
    phone.sends(phone.kit.says("hello", new_id()))
    calls = phone.vendor.waits_for(3)
    assert {phone.kit.text(c) for c in calls} == {ANSWER["text"]}
    assert phone.says("another") == [ANSWER["text"]]
    assert phone.web.agent.heard == ["hello", "another"], "a try to send is no turn"


@pytest.mark.parametrize("how", ["500", "429", "no answer", "slow"])
def test_what_never_works_is_given_up_and_the_next_is_not_affected(
    phone: Phone, how: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.2)
    phone.vendor.plan.extend([FAILS[how]] * sending.TRIES)
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(sending.TRIES)
    assert phone.says("another") == [ANSWER["text"]]
    given_up = [r.getMessage() for r in caplog.records if "given up" in r.getMessage()]
    assert len(given_up) == 1 and f"A reply in {phone.kit.name}" in given_up[0]
    ours = [r for r in caplog.records if r.name.startswith(("bot", "rasa", "sanic", "aiohttp"))]
    told = [r.getMessage() for r in ours]
    assert not [line for line in told if any(secret in line for secret in SECRETS)]


def test_a_refusal_is_not_tried_again(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    phone.vendor.plan.append(Planned(403, body={"error": {"code": 10}}))
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(1)
    assert phone.says("another") == [ANSWER["text"]]
    assert len(phone.vendor.messages) == 2
    assert any("given up at try 1: HTTP 403" in r.getMessage() for r in caplog.records)


def test_the_pause_that_a_vendor_asks_for_is_kept(phone: Phone) -> None:
    told = {
        "telegram": Planned(429, body={"ok": False, "parameters": {"retry_after": 1}}),
        "messenger": Planned(429, {"Retry-After": "1"}, {"error": {"code": 613}}),
    }.get(phone.kit.name, Planned(429, {"Retry-After": "1"}, {}))
    phone.vendor.plan.append(told)
    phone.sends(phone.kit.says("hello", new_id()))
    first, second = phone.vendor.waits_for(2)
    assert 1.0 <= second.at - first.at < 5


def test_a_pause_too_long_to_wait_for_is_given_up(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    phone.vendor.plan.append(Planned(429, {"Retry-After": "99999"}, {}))
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(1)
    assert phone.says("another") == [ANSWER["text"]]
    assert any("given up at try 1" in r.getMessage() for r in caplog.records)


def test_pauses_grow(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE", 0.2)
    phone.vendor.plan.extend([FAILS["500"]] * 3)
    phone.sends(phone.kit.says("hello", new_id()))
    at = [c.at for c in phone.vendor.waits_for(4)]
    pauses = [later - sooner for sooner, later in zip(at, at[1:], strict=False)]
    assert pauses[0] >= 0.2 and pauses[1] >= 0.4 and pauses[2] >= 0.8


def test_somebody_else_is_not_kept_waiting(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE", 20.0)
    phone.vendor.plan.append(FAILS["500"])
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(1)
    began = time.monotonic()
    phone.calls(phone.kit.says("hello", new_id(), "447700900999"))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("kit", ["slack"], indirect=True)
@pytest.mark.parametrize(
    "error, tries", [("ratelimited", 2), ("internal_error", 2), ("channel_not_found", 1)]
)
def test_slack_refuses_with_200(phone: Phone, error: str, tries: int) -> None:
    phone.vendor.plan.append(Planned(body={"ok": False, "error": error}))
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(tries)
    phone.says("another")
    assert len(phone.vendor.messages) == tries + 1


@pytest.mark.parametrize("kit", ["messenger"], indirect=True)
@pytest.mark.parametrize("error", [{"code": 4}, {"code": 613}, {"code": 2, "is_transient": True}])
def test_meta_refuses_with_400_what_passes(phone: Phone, error: dict[str, object]) -> None:
    phone.vendor.plan.append(Planned(400, body={"error": error}))
    phone.sends(phone.kit.says("hello", new_id()))
    assert len(phone.vendor.waits_for(2)) == 2
