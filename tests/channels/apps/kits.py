"""What each vendor sends and takes, made and signed by the vendors' own code where there is some."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import urlencode

from rasa.core.channels.channel import InputChannel
from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

from bot.channels.messenger import Messenger
from bot.channels.slack import Slack
from bot.channels.telegram import Telegram
from bot.channels.twilio import Twilio
from bot.settings import load
from tests.channels.apps.vendor import Seen

PUBLIC = "https://charley.example"
PERSON = "447700900123"
_numbers = itertools.count(1000)

Request = tuple[dict[str, str], bytes]
"""Headers and body."""


def new_id() -> int:
    """A vendor's next number for an event."""
    return next(_numbers)


class Kit(ABC):
    """One vendor."""

    channel: type[InputChannel]
    variables: dict[str, str]
    messages_end: str
    media_words = ""
    native = True

    @property
    def name(self) -> str:
        return self.channel.name()

    def environment(self, address: str) -> dict[str, str]:
        """The variables that turn the app on, its API at an address."""
        return {**self.variables, f"CHARLEY_{self.name.upper()}_API": address}

    @abstractmethod
    def says(self, text: str, identity: int, person: str = PERSON) -> Request:
        """A genuine request with a message."""

    @abstractmethod
    def presses(self, key: str, identity: int, person: str = PERSON) -> Request:
        """A genuine request with a pressed choice."""

    @abstractmethod
    def pictures(self, identity: int, caption: str = "") -> Request:
        """A genuine request with a picture."""

    @abstractmethod
    def text(self, call: Seen) -> str:
        """The text that a call sends."""

    @abstractmethod
    def choices(self, call: Seen) -> list[tuple[str, str]]:
        """The choices that a call offers: title and key."""

    @abstractmethod
    def forge(self, request: Request) -> Request:
        """The same request with a proof that somebody else made."""


class TelegramKit(Kit):
    channel = Telegram
    variables = {"CHARLEY_TELEGRAM_TOKEN": "123:canary-token"}
    messages_end = "/sendMessage"

    def _update(self, identity: int, **what: Any) -> Request:
        hook = load(self.variables).telegram_hook or ""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": hook}
        return headers, json.dumps({"update_id": identity, **what}).encode()

    def message(self, identity: int, kind: str = "message", person: str = PERSON, **what: Any) -> Request:
        chat = {"id": int(person), "type": "private", "first_name": "Canary"}
        return self._update(
            identity, **{kind: {"message_id": identity, "from": {"id": int(person)}, "chat": chat, **what}}
        )

    def says(self, text: str, identity: int, person: str = PERSON) -> Request:
        return self.message(identity, person=person, text=text)

    def presses(self, key: str, identity: int, person: str = PERSON) -> Request:
        chat = {"id": int(person), "type": "private"}
        pressed = {"id": f"q{identity}", "from": {"id": int(person)}, "message": {"chat": chat}, "data": key}
        return self._update(identity, callback_query=pressed)

    def pictures(self, identity: int, caption: str = "") -> Request:
        return self.message(identity, photo=[{"file_id": "f"}], **({"caption": caption} if caption else {}))

    def text(self, call: Seen) -> str:
        return str(call.body["text"])

    def choices(self, call: Seen) -> list[tuple[str, str]]:
        rows = call.body.get("reply_markup", {}).get("inline_keyboard", [])
        return [(b["text"], b["callback_data"]) for row in rows for b in row]

    def forge(self, request: Request) -> Request:
        return {**request[0], "X-Telegram-Bot-Api-Secret-Token": "0" * 64}, request[1]


class TwilioKit(Kit):
    channel = Twilio
    variables = {
        "CHARLEY_TWILIO_ACCOUNT": "ACcanary",
        "CHARLEY_TWILIO_TOKEN": "canary-token",
        "CHARLEY_PUBLIC_URL": PUBLIC,
    }
    messages_end = "/Messages.json"
    native = False
    to = "whatsapp:+4420"
    scheme = "whatsapp:+"

    def fields(self, identity: int, token: str = "canary-token", **fields: str) -> Request:
        signature = RequestValidator(token).compute_signature(f"{PUBLIC}/webhooks/twilio/webhook", fields)
        kind = "application/x-www-form-urlencoded; charset=UTF-8"
        return {"Content-Type": kind, "X-Twilio-Signature": signature}, urlencode(fields).encode()

    def says(
        self, text: str, identity: int, person: str = PERSON, token: str = "canary-token", **more: str
    ) -> Request:
        base = {"MessageSid": f"SM{identity}", "From": f"{self.scheme}{person}", "To": self.to}
        fields = {**base, "Body": text, "NumMedia": "0", "ProfileName": "Canary", **more}
        return self.fields(identity, token, **fields)

    def presses(self, key: str, identity: int, person: str = PERSON) -> Request:
        return self.says(key, identity, person)

    def pictures(self, identity: int, caption: str = "") -> Request:
        return self.says(caption, identity, NumMedia="1", MediaUrl0="https://x/1.jpg")

    def text(self, call: Seen) -> str:
        return str(call.body["Body"])

    def choices(self, call: Seen) -> list[tuple[str, str]]:
        return []

    def forge(self, request: Request) -> Request:
        return {**request[0], "X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}, request[1]


class SlackKit(Kit):
    channel = Slack
    variables = {"CHARLEY_SLACK_TOKEN": "xoxb-canary", "CHARLEY_SLACK_SECRET": "canary-secret"}
    messages_end = "/api/chat.postMessage"

    def signed(self, body: bytes, kind: str, at: int | None = None, secret: str = "canary-secret") -> Request:
        stamp = str(int(time.time()) if at is None else at)
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}
        return {"Content-Type": kind, **headers}, body

    def event(self, identity: int, **event: Any) -> Request:
        told = {"type": "event_callback", "event_id": f"Ev{identity}", "team_id": "T1", "event": event}
        return self.signed(json.dumps(told).encode(), "application/json; charset=utf-8")

    def direct(self, identity: int, person: str = PERSON, **what: Any) -> Request:
        event = {"type": "message", "channel_type": "im", "channel": f"D{person}", "user": f"U{person}"}
        return self.event(identity, **event, ts=f"{identity}.1", **what)

    def says(self, text: str, identity: int, person: str = PERSON) -> Request:
        return self.direct(identity, person, text=text)

    def presses(self, key: str, identity: int, person: str = PERSON) -> Request:
        told = {
            "type": "block_actions",
            "user": {"id": f"U{person}"},
            "container": {"type": "message", "channel_id": f"D{person}", "message_ts": "1.1"},
            "actions": [{"value": key, "action_ts": f"{identity}.2", "type": "button"}],
        }
        body = urlencode({"payload": json.dumps(told)}).encode()
        return self.signed(body, "application/x-www-form-urlencoded")

    def pictures(self, identity: int, caption: str = "") -> Request:
        return self.direct(identity, subtype="file_share", text=caption, files=[{"id": "F1"}])

    def text(self, call: Seen) -> str:
        text: str = call.body["blocks"][0]["text"]["text"]
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def choices(self, call: Seen) -> list[tuple[str, str]]:
        blocks = [b for b in call.body["blocks"] if b["type"] == "actions"]
        return [(e["text"]["text"], e["value"]) for b in blocks for e in b["elements"]]

    def forge(self, request: Request) -> Request:
        return {**request[0], "X-Slack-Signature": "v0=" + "0" * 64}, request[1]


class MessengerKit(Kit):
    """Meta has no client library to test with: signed as its documentation says."""

    channel = Messenger
    variables = {
        "CHARLEY_MESSENGER_TOKEN": "canary-token",
        "CHARLEY_MESSENGER_SECRET": "canary-secret",
        "CHARLEY_MESSENGER_VERIFY": "canary-word",
    }
    messages_end = "/me/messages"

    def signed(self, body: bytes, secret: str = "canary-secret") -> Request:
        proof = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={proof}"}, body

    def batch(self, *events: dict[str, Any]) -> Request:
        entry = {"id": "P1", "time": 1, "messaging": list(events)}
        return self.signed(json.dumps({"object": "page", "entry": [entry]}).encode())

    def one(self, identity: int, person: str = PERSON, **message: Any) -> dict[str, Any]:
        sides = {"sender": {"id": person}, "recipient": {"id": "P1"}, "timestamp": identity}
        return {**sides, "message": {"mid": f"m_{identity}", **message}}

    def says(self, text: str, identity: int, person: str = PERSON) -> Request:
        return self.batch(self.one(identity, person, text=text))

    def presses(self, key: str, identity: int, person: str = PERSON) -> Request:
        return self.batch(self.one(identity, person, text="1", quick_reply={"payload": key}))

    def pictures(self, identity: int, caption: str = "") -> Request:
        return self.batch(self.one(identity, text=caption, attachments=[{"type": "image"}]))

    def text(self, call: Seen) -> str:
        return str(call.body["message"]["text"])

    def choices(self, call: Seen) -> list[tuple[str, str]]:
        return [(q["title"], q["payload"]) for q in call.body["message"].get("quick_replies", [])]

    def forge(self, request: Request) -> Request:
        sha1 = hmac.new(b"canary-secret", request[1], hashlib.sha1).hexdigest()
        headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64, "X-Hub-Signature": f"sha1={sha1}"}
        return {**request[0], **headers}, request[1]


KITS: dict[str, Kit] = {k.name: k for k in (TelegramKit(), TwilioKit(), SlackKit(), MessengerKit())}
