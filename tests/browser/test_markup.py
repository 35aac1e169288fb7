"""Payloads through every way in: none executes, none becomes an element."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels import reply
from tests.browser.conftest import Chat
from tests.channels.conftest import Web

HIT = "window.hit=1"
PAYLOADS = [
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f"<svg onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    f"<body onload={HIT}>",
    f"<iframe src=javascript:{HIT}></iframe>",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
    f"<a href=javascript:{HIT}>x</a>",
    f"javascript:{HIT}",
    f"JaVaScRiPt:{HIT}",
    f"java\tscript:{HIT}",
    f" javascript:{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    f"vbscript:{HIT}",
    f"<input autofocus onfocus={HIT}>",
    f"<details open ontoggle={HIT}>",
    f"<video><source onerror={HIT}></video>",
    f"<audio src=x onerror={HIT}>",
    f"<object data=javascript:{HIT}></object>",
    f"<embed src=javascript:{HIT}>",
    f"<form action=javascript:{HIT}><button>x</button></form>",
    f"<math><mtext><img src=x onerror={HIT}></mtext></math>",
    f"<style onload={HIT}>*{{display:none}}</style>",
    "<style>*{display:none!important}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    f"<template><script>{HIT}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={HIT}>'></noscript>",
    f'"><img src=x onerror={HIT}>',
    f"' onmouseover='{HIT}",
    f'" autofocus onfocus="{HIT}',
    f"</p></div></section><script>{HIT}</script>",
    f"<!--><img src=x onerror={HIT}>-->",
    f"<![CDATA[<script>{HIT}</script>]]>",
    f"${{{HIT}}}",
    f"{{{{constructor.constructor('{HIT}')()}}}}",
    f"[x](javascript:{HIT})",
    "![x](https://evil.example/x.png)",
    f"&lt;img src=x onerror={HIT}&gt;",
    f"\u202e<script>{HIT}</script>",
    f"<custom-x is=script>{HIT}</custom-x>",
]


def untouched(chat: Chat) -> None:
    # Nothing ran, and the chat holds no element but its own.
    chat.page.wait_for_timeout(200)
    assert chat.page.evaluate("window.hit") is None
    root = "document.querySelector('charley-chat').shadowRoot"
    foreign = "script,img,iframe,object,embed,video,audio,style,link,base,meta,math,details,custom-x"
    assert chat.page.evaluate(f"{root}.querySelectorAll('{foreign}').length") == 0
    harmless = "a => /^(https?|tel):/.test(a.href)"
    assert chat.page.evaluate(f"[...{root}.querySelectorAll('a')].every({harmless})")
    assert chat.input.is_visible()


def test_there_are_at_least_forty() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_none_in_what_the_bot_says_and_its_buttons(chat: Chat, web: Web) -> None:
    async def plan(message: Any) -> list[dict[str, Any]]:
        buttons = [{"title": p, "payload": p} for p in PAYLOADS]
        return [
            {"text": p, "buttons": buttons, "turn": {"act": act}}
            for p in PAYLOADS
            for act in ("answer", "advise")
        ]

    web.agent.plan = plan
    chat.visit().say("my chest hurts and my leg is swollen", replies=2 * len(PAYLOADS))
    assert chat.answers.first.locator("p").inner_text() == PAYLOADS[0]
    untouched(chat)
    buttons = chat.page.locator(".quick button")
    assert buttons.all_inner_texts()[:8] == [p for p in PAYLOADS[:8]]
    buttons.first.hover()
    buttons.first.click()
    untouched(chat)


def test_none_in_what_a_source_says_of_itself(chat: Chat, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    # Source after source each field tells the next payload: over all of them every field told every one.
    sources = list(web.agent.house.content.sources)[: len(PAYLOADS)]
    assert len(sources) == len(PAYLOADS)
    real = reply._source
    fields = ("title", "publisher", "date", "url", "licence", "standing", "id")

    def spoiled(source: Any) -> dict[str, Any]:
        first = sources.index(source.id)
        return real(source) | {f: PAYLOADS[(first + n) % len(PAYLOADS)] for n, f in enumerate(fields)}

    monkeypatch.setattr(reply, "_source", spoiled)

    async def plan(message: Any) -> list[dict[str, Any]]:
        listed = "\n".join(f"[{n}] {p}" for n, p in enumerate(PAYLOADS, 1))
        marks = "".join(f"[{n}]" for n in range(1, len(PAYLOADS) + 1))
        return [{"text": f"Said. {marks}\nSources:\n{listed}", "turn": {"act": "answer", "sources": sources}}]

    web.agent.plan = plan
    chat.visit().say("hello")
    cites = chat.page.locator(".cite")
    assert cites.count() == len(PAYLOADS)
    for n in range(len(PAYLOADS)):
        cites.nth(n).click()
        assert chat.page.locator("dialog[open]").is_visible()
        assert chat.page.evaluate("window.hit") is None
        chat.page.keyboard.press("Escape")
    untouched(chat)


def test_none_in_what_a_person_types(chat: Chat, web: Web) -> None:
    chat.visit()
    for payload in PAYLOADS:
        chat.say(payload)
    assert chat.page.locator(".me").count() == len(PAYLOADS)
    untouched(chat)
    chat.page.reload()
    untouched(chat)


def test_none_in_what_the_tab_kept(chat: Chat, web: Web) -> None:
    chat.visit(open_=False)
    kept = {"open": True, "draft": PAYLOADS[0], "numbers": ["911"], "entries": [
        {"who": w, "text": p, "buttons": [{"title": p, "payload": p}], "level": p, "facts": [p]}
        for p in PAYLOADS for w in ("me", "bot", "note")
    ]}  # fmt: skip
    chat.page.evaluate("kept => sessionStorage.setItem('charley', JSON.stringify(kept))", kept)
    chat.page.reload()
    untouched(chat)
