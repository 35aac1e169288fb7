"""Real Chromium, real bot: the diary's chart, and the summary in a tab of its own."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Chat
from tests.journeys.conftest import Server


def test_the_diary_is_drawn_and_described(
    bot: Server, tabs: Callable[..., Chat], axe: Callable[[Chat], None], picture: Callable[[Chat, str], None]
) -> None:
    chat = tabs(bot.address).visit()
    chat.say("cramp last night, left calf, 5 minutes, bad").say("show my diary")
    drawn = chat.page.get_by_role("img", name="Chart: cramps in each week")
    assert drawn.locator("path").count() == 2 and ": 1" in drawn.get_attribute("aria-label")
    # Advice may follow the diary; what the diary offers stays there to choose.
    assert chat.page.get_by_role("button", name="Keep my diary").is_visible()
    axe(chat)
    drawn.scroll_into_view_if_needed()
    picture(chat, "diary")


def test_the_summary_opens_in_a_tab_of_its_own_without_the_session_in_its_address(
    bot: Server, tabs: Callable[..., Chat], axe: Callable[[Chat], None], picture: Callable[[Chat, str], None]
) -> None:
    chat = tabs(bot.address).visit()
    chat.page.get_by_role("button", name="Options").click()
    assert chat.page.get_by_role("button", name="Summary to print or save").count() == 0, "nothing was said"
    chat.page.get_by_role("button", name="Options").click()
    chat.say("i take a water pill", replies=1)
    chat.page.get_by_role("button", name="Options").click()
    axe(chat)
    with chat.page.context.expect_page() as opened:
        chat.page.get_by_role("button", name="Summary to print or save").click()
    page = opened.value
    page.wait_for_load_state()
    assert page.url == f"{bot.address}/chat/summary"
    assert page.get_by_role("heading", level=1).inner_text().startswith("Summary")
    assert "a water pill (diuretic)" in page.locator("main").inner_text()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px", "it is styled"
    picture(Chat(page, bot.address), "summary")
    page.emulate_media(media="print")
    assert len(page.pdf()) > 1000
    axe(Chat(page, bot.address))
