"""Facebook Messenger: batches, postbacks, quick replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import signatures
from bot.channels.apps import App, Arrived, Event
from bot.channels.parts import Limits, Part
from bot.channels.reading import about, json_object, mapping, objects, text_in
from bot.channels.senders import Address
from bot.channels.sending import Answer, Call, Outcome, Post, by_status

_GET_STARTED = {"GET_STARTED": "hello"}
"""What the button before a first talk sends, as a person would say it."""
_TOO_MANY = frozenset({4, 32, 613})
"""Meta's codes of a limit that was met; the status is then 400."""


class Messenger(App):
    """See the module. Named in credentials.yml."""

    needs = {
        "messenger_token": "CHARLEY_MESSENGER_TOKEN",
        "messenger_secret": "CHARLEY_MESSENGER_SECRET",
        "messenger_verify": "CHARLEY_MESSENGER_VERIFY",
    }
    limits = Limits(text=2000, choices=13, title=20)

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "messenger"

    def is_genuine(self, arrived: Arrived) -> bool:
        """Whether Meta signed it. The older SHA-1 signature beside it proves nothing."""
        secret = self.settings.messenger_secret or ""
        return signatures.meta(secret, arrived.body, arrived.header("x-hub-signature-256"))

    def events(self, arrived: Arrived) -> Iterator[Event]:
        """Every message and press of a batch."""
        told = json_object(arrived.body)
        if told.get("object") != "page":
            return
        for entry in objects(told.get("entry")):
            for one in objects(entry.get("messaging")):
                yield from self._one(one)

    def _one(self, one: Mapping[str, Any]) -> Iterator[Event]:
        message, postback = mapping(one.get("message")), mapping(one.get("postback"))
        if not (message or postback) or message.get("is_echo"):
            return
        person = about("sender", mapping(one.get("sender")).get("id"))
        page = about("recipient", mapping(one.get("recipient")).get("id"))
        identity = about("mid", message.get("mid") or postback.get("mid") or one.get("timestamp"))
        pressed = text_in(mapping(message.get("quick_reply")).get("payload")) or text_in(
            postback.get("payload")
        )
        text = _GET_STARTED.get(pressed) or text_in(message.get("text"))
        chosen = "" if pressed in _GET_STARTED else pressed
        media = bool(objects(message.get("attachments")))
        if text or chosen or media:
            yield Event(
                f"{person} {identity}", (page, person), {"to": person}, text, chosen, unreadable=media
            )

    def typing(self, address: Address) -> Call:
        """The sign that the bot is typing."""
        return self._messages({"recipient": {"id": address["to"]}, "sender_action": "typing_on"})

    def call(self, address: Address, part: Part) -> Call:
        """A message with its quick replies."""
        message: dict[str, Any] = {"text": part.text}
        if part.choices:
            message["quick_replies"] = [
                {"content_type": "text", "title": c.title, "payload": c.key} for c in part.choices
            ]
        recipient = {"id": address["to"]}
        return self._messages({"recipient": recipient, "messaging_type": "RESPONSE", "message": message})

    def make_post(self) -> Post:
        """What sends the calls."""
        return _Post(self.name())

    def routes(self, blueprint: Blueprint) -> None:
        """Meta's try of the address."""

        @blueprint.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            given = request.args.get("hub.verify_token", "")
            if request.args.get("hub.mode") == "subscribe" and signatures.same(
                given, self.settings.messenger_verify or ""
            ):
                return response.text(request.args.get("hub.challenge", ""))
            return response.empty(403)

    def _messages(self, body: Mapping[str, Any]) -> Call:
        proof = {"Authorization": f"Bearer {self.settings.messenger_token}"}
        return Call(f"{self.settings.messenger_api}/me/messages", json=body, headers=proof)


class _Post(Post):
    def means(self, answer: Answer) -> Outcome:
        """As the status says; what passes is told by Meta's own code."""
        error = mapping(answer.body.get("error"))
        if error.get("is_transient") is True or error.get("code") in _TOO_MANY:
            return Outcome(again=True, why=f"error {error.get('code')}", pause=answer.pause)
        return by_status(answer)
