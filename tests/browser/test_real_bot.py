"""Real Chromium, real bot, both processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import EMBED_PORT, Chat, Watched
from tests.browser.test_looks import fits
from tests.journeys.conftest import Server, free_port

NIGHT = "why do my feet cramp at night?"
DANGER = "im on furosemide and my heart is racing"


def test_a_whole_visit(
    bot: Server, tabs: Callable[..., Chat], picture: Any, axe: Callable[[Chat], None]
) -> None:
    chat = tabs(bot.address).visit()
    page = chat.page
    assert (
        "not a clinician" in page.locator(".first").inner_text()
        or "no clinician" in page.locator(".first").inner_text()
    )
    picture(chat, "notice")

    chat.say(NIGHT)
    answer = chat.answers.first
    assert "three out of four" in answer.inner_text()
    assert answer.locator(".cite").count() >= 2
    picture(chat, "answer")
    axe(chat)

    answer.locator(".cite").nth(1).click()
    dialog = page.get_by_role("dialog", name="Leg cramps", exact=True)
    told = dialog.inner_text()
    assert "nidirect" in told and "official government health page" in told and "no date given" in told
    link = dialog.get_by_role("link", name="Open the source")
    assert link.get_attribute("href") == "https://nidirect.gov.uk/node/10453"
    assert link.get_attribute("rel") == "noopener noreferrer"
    picture(chat, "source")
    axe(chat)
    page.keyboard.press("Escape")
    assert dialog.count() == 0

    page.get_by_role("button", name="Stop a cramp now").click()
    chat.waits_for(2)
    assert page.locator(".me").last.inner_text().endswith("Stop a cramp now")
    assert page.get_by_role("img", name="Drawing: a person sits").count() == 1
    picture(chat, "drawing")
    axe(chat)

    chat.say(DANGER)
    card = page.locator(".emergency").last
    assert "Emergency" in card.inner_text()
    assert [a.get_attribute("href") for a in card.get_by_role("link").all()] == [
        "tel:911",
        "tel:999",
        "tel:112",
    ]
    alarm = page.get_by_role("alert").filter(has_text="Emergency advice stands")
    assert alarm.is_visible() and card.is_visible()
    picture(chat, "emergency")
    axe(chat)

    page.reload()
    assert page.locator(".me").count() == 3 and alarm.is_visible()
    chat.say("what is a cramp?")
    assert "This still stands" in page.locator(".emergency").last.inner_text()

    chat.option("Forget me")
    picture(chat, "forget")
    axe(chat)
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted. Nothing of the conversation is left").wait_for()
    assert page.locator(".me").count() == 0
    assert "911" in page.locator(".emergency").inner_text(), "the goodbye says the emergency once more"
    chat.say("what is a cramp?")
    assert page.locator(".alarm").count() == 0


def test_the_clinicians_wording(bot: Server, tabs: Callable[..., Chat]) -> None:
    chat = tabs(bot.address).visit()
    chat.say("what is a cramp?")
    chat.page.get_by_role("button", name="Options").click()
    chat.page.get_by_label("Wording").select_option("Clinician")
    chat.say("what is a cramp?")
    assert chat.answers.first.inner_text() != chat.answers.last.inner_text()


def test_the_server_is_lost_and_comes_back(
    bot: Server,
    tabs: Callable[..., Chat],
    wires: Any,
    watched: Watched,
    picture: Any,
    axe: Callable[[Chat], None],
) -> None:
    watched.may_lose_the_server = True
    wire = wires(bot.address)
    chat = tabs(wire.address).visit()
    chat.say("i take a water pill")
    before = chat.answers.count()
    wire.cut()
    status = chat.page.get_by_role("status").filter(has_text="Not connected")
    status.wait_for()
    chat.input.fill(NIGHT)
    chat.input.press("Enter")
    chat.input.fill("and a half-typed thought")
    chat.page.get_by_text("Waiting to be sent").wait_for()
    assert chat.page.locator(".me").last.inner_text().endswith(f"{NIGHT}\nWaiting to be sent")
    assert status.get_by_role("link", name="112").is_visible(), "who has no connection can still call"
    picture(chat, "offline")
    axe(chat)
    chat.page.set_viewport_size({"width": 360, "height": 320})
    fits(chat)
    wire.mend()
    chat.waits_for(before + 1)
    assert status.count() == 0
    assert chat.input.input_value() == "and a half-typed thought"
    said = chat.page.evaluate("JSON.parse(sessionStorage.charley)")
    assert [e["state"] for e in said["entries"] if e["who"] == "me"] == ["sent", "sent"]
    assert said["level"] == "urgent", "the same conversation went on: the water pill is remembered"


PAGE = """<!doctype html><html lang="en"><title>Elsewhere</title>
<link rel="icon" href="data:,"><body><main><h1>Elsewhere</h1></main>
<script src="{}/chat/charley.js" defer></script></body></html>"""


def test_another_site_embeds_it_with_one_line_under_a_strict_policy(
    bot: Server, tabs: Callable[..., Chat], watched: Watched, embedding_site: Any, axe: Callable[[Chat], None]
) -> None:
    site = embedding_site(PAGE.format(bot.address), bot.address)
    watched.allowed |= {bot.address}
    chat = tabs(site).visit("/")
    chat.page.get_by_role("button", name="Ask Charley").click()
    chat.say(NIGHT)
    assert "three out of four" in chat.answers.first.inner_text()
    assert {u.split("/")[2] for u in watched.asked} == {u.split("/")[2] for u in (site, bot.address)}
    axe(chat)


# What a proxy does that lets no WebSocket through, as the page sees it.
NO_WEBSOCKET = """window.WebSocket = class {
    constructor() { setTimeout(() => { this.onerror(new Event('error')); this.onclose({}) }, 50) }
    send() {}
    close() {}
}"""


def test_the_long_polling_fallback_works_from_another_site(
    bot: Server, tabs: Callable[..., Chat], watched: Watched, embedding_site: Any
) -> None:
    site = embedding_site(PAGE.format(bot.address), bot.address)
    watched.allowed |= {bot.address}
    chat = tabs(site)
    chat.page.add_init_script(NO_WEBSOCKET)
    chat.visit("/")
    chat.page.get_by_role("button", name="Ask Charley").click()
    chat.say(NIGHT)
    assert "three out of four" in chat.answers.first.inner_text()
    assert any("transport=polling" in u for u in watched.asked)


def test_a_site_that_is_not_listed_gets_no_connection_and_is_told(
    bot: Server, tabs: Callable[..., Chat], watched: Watched, embedding_site: Any
) -> None:
    port = free_port()
    assert port != EMBED_PORT
    site = embedding_site(PAGE.format(bot.address), bot.address, port)
    watched.allowed |= {bot.address}
    chat = tabs(site).visit("/")
    chat.page.get_by_role("button", name="Ask Charley").click()
    chat.page.get_by_role("status").filter(has_text="Not connected").wait_for()
    assert any("403" in e or "CORS" in e for e in watched.errors)
    chat.page.close()
    watched.errors.clear()
