"""The clock beside the coach's steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.reply import Replies
from tests.browser.conftest import Chat
from tests.channels.conftest import Web

LATER = (
    "(() => { const kept = JSON.parse(sessionStorage.charley); kept.clock.since -= 125e3;"
    "sessionStorage.charley = JSON.stringify(kept) })()"
)
TOLD = "this cramp has lasted more than ten minutes"
STEP = [
    {"text": "A step.", "turn": {"act": "answer"}},
    {
        "text": "Has it eased, or is it still there?",
        "turn": {"act": "chrome"},
        "buttons": [{"title": "It eased", "payload": "/x"}, {"title": "It's still there", "payload": "/y"}],
    },
]


@pytest.fixture
def running(web: Web, monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """From now on replies carry a clock of so many seconds; None: no more."""

    async def plan(message: Any) -> list[dict[str, Any]]:
        return [dict(m) for m in STEP]

    web.agent.plan = plan

    def run(seconds: int | None) -> None:
        told = seconds and {"seconds": seconds, "title": "Over ten minutes", "payload": TOLD}
        monkeypatch.setattr(Replies, "_clock", lambda *_: told)

    return run


def seconds(chat: Chat) -> int:
    minutes, rest = chat.page.get_by_role("timer").inner_text().rpartition(" ")[2].split(":")
    return int(minutes) * 60 + int(rest)


def test_it_runs_from_the_first_step_through_later_ones_and_a_reload(chat: Chat, running: Any) -> None:
    running(600)
    chat.visit().say("i have a cramp right now", replies=2)
    assert seconds(chat) < 600
    chat.page.evaluate(LATER)
    chat.page.reload()
    chat.say("still there", replies=2)
    chat.page.reload()
    chat.page.get_by_role("timer").wait_for()
    assert seconds(chat) >= 125


def test_it_ends_with_the_coach(chat: Chat, running: Any) -> None:
    running(600)
    chat.visit().say("i have a cramp right now", replies=2)
    assert chat.page.get_by_role("timer").is_visible()
    running(None)
    chat.say("it eased", replies=2)
    assert chat.page.get_by_role("timer").count() == 0


def test_it_can_be_hidden_and_goes_on_unseen(chat: Chat, running: Any) -> None:
    running(3)
    chat.visit().say("i have a cramp right now", replies=2)
    chat.page.get_by_role("button", name="Hide time").click()
    assert not chat.page.locator("[role=timer]").is_visible()
    assert chat.page.get_by_role("button", name="Show time").is_visible()
    chat.page.get_by_role("button", name="Over ten minutes").wait_for()


def test_at_the_limit_it_says_so_once_and_a_press_tells_the_bot(chat: Chat, web: Web, running: Any) -> None:
    running(2)
    chat.visit().say("i have a cramp right now", replies=2)
    # The digits are not read out; the one live region beside them stays empty until the limit.
    assert chat.page.get_by_role("timer").get_attribute("aria-live") == "off"
    assert chat.page.locator("[role=status]").all_inner_texts() == ["", ""]
    told = chat.page.get_by_role("status").filter(has_text="minutes have passed")
    told.wait_for()
    assert chat.page.get_by_role("timer").count() == 0
    chat.page.get_by_role("button", name="Over ten minutes").click()
    chat.waits_for(4)
    assert web.agent.heard[-1] == TOLD
    assert chat.page.locator(".me").last.inner_text().endswith("Over ten minutes")
    assert told.count() == 0 and chat.page.get_by_role("timer").count() == 0, "it does not begin again"


def test_who_wants_less_movement_sees_whole_minutes(
    web: Web, tabs: Callable[..., Chat], running: Any
) -> None:
    running(600)
    chat = tabs(web.address, reduced_motion="reduce").visit()
    chat.say("i have a cramp right now", replies=2)
    assert chat.page.get_by_role("timer").inner_text() == "Since first step: under 1 min"
