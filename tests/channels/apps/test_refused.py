"""What no vendor sent is refused with its status, and gets no turn and no answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bot.channels.apps import MOST_BYTES
from bot.channels.arriving import Closed
from bot.serve import House
from bot.settings import load
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import KITS, Kit, MessengerKit, Request, SlackKit, TwilioKit, new_id
from tests.channels.conftest import EMERGENCY


@pytest.fixture(autouse=True)
def _no_turn(phone: Phone) -> Iterator[None]:
    yield
    assert phone.web.agent.heard == []
    assert phone.vendor.seen == []


def genuine(kit: Kit) -> Request:
    return kit.says(EMERGENCY, new_id())


def without_proof(kit: Kit) -> Request:
    headers, body = genuine(kit)
    return {"Content-Type": headers["Content-Type"]}, body


def tampered(kit: Kit) -> Request:
    headers, body = genuine(kit)
    if kit.name == "telegram":  # its proof does not cover the body
        return {**headers, "X-Telegram-Bot-Api-Secret-Token": "x"}, body
    return headers, body.replace(b"furosemide", b"a new car")


def truncated(kit: Kit) -> Request:
    headers, body = genuine(kit)
    return headers, body[:-9]


def non_ascii(kit: Kit) -> Request:
    headers, body = genuine(kit)
    proof = next(h for h in headers if "Signature" in h or "Secret" in h)
    return {**headers, proof: "sha256=ü🦵"}, body


def other_secret(kit: Kit) -> Request:
    if isinstance(kit, TwilioKit):
        return kit.says(EMERGENCY, new_id(), token="other")
    if isinstance(kit, SlackKit):
        headers, body = genuine(kit)
        return kit.signed(body, headers["Content-Type"], secret="other")
    if isinstance(kit, MessengerKit):
        return kit.signed(genuine(kit)[1], "other")
    return tampered(kit)


FORGED: dict[str, Callable[[Kit], Request]] = {
    "forged": lambda kit: kit.forge(genuine(kit)),
    "no proof": without_proof,
    "tampered": tampered,
    "non-ASCII header": non_ascii,
    "another's secret": other_secret,
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_not_the_vendors_is_forbidden(phone: Phone, how: str) -> None:
    assert phone.sends(FORGED[how](phone.kit)).status_code == 403


def test_what_was_cut_off_is_refused(phone: Phone) -> None:
    expected = 400 if phone.kit.name == "telegram" else 403
    assert phone.sends(truncated(phone.kit)).status_code == expected


def test_what_is_too_large_is_refused_unread(phone: Phone) -> None:
    for size in (MOST_BYTES, 10_000_000):
        began = time.monotonic()
        assert phone.sends(phone.kit.says("a" * size, new_id())).status_code == 413
        assert time.monotonic() - began < 10


@pytest.mark.parametrize("kit", ["slack"], indirect=True)
@pytest.mark.parametrize("age", [301, -301, 10**12])
def test_an_old_or_future_request_of_slack_is_forbidden(phone: Phone, age: int) -> None:
    assert isinstance(phone.kit, SlackKit)
    headers, body = genuine(phone.kit)
    request = phone.kit.signed(body, headers["Content-Type"], at=int(time.time()) - age)
    assert phone.sends(request).status_code == 403


@pytest.mark.parametrize("stamp", ["", "now", "²", "1e9", "-5"])
@pytest.mark.parametrize("kit", ["slack"], indirect=True)
def test_a_request_of_slack_without_a_time_is_forbidden(phone: Phone, stamp: str) -> None:
    headers, body = genuine(phone.kit)
    assert phone.sends(({**headers, "X-Slack-Request-Timestamp": stamp}, body)).status_code == 403


@pytest.mark.parametrize("kit", ["slack"], indirect=True)
def test_what_we_take_slacks_own_verifier_takes_too(phone: Phone) -> None:
    headers, body = genuine(phone.kit)
    assert SignatureVerifier("canary-secret", Clock()).is_valid_request(body, headers)


SIGNED_NONSENSE = {
    "no JSON": b"{",
    "an array": b"[1]",
    "a number": b"1",
    "nothing": b"",
    "deep": b"[" * 100_000,
    "no Unicode": b"\xff\xfe{}",
}


@pytest.mark.parametrize("what", SIGNED_NONSENSE)
@pytest.mark.parametrize("kit", [k for k in KITS if k != "twilio"], indirect=True)
def test_genuine_nonsense_is_a_bad_request(phone: Phone, what: str) -> None:
    body = SIGNED_NONSENSE[what]
    if isinstance(phone.kit, SlackKit):
        if what == "no Unicode":
            return  # Slack's own code cannot sign it
        request = phone.kit.signed(body, "application/json")
    elif isinstance(phone.kit, MessengerKit):
        request = phone.kit.signed(body)
    else:
        request = genuine(phone.kit)[0], body
    assert phone.sends(request).status_code == 400


def _anything(kit: Kit, what: object) -> Request:
    if isinstance(kit, MessengerKit):
        sides = {"sender": {"id": "1"}, "recipient": {"id": "2"}}
        return kit.batch({**sides, "message": what, "postback": what})
    if isinstance(kit, SlackKit):
        return kit.signed(
            json.dumps({"type": "event_callback", "event_id": "E", "event": what}).encode(),
            "application/json",
        )
    headers, _ = genuine(kit)
    return headers, json.dumps({"update_id": 1, "message": what, "callback_query": what}).encode()


@pytest.mark.parametrize(
    "what", [None, 1, "text", [], {}, [[]], {"text": {"a": 1}}, {"chat": "x", "text": "y"}]
)
@pytest.mark.parametrize("kit", [k for k in KITS if k != "twilio"], indirect=True)
def test_genuine_requests_of_any_shape_do_no_harm(phone: Phone, what: object) -> None:
    assert phone.sends(_anything(phone.kit, what)).status_code in (200, 400)


@pytest.mark.parametrize("kit", ["messenger"], indirect=True)
def test_metas_try_of_the_address_needs_the_word(phone: Phone) -> None:
    def tried(word: str, mode: str = "subscribe") -> tuple[int, str]:
        asked = {"hub.mode": mode, "hub.verify_token": word, "hub.challenge": "42"}
        given = phone.web.request("GET", "/webhooks/messenger/webhook", params=asked)
        return given.status_code, given.text

    assert tried("canary-word") == (200, "42")
    assert [tried("other")[0], tried("ü")[0], tried("canary-word", "x")[0]] == [403] * 3


@pytest.mark.parametrize("kit", ["slack"], indirect=True)
def test_slacks_try_of_the_address_gets_its_challenge_only_when_signed(phone: Phone) -> None:
    assert isinstance(phone.kit, SlackKit)
    told = phone.kit.signed(b'{"type": "url_verification", "challenge": "c42"}', "application/json")
    assert phone.sends(told).text == "c42"
    assert phone.sends(phone.kit.forge(told)).status_code == 403


def test_an_app_whose_secrets_are_not_set_stays_closed_and_says_so_in_one_line(
    phone: Phone, parts: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.apps.house", lambda: replace(parts, settings=load({})))
    channel = phone.kit.channel.from_credentials(None)
    assert isinstance(channel, Closed)
    [line] = [r.getMessage() for r in caplog.records if " is off: " in r.getMessage()]
    named = ", ".join(phone.kit.channel.needs.values())
    assert line == f"{phone.kit.name.capitalize()} is off: {named} not set."
    assert not channel.blueprint(phone.web.agent.handle_message).routes
