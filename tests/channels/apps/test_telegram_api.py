"""Telegram's Bot API as npm's telegram-test-api plays it: the webhook is set, people talk and press.

It sends no secret token with its updates, as Telegram does: a relay adds the one that was given with
the webhook. It knows no sendChatAction, which nothing waits for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from bot.channels import words
from bot.settings import load
from bot.webhooks import PATH, WebhookRefused, set_telegram
from tests.channels.apps.kits import KITS, Kit, TelegramKit
from tests.channels.apps.test_genuine import BUTTONS, offering
from tests.channels.apps.vendor import Planned, Vendor
from tests.channels.conftest import ANSWER, Web
from tests.journeys.conftest import free_port

FOLDER = Path(__file__).parent / "telegram"
TOKEN = KITS["telegram"].variables["CHARLEY_TELEGRAM_TOKEN"]
CHAT = 4477


@pytest.fixture
def kit() -> Kit:
    return KITS["telegram"]


@pytest.fixture(scope="module")
def telegram() -> Iterator[str]:
    """The address of the API."""
    if not (shutil.which("node") and (FOLDER / "node_modules").exists()):
        told = "telegram-test-api is not installed (npm ci in tests/channels/apps/telegram)"
        if os.environ.get("CHARLEY_REQUIRE_BROWSER"):
            pytest.fail(told)
        pytest.skip(told)
    port = free_port()
    process = subprocess.Popen(
        ["node", "server.js", str(port)], cwd=FOLDER, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def settings(telegram: str) -> dict[str, str]:
    return {"CHARLEY_SECRET": "canary", **KITS["telegram"].environment(telegram)}


@pytest.fixture
def relay(web: Web) -> Iterator[str]:
    """What stands between the API and the bot."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {"X-Telegram-Bot-Api-Secret-Token": load().telegram_hook or ""}
            given = httpx.post(web.address + self.path, content=body, headers=headers, timeout=30)
            self.send_response(given.status_code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class Person:
    """Somebody with Telegram, over the API's own client routes."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._sides = {
            "botToken": TOKEN,
            "date": int(time.time()),
            "from": {"id": CHAT, "first_name": "Test"},
            "chat": {"id": CHAT, "type": "private"},
        }

    def says(self, text: str) -> dict[str, Any]:
        self._post("/sendMessage", {**self._sides, "text": text})
        return self._gets()

    def presses(self, key: str) -> dict[str, Any]:
        message = {"from": self._sides["from"], "chat": self._sides["chat"]}
        self._post("/sendCallback", {**self._sides, "message": message, "data": key})
        return self._gets()

    def _gets(self) -> dict[str, Any]:
        for _ in range(300):
            got = self._post("/getUpdates", {"token": TOKEN, "chatId": CHAT})["result"]
            if got:
                message: dict[str, Any] = got[-1]["message"]
                return message
            time.sleep(0.1)
        raise AssertionError("no message came")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = httpx.post(self._address + path, json=body, timeout=30).json()
        return given


def test_people_talk_and_press_once_the_webhook_is_set(web: Web, telegram: str, relay: str) -> None:
    assert set_telegram(replace(load(), public_url=relay)) == relay + PATH
    person = Person(telegram)
    assert person.says("what is a foot cramp?")["text"] == ANSWER["text"]

    class _Phone:
        pass

    phone: Any = _Phone()
    phone.web = web
    offering(phone)
    asked = person.says("hello")
    web.agent.plan = None
    keys = [row[0]["callback_data"] for row in asked["reply_markup"]["inline_keyboard"]]
    assert person.presses(keys[1])["text"] == ANSWER["text"]
    assert web.agent.heard == ["what is a foot cramp?", "hello", BUTTONS[1]["payload"]]
    assert person.presses("0123456789abcdef")["text"] == words.NOT_OFFERED


def test_the_webhook_is_announced_with_its_secret_and_failures_are_told_without_the_token() -> None:
    vendor = Vendor(("/setWebhook",))
    here = load(
        {"CHARLEY_PUBLIC_URL": "https://charley.example", **TelegramKit().environment(vendor.address)}
    )
    set_telegram(here)
    [call] = vendor.messages
    assert call.path == f"/bot{TOKEN}/setWebhook"
    assert call.body == {
        "url": f"https://charley.example{PATH}",
        "secret_token": here.telegram_hook,
        "allowed_updates": ["message", "edited_message", "callback_query"],
    }
    vendor.plan.append(Planned(401, body={"ok": False, "description": "Unauthorized"}))
    with pytest.raises(WebhookRefused, match=r"^Telegram refused: Unauthorized\.$"):
        set_telegram(here)
    vendor.close()
    with pytest.raises(WebhookRefused, match=r"^Telegram could not be reached\.$"):
        set_telegram(here)
    with pytest.raises(WebhookRefused, match="CHARLEY_PUBLIC_URL first"):
        set_telegram(replace(here, public_url=None))
