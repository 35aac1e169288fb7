"""The real bot is killed while somebody talks to it, and started again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Chat, Watched, start_bot
from tests.journeys.conftest import Server

NIGHT = "why do my feet cramp at night?"
STATES = "JSON.parse(sessionStorage.charley).entries.filter(e => e.who === 'me').map(e => [e.text, e.state])"


def test_nothing_is_lost_when_the_server_is_killed_and_started_again(
    bot: Server, tabs: Callable[..., Chat], watched: Watched, axe: Callable[[Chat], None]
) -> None:
    watched.may_lose_the_server = True
    chat = tabs(bot.address).visit()
    chat.say("i take a water pill")
    before = chat.answers.count()
    lost = chat.page.get_by_role("status").filter(has_text="Not connected")
    try:
        chat.input.fill(NIGHT)
        chat.input.press("Enter")  # under way, or answered, when the server dies
        assert bot.kill_rasa() == 1
        lost.wait_for()
        chat.input.fill("what is a cramp?")
        chat.input.press("Enter")
        chat.input.fill("and a half-typed thought")
        assert chat.page.locator(".me").last.inner_text().endswith("Waiting to be sent")
        axe(chat)
    finally:  # the tests that follow need it too
        bot.process = start_bot(bot.data_dir, int(bot.address.rpartition(":")[2])).process
    chat.waits_for(before + 2)
    lost.wait_for(state="detached")
    chat.until(f"{STATES}.every(([, state]) => state === 'sent')")
    assert chat.page.evaluate(STATES) == [
        ["i take a water pill", "sent"],
        [NIGHT, "sent"],
        ["what is a cramp?", "sent"],
    ]
    assert chat.input.input_value() == "and a half-typed thought"
    kept: dict[str, Any] = chat.page.evaluate("JSON.parse(sessionStorage.charley)")
    # The same conversation, with what it knew: a token signs alike, and the water pill is remembered.
    assert not [e for e in kept["entries"] if e["who"] == "note"]
    assert kept["level"] == "urgent"
