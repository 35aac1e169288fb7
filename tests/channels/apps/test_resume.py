"""A process that ends: what was taken is answered at the next start, once."""

from __future__ import annotations

import asyncio
import sqlite3
import time

import pytest

from bot.channels import words
from bot.channels.apps import App
from bot.channels.offers import key
from bot.conversations.deliveries import KEPT, Deliveries, Delivery
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import PERSON, new_id
from tests.channels.apps.vendor import Planned
from tests.channels.conftest import ANSWER, EMERGENCY, Gate


def starts_again(phone: Phone) -> None:
    """What a new process does with what the last one left: another channel over the same files."""

    async def start() -> None:
        channel = phone.kit.channel.from_credentials(None)
        assert isinstance(channel, App)
        channel._resume(phone.web.agent.handle_message)

    asyncio.run_coroutine_threadsafe(start(), phone.web.loop).result(30)


def rows(phone: Phone) -> list[tuple[object, ...]]:
    with sqlite3.connect(phone.web.data / "deliveries.sqlite") as db:
        return db.execute("SELECT conversation, address, sent FROM delivery").fetchall()


def until_closed(phone: Phone) -> None:
    for _ in range(200):
        if all(row[1] is None for row in rows(phone)):
            return
        time.sleep(0.05)
    raise AssertionError(rows(phone))


def test_once_answered_only_that_it_came_is_left(phone: Phone) -> None:
    phone.says("hello")
    until_closed(phone)
    assert [row[:2] for row in rows(phone)] == [(None, None)]


def test_a_message_that_had_no_turn_gets_it(phone: Phone) -> None:
    channel = phone.kit.channel.from_credentials(None)
    assert isinstance(channel, App)
    request = phone.kit.says("hello", new_id())
    phone.sends(request)
    phone.vendor.waits_for(1)
    until_closed(phone)
    name, conversation, address = "e1", f"{phone.kit.name}:c1", {"chat": 1, "to": "p", "from": "f"}
    address |= {"channel": "D1", "thread": ""}
    channel._outbox.deliveries.take(
        phone.kit.name, Delivery(name, conversation, channel._senders.sealed(address))
    )
    phone.web.agent.records.receive(conversation, name, EMERGENCY)
    starts_again(phone)
    assert phone.kit.text(phone.vendor.waits_for(2)[1]) == ANSWER["text"]
    assert phone.web.agent.heard == ["hello", EMERGENCY]


def test_a_reply_that_was_made_goes_out_without_another_turn(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sending.FIRST_PAUSE", 60.0)
    phone.vendor.plan.append(Planned(500, body={}))
    phone.sends(phone.kit.says("hello", new_id()))
    phone.vendor.waits_for(1)  # and now it waits to try again, and the process ends
    starts_again(phone)
    assert phone.kit.text(phone.vendor.waits_for(2)[1]) == ANSWER["text"]
    assert phone.web.agent.heard == ["hello"]


def test_the_same_event_after_a_restart_is_no_second_turn(phone: Phone) -> None:
    request = phone.kit.says("hello", new_id())
    phone.calls(request)
    until_closed(phone)
    seen = phone.kit.channel.from_credentials(None)
    assert isinstance(seen, App)
    headers, body = request
    conversation = rows(phone)
    starts_again(phone)
    phone.sends((headers, body))
    phone.says("another")
    assert phone.web.agent.heard == ["hello", "another"]
    assert len(conversation) == 1


def test_what_is_left_neither_as_words_nor_as_reply_is_asked_for_again(phone: Phone) -> None:
    channel = phone.kit.channel.from_credentials(None)
    assert isinstance(channel, App)
    address = {"chat": 1, "to": "p", "from": "f", "channel": "D1", "thread": ""}
    sealed = channel._senders.sealed(address)
    channel._outbox.deliveries.take(phone.kit.name, Delivery("e1", f"{phone.kit.name}:c1", sealed))
    starts_again(phone)
    assert phone.kit.text(phone.vendor.waits_for(1)[0]) == words.LOST


def test_an_address_of_another_secret_is_let_go(phone: Phone) -> None:
    phone.says("hello")
    until_closed(phone)
    path = phone.web.data / "deliveries.sqlite"
    Deliveries(path).take(phone.kit.name, Delivery("e1", "c1", "gAAAA-not-ours"))
    starts_again(phone)
    until_closed(phone)
    assert len(phone.vendor.messages) == 1


def test_a_locked_store_costs_no_answer(phone: Phone) -> None:
    phone.says("hello")
    until_closed(phone)
    locks = [
        sqlite3.connect(phone.web.data / name, isolation_level=None)
        for name in ("deliveries.sqlite", "conversations.sqlite")
    ]
    for lock in locks:
        lock.execute("BEGIN IMMEDIATE")
    request = phone.kit.says("what now", new_id())
    calls = phone.calls(request, 2)
    assert [phone.kit.text(c) for c in calls] == [ANSWER["text"], words.NOT_SAVED]
    phone.sends(request)
    for lock in locks:
        lock.close()
    phone.says("another")
    assert phone.web.agent.heard == ["hello", "what now", "another"]


def test_waiting_messages_are_not_taken_for_lost_ones(phone: Phone, gate: Gate) -> None:
    for n in range(3):
        phone.sends(phone.kit.says(f"message {n}", new_id()))
    gate.wait_until_entered()
    gate.let_go()
    phone.vendor.waits_for(3)
    assert phone.web.agent.heard == ["message 0", "message 1", "message 2"]


@pytest.mark.parametrize("kit", ["telegram"], indirect=True)
def test_old_events_are_dropped_after_a_week(phone: Phone) -> None:
    phone.says("hello")
    until_closed(phone)
    with sqlite3.connect(phone.web.data / "deliveries.sqlite") as db:
        db.execute("UPDATE delivery SET taken = taken - ?", (KEPT + 1,))
    phone.says("another")
    until_closed(phone)
    for _ in range(100):
        if len(rows(phone)) == 1:
            break
        time.sleep(0.05)
    assert len(rows(phone)) == 1


def test_the_files_of_deliveries_name_nobody_and_hold_no_words(phone: Phone) -> None:
    phone.vendor.plan.append(Planned(delay=0.5))
    phone.sends(phone.kit.says("a word that is a canary", new_id()))
    held = b"".join(p.read_bytes() for p in phone.web.data.glob("deliveries.sqlite*"))
    assert held and PERSON.encode() not in held and b"canary" not in held
    assert key("/x").encode() not in held
