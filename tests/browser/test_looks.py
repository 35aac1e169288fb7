"""Each state in each look, and every page: nothing is cut, axe finds nothing, danger is in view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.channels.reply import Replies
from tests.browser.conftest import Chat, Watched
from tests.channels.conftest import EMERGENCY, Web

WINDOW = {"viewport": {"width": 600, "height": 740}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": WINDOW,
    "dark": {**WINDOW, "color_scheme": "dark"},
    "forced-colours": {**WINDOW, "forced_colors": "active"},
    "reduced-motion": {**WINDOW, "reduced_motion": "reduce"},
    "narrow": {"viewport": {"width": 320, "height": 568}},
    # 200 % zoom of a window of 1000 by 800: half the CSS pixels, twice as dense
    "zoomed": {"viewport": {"width": 500, "height": 400}, "device_scale_factor": 2},
    "short": {"viewport": {"width": 360, "height": 320}},  # what a phone's keyboard leaves
}
CLOCK = {
    "seconds": 600,
    "title": "Over ten minutes",
    "payload": "this cramp has lasted more than ten minutes",
}
WEEKS = [
    {"from": str(date(2026, 10, 5) + timedelta(weeks=n)), "cramps": count}
    for n, count in enumerate((0, 1, 2, 0, 5, 10, 15, 3))
]


def told(text: str, act: str, buttons: tuple[str, ...] = (), **turn: Any) -> dict[str, Any]:
    """A message of the bot's."""
    return {
        "text": text,
        "turn": {"act": act, **turn},
        "buttons": [{"title": b, "payload": "/x"} for b in buttons],
    }


SAID = {
    "step": [told("A step.", "answer"), told("Has it eased?", "chrome", ("It eased", "It's still there"))],
    "answer": [
        told(
            "Most cramps come at night. [1]\nSources:\n[1] A page about leg cramps (Relief list)",
            "answer",
            facts=["prevention.calf-stretching", "treatment.pull-foot-up", "symptom.calf-most-often"],
        )
    ],
    "diary": [told("This is your diary.", "chrome", diary={"weeks": WEEKS})],
    EMERGENCY: [
        told(
            "Please get emergency help now: call 911 in the US, 999 in the UK or 112 in Europe.\n"
            "(Safety advice, under review.)",
            "advise",
            ("A button with rather a lot of words in it",),
        )
    ],
}


@pytest.fixture
def scripted(web: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    """The stub says what `SAID` has; beside the coach's step runs its clock."""
    heard = web.agent.heard

    async def plan(message: Any) -> list[dict[str, Any]]:
        return [dict(m) for m in SAID[message.text]]

    web.agent.plan = plan
    monkeypatch.setattr(Replies, "_clock", lambda *_: CLOCK if heard[-1] == "step" else None)
    return web


def fits(chat: Chat) -> None:
    """Nothing is cut off sideways, and what must be reached is within the window."""
    page, window = chat.page, chat.page.viewport_size
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = page.evaluate(
        "[...document.querySelector('charley-chat').shadowRoot.querySelectorAll('.log,.head,.menu,form')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className || e.tagName)"
    )
    assert wide == []
    for thing in (
        chat.input,
        page.get_by_role("button", name="Send"),
        page.get_by_role("button", name="Options"),
    ):
        thing.click(trial=True)  # fails when anything lies over it
        assert within(thing.bounding_box(), {"x": 0, "y": 0, **window})
    assert page.locator(".log").bounding_box()["height"] >= 40


def within(box: dict[str, float], frame: dict[str, float]) -> bool:
    """Whether a box lies in a frame; both in CSS pixels."""
    return all(
        box[start] >= frame[start] - 1 and box[start] + box[size] <= frame[start] + frame[size] + 1
        for start, size in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize("look", LOOKS)
def test_in_every_look_each_state_fits_and_axe_finds_nothing(
    scripted: Web,
    tabs: Callable[..., Chat],
    wires: Any,
    watched: Watched,
    look: str,
    axe: Callable[[Chat], None],
    picture: Any,
) -> None:
    wire = wires(scripted.address)
    chat = tabs(wire.address, **LOOKS[look]).visit(open_=False)
    page = chat.page

    def seen(state: str) -> None:
        axe(chat)
        if look != "reduced-motion":  # it looks like light
            picture(chat, f"{look}-{state}")

    seen("launcher")
    page.get_by_role("button", name="Ask Charley").click()
    fits(chat)
    seen("notice")

    chat.say("step", replies=2)
    assert page.get_by_role("timer").is_visible()
    fits(chat)
    seen("coach")
    page.evaluate(
        "(() => { const kept = JSON.parse(sessionStorage.charley); kept.clock.since -= 6e5;"
        "sessionStorage.charley = JSON.stringify(kept) })()"
    )
    page.reload()
    page.get_by_role("button", name="Over ten minutes").wait_for()
    fits(chat)
    seen("coach-over")

    chat.say("answer")
    assert page.get_by_role("img").count() == 3
    fits(chat)
    seen("answer")
    page.locator(".cite").click()
    source = page.locator("dialog[open]")
    assert within(source.bounding_box(), {"x": 0, "y": 0, **page.viewport_size})
    seen("source")
    page.keyboard.press("Escape")
    chat.say("diary")
    fits(chat)
    seen("diary")

    chat.say(EMERGENCY)
    card, alarm = page.locator(".emergency"), page.get_by_role("alert").locator(".alarm")
    log = page.locator(".log").bounding_box()
    assert within(card.get_by_role("heading", name="Emergency").bounding_box(), log), "its start is in view"
    for number in alarm.get_by_role("link").all():
        number.click(trial=True)
        assert within(number.bounding_box(), {"x": 0, "y": 0, **page.viewport_size})
    assert page.evaluate("e => getComputedStyle(e).borderTopStyle", card.element_handle()) == "solid"
    fits(chat)
    seen("emergency")
    page.get_by_role("button", name="Options").click()
    fits(chat)
    seen("options")
    page.get_by_role("button", name="Forget me").click()
    dialog = page.get_by_role("dialog", name="Forget me")
    assert within(dialog.bounding_box(), {"x": 0, "y": 0, **page.viewport_size})
    seen("forget")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Options").click()

    watched.may_lose_the_server = True
    wire.cut()
    page.get_by_role("status").filter(has_text="Not connected").wait_for()
    chat.input.fill("what is a cramp?")
    chat.input.press("Enter")
    page.get_by_text("Waiting to be sent").wait_for()
    fits(chat)
    seen("offline")


@pytest.mark.parametrize(
    "path",
    [
        "/chat/",
        "/chat/full",
        "/chat/embed",
        "/chat/reference",
        "/chat/safety",
        "/chat/safety/limits",
        "/chat/safety/hazard-log",
    ],
)
def test_axe_finds_nothing_on_the_pages(chat: Chat, path: str, axe: Any, picture: Any) -> None:
    chat.visit(path, open_=False)
    if path != "/chat/reference":  # generated from content: its half a megabyte is content's to check
        axe(chat)
        picture(chat, path.strip("/").replace("/", "-"))
        chat.page.set_viewport_size({"width": 320, "height": 568})
        assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
