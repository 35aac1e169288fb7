"""The server dies under an open chat and is started again: real processes, real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.conftest import Chat, Watched
from tests.journeys.conftest import free_port, start_serve

NIGHT = "why do my feet cramp at night?"
STATES = "JSON.parse(sessionStorage.charley).entries.filter(e => e.who === 'me').map(e => [e.text, e.state])"


def test_nothing_is_lost_when_the_server_is_killed_and_started_again(
    tmp_path: Path, tabs: Callable[..., Chat], watched: Watched, axe: Callable[[Chat], None]
) -> None:
    watched.may_lose_the_server = True
    port = free_port()
    first = start_serve(tmp_path, port)
    try:
        chat = tabs(first.address).visit()
        chat.say("i take a water pill")
        before = chat.answers.count()
        chat.input.fill(NIGHT)
        chat.input.press("Enter")  # under way, or answered, when the server dies
        assert first.kill_rasa() == 1
    finally:
        first.stop()
    lost = chat.page.get_by_role("status").filter(has_text="Not connected")
    lost.wait_for()
    chat.input.fill("what is a cramp?")
    chat.input.press("Enter")
    chat.input.fill("and a half-typed thought")
    assert chat.page.locator(".me").last.inner_text().endswith("Waiting to be sent")
    axe(chat)

    second = start_serve(tmp_path, port)
    try:
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
    finally:
        second.stop()
