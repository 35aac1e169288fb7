"""Telegram: private chats, inline buttons, edited messages. `charley telegram` sets the webhook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.channels import signatures
from bot.channels.apps import App, Arrived, Event
from bot.channels.parts import Limits, Part
from bot.channels.reading import about, json_object, mapping, text_in
from bot.channels.senders import Address
from bot.channels.sending import Answer, Call, Outcome, Post, by_status

_COMMANDS = {"/start": "hello", "/help": "help"}
"""What Telegram's own buttons send, as a person would say it."""
_MEDIA = {"animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker"}
_MEDIA |= {"video", "video_note", "voice"}


class Telegram(App):
    """See the module. Named in credentials.yml."""

    needs = {"telegram_token": "CHARLEY_TELEGRAM_TOKEN"}
    limits = Limits(text=4096, choices=25, title=60)

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "telegram"

    def is_genuine(self, arrived: Arrived) -> bool:
        """Whether the secret is there that was given to Telegram alone."""
        given = arrived.header("x-telegram-bot-api-secret-token")
        return signatures.same(given, self.settings.telegram_hook or "")

    def events(self, arrived: Arrived) -> Iterator[Event]:
        """The one thing that an update tells."""
        update = json_object(arrived.body)
        identity = about("update_id", update.get("update_id"))
        if pressed := mapping(update.get("callback_query")):
            yield from self._pressed(pressed, identity)
            return
        message = mapping(update.get("message") or update.get("edited_message"))
        chat = mapping(message.get("chat"))
        if chat.get("type") != "private":
            return
        text = text_in(message.get("text")) or text_in(message.get("caption"))
        unreadable = "message" in update and not _MEDIA.isdisjoint(message)
        if text or unreadable:
            person = (about("chat", chat.get("id")),)
            said = _COMMANDS.get(text.partition(" ")[0], text)
            yield Event(identity, person, {"chat": chat["id"]}, said, unreadable=unreadable)

    def _pressed(self, pressed: Mapping[str, Any], identity: str) -> Iterator[Event]:
        chat = mapping(mapping(pressed.get("message")).get("chat"))
        thanks = self._method("answerCallbackQuery", {"callback_query_id": pressed.get("id")})
        if chat.get("type") == "private":
            person = (about("chat", chat.get("id")),)
            chosen = text_in(pressed.get("data")) or "-"
            yield Event(identity, person, {"chat": chat["id"]}, chosen=chosen, thanks=(thanks,))

    def typing(self, address: Address) -> Call:
        """The sign that the bot is typing."""
        return self._method("sendChatAction", {"chat_id": address["chat"], "action": "typing"})

    def call(self, address: Address, part: Part) -> Call:
        """A message, its choices below it, one a line."""
        body: dict[str, Any] = {"chat_id": address["chat"], "text": part.text}
        if part.choices:
            rows = [[{"text": c.title, "callback_data": c.key}] for c in part.choices]
            body["reply_markup"] = {"inline_keyboard": rows}
        return self._method("sendMessage", body)

    def make_post(self) -> Post:
        """What sends the calls."""
        return _Post(self.name())

    def _method(self, method: str, body: Mapping[str, Any]) -> Call:
        return Call(f"{self.settings.telegram_api}/bot{self.settings.telegram_token}/{method}", json=body)


class _Post(Post):
    def means(self, answer: Answer) -> Outcome:
        """As the status says; Telegram tells the pause in the body."""
        told = mapping(answer.body.get("parameters")).get("retry_after")
        outcome = by_status(answer)
        return replace(outcome, pause=float(told)) if isinstance(told, int) else outcome
