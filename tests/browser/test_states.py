"""What the chat does, a state or a promise a test, with a stub where Rasa would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Chat
from tests.channels.conftest import ANSWER, EMERGENCY, Gate, Web


async def advised(message: Any) -> list[dict[str, Any]]:
    """An emergency's advice and buttons, worded like the real one."""
    return [
        {
            "text": "Please get emergency help now: call 911 in the US, 999 in the UK or 112 in Europe.\n"
            "(Safety advice, under review.)",
            "turn": {"act": "advise"},
            "buttons": [{"title": "A button with rather a lot of words in it", "payload": "/x"}],
        }
    ]


def test_the_keyboard_alone_does_everything(chat: Chat, web: Web) -> None:
    async def plan(message: Any) -> list[dict[str, Any]]:
        return [{**ANSWER, "buttons": [{"title": "More", "payload": "/meta_rephrase"}]}]

    web.agent.plan = plan
    chat.visit(open_=False)
    keys = chat.page.keyboard
    focused = "(r => r ? (r.getAttribute('aria-label') || r.textContent || r.id || '').trim() : '')"
    inside = (
        f"{focused}(document.activeElement.shadowRoot && document.activeElement.shadowRoot.activeElement)"
    )
    for _ in range(40):
        keys.press("Tab")
        if chat.page.evaluate(inside).startswith("Ask Charley"):
            break
    keys.press("Enter")
    assert chat.page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "m"
    keys.type("hello")
    keys.press("Shift+Enter")
    keys.type("there")
    keys.press("Enter")
    chat.waits_for(1)
    assert web.agent.heard == ["hello\nthere"]
    order = []
    for _ in range(7):
        keys.press("Shift+Tab")
        order.append(chat.page.evaluate(inside)[:12])
    assert order == ["More", "112", "999", "911", "Conversation", "Close chat", "Options"]
    keys.press("Enter")
    assert chat.page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "SELECT"
    options = []
    for _ in range(4):
        keys.press("Tab")
        options.append(chat.page.evaluate(inside))
    assert options == ["Summary to print or save", "Save as text", "Clear this screen", "Forget me"]
    keys.press("Enter")
    assert chat.page.locator("dialog[open]").count() == 1
    keys.press("Escape")
    assert chat.page.locator("dialog[open]").count() == 0
    chat.input.focus()
    keys.press("Escape")  # the options
    keys.press("Escape")  # the chat
    assert chat.page.evaluate(inside).startswith("Ask Charley")


def test_on_a_phone_no_keyboard_comes_up_over_what_there_is_to_read(
    web: Web, tabs: Callable[..., Chat]
) -> None:
    async def plan(message: Any) -> list[dict[str, Any]]:
        return [{**ANSWER, "buttons": [{"title": "More", "payload": "/x"}]}]

    web.agent.plan = plan
    phone = {"width": 360, "height": 640}
    chat = tabs(web.address, viewport=phone, has_touch=True, is_mobile=True).visit()
    focused = "document.activeElement.shadowRoot.activeElement.getAttribute('role')"
    assert chat.page.evaluate(focused) == "log"
    chat.say("hello")
    chat.page.get_by_role("button", name="More").tap()
    chat.waits_for(2)
    assert chat.page.evaluate(focused) == "log"


def test_a_screen_reader_is_told_what_everything_is(chat: Chat) -> None:
    chat.visit()
    page = chat.page
    panel = page.get_by_role("dialog", name="Charley: Foot and leg cramps")
    assert panel.is_visible()
    assert panel.get_by_role("log", name="Conversation").is_visible()
    assert panel.get_by_role("textbox", name="Your message").is_visible()
    chat.say("hello")
    assert "Charley:" in chat.answers.first.text_content() and "You:" in page.locator(".me").text_content()
    options = panel.get_by_role("button", name="Options")
    assert options.get_attribute("aria-expanded") == "false"
    options.click()
    assert options.get_attribute("aria-expanded") == "true"


def test_it_says_that_it_writes_exactly_as_long_as_it_does(
    chat: Chat, gate: Gate, picture: Any, axe: Any
) -> None:
    chat.visit()
    chat.input.fill("what is a cramp")
    chat.input.press("Enter")
    gate.wait_until_entered()
    writing = chat.page.get_by_role("status").get_by_text("Charley is writing")
    writing.wait_for()
    picture(chat, "writing")
    axe(chat)
    gate.let_go()
    chat.waits_for(1)
    assert writing.count() == 0


def test_what_was_said_typed_and_open_survives_a_reload_in_this_tab_only(
    chat: Chat, tabs: Callable[..., Chat], web: Web
) -> None:
    chat.visit().say("hello")
    chat.input.fill("half a thou")
    chat.page.reload()
    assert chat.input.input_value() == "half a thou"
    assert chat.answers.count() == 1
    other = tabs(web.address, context=chat.page.context).visit()
    assert other.answers.count() == 0 and other.input.input_value() == ""


def test_a_message_under_way_at_a_reload_is_answered_once(chat: Chat, web: Web, gate: Gate) -> None:
    chat.visit()
    chat.input.fill("what is a cramp")
    chat.input.press("Enter")
    gate.wait_until_entered()
    chat.page.reload()
    gate.let_go()
    chat.waits_for(1)
    assert web.agent.heard == ["what is a cramp"]
    assert chat.page.locator(".me").count() == 1


def test_a_message_that_is_refused_is_kept_and_can_be_sent_again(
    chat: Chat, web: Web, monkeypatch: Any
) -> None:
    chat.visit()
    from bot.channels import talks

    with monkeypatch.context() as patch:
        patch.setattr(talks.bodies, "message", lambda body: 1 / 0)
        chat.say("hello")
    assert "Not sent." in chat.page.locator(".me").inner_text()
    chat.page.get_by_role("button", name="Send again").click()
    chat.waits_for(2)
    assert web.agent.heard == ["hello"]


def test_a_conversation_forgotten_elsewhere_goes_on_as_a_new_one_and_says_so(chat: Chat, web: Web) -> None:
    chat.visit().say("hello")
    token = chat.page.evaluate("JSON.parse(sessionStorage.charley).session")
    web.agent.records.forget(web.name(token))
    chat.say("and now?")
    assert chat.page.get_by_text("The earlier conversation is no longer kept").is_visible()
    assert web.agent.heard == ["hello", "and now?"]


def test_clear_empties_the_screen_and_the_conversation_goes_on(chat: Chat, web: Web) -> None:
    chat.visit().say("hello")
    token = chat.page.evaluate("JSON.parse(sessionStorage.charley).session")
    chat.option("Clear this screen")
    assert chat.answers.count() == 0
    chat.say("again")
    assert chat.page.evaluate("JSON.parse(sessionStorage.charley).session") == token


def test_what_was_said_can_be_saved_as_text(chat: Chat) -> None:
    chat.visit().say("hello")
    chat.page.get_by_role("button", name="Options").click()
    with chat.page.expect_download() as download:
        chat.page.get_by_role("button", name="Save as text").click()
    text = download.value.path().read_text()
    assert text == f"You\nhello\n\nCharley\n{ANSWER['text']}\n"


def test_a_page_of_its_own_has_no_launcher(chat: Chat) -> None:
    chat.visit("/chat/full")
    chat.say("hello")
    assert chat.page.locator(".launch").count() == 0
    box = chat.page.locator(".panel").bounding_box()
    assert box["height"] == chat.page.viewport_size["height"]


def test_an_example_on_the_page_opens_the_chat_and_asks(chat: Chat, web: Web) -> None:
    chat.visit(open_=False).page.get_by_role("button", name="Does magnesium help?").click()
    chat.waits_for(1)
    assert web.agent.heard == ["Does magnesium help?"]


def test_a_site_can_set_the_colours_but_not_those_of_an_emergency(chat: Chat, web: Web) -> None:
    web.agent.plan = advised
    chat.visit()
    chat.page.evaluate(
        "document.querySelector('charley-chat').style.setProperty('--charley-accent', 'rgb(90, 0, 90)')"
    )
    send = chat.page.get_by_role("button", name="Send").element_handle()
    assert chat.page.evaluate("e => getComputedStyle(e).backgroundColor", send) == "rgb(90, 0, 90)"
    chat.say(EMERGENCY)
    card = chat.page.locator(".emergency").element_handle()
    assert chat.page.evaluate("e => getComputedStyle(e).borderTopColor", card) == "rgb(163, 15, 22)"


def test_before_the_first_message_it_says_what_it_is_and_keeps_and_keeps_nothing(
    chat: Chat, web: Web
) -> None:
    chat.visit()
    notice = chat.page.locator(".first").inner_text()
    assert "a program" in notice and "kept on the server" in notice and "Forget me" in notice
    assert chat.page.evaluate("JSON.parse(sessionStorage.charley).session") is None


def test_two_people_and_fifty_tabs_each_get_their_own_answers(web: Web, tabs: Callable[..., Chat]) -> None:
    async def echo(message: Any) -> list[dict[str, Any]]:
        return [{"text": f"You said: {message.text}.", "turn": dict(ANSWER["turn"])}]

    web.agent.plan = echo
    first, second = tabs(web.address), tabs(web.address)
    people = [first, second]
    people += [tabs(web.address, context=people[n % 2].page.context) for n in range(48)]
    for person in people:
        person.visit("/chat/full")
    for n, person in enumerate(people):
        person.input.fill(f"i am number {n}")
        person.input.press("Enter")
    for n, person in enumerate(people):
        person.waits_for(1)
        assert person.answers.first.inner_text().endswith(f"You said: i am number {n}.")
        assert person.answers.count() == 1
    sessions = {p.page.evaluate("JSON.parse(sessionStorage.charley).session") for p in people}
    assert len(sessions) == 50
