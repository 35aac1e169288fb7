"""Slack: direct messages, mentions in channels answered in their thread, buttons.

A conversation is one person in one channel: what somebody said in private is not carried to where
others read along, and what one said is not taken for another's.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from sanic import response
from sanic.response import HTTPResponse

from bot.channels import reading, signatures
from bot.channels.apps import App, Arrived, Event
from bot.channels.parts import Limits, Part
from bot.channels.reading import Malformed, about, json_object, mapping, objects, text_in
from bot.channels.senders import Address
from bot.channels.sending import Answer, Call, Outcome, Post, by_status

_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")
_PASSING = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}
)
"""Errors that another try may mend."""
_NOT_SAID = frozenset({"bot_message", "message_changed", "message_deleted", "message_replied"})


class Slack(App):
    """See the module. Named in credentials.yml."""

    needs = {"slack_token": "CHARLEY_SLACK_TOKEN", "slack_secret": "CHARLEY_SLACK_SECRET"}
    limits = Limits(text=2900, choices=25, title=75)
    """Slack takes 3,000 characters: there is room for those that are escaped."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "slack"

    def is_genuine(self, arrived: Arrived) -> bool:
        """Whether Slack signed it, in the last five minutes."""
        return signatures.slack(
            self.settings.slack_secret or "",
            arrived.body,
            arrived.header("x-slack-signature"),
            arrived.header("x-slack-request-timestamp"),
            time.time(),
        )

    def events(self, arrived: Arrived) -> Iterator[Event]:
        """What was said or pressed."""
        told = _told(arrived)
        kind = told.get("type")
        if kind == "block_actions":
            yield from self._pressed(told)
        elif kind == "event_callback":
            identity = about("event_id", told.get("event_id"))
            yield from self._said(mapping(told.get("event")), identity)

    @staticmethod
    def _said(event: Mapping[str, Any], identity: str) -> Iterator[Event]:
        direct = event.get("type") == "message" and event.get("channel_type") == "im"
        if not (direct or event.get("type") == "app_mention"):
            return
        if event.get("subtype") in _NOT_SAID or "bot_id" in event or not event.get("user"):
            return
        channel, user = about("channel", event.get("channel")), about("user", event.get("user"))
        thread = text_in(event.get("thread_ts")) or ("" if direct else about("ts", event.get("ts")))
        text = html.unescape(_MENTION.sub("", text_in(event.get("text")))).strip()
        media = bool(event.get("files"))
        if text or media:
            address = {"channel": channel, "thread": thread}
            yield Event(identity, (channel, user), address, text, unreadable=media)

    @staticmethod
    def _pressed(told: Mapping[str, Any]) -> Iterator[Event]:
        user = about("user", mapping(told.get("user")).get("id"))
        place = mapping(told.get("container"))
        channel, thread = about("channel_id", place.get("channel_id")), text_in(place.get("thread_ts"))
        for action in objects(told.get("actions")):
            identity = f"{channel} {user} {about('action_ts', action.get('action_ts'))}"
            address = {"channel": channel, "thread": thread}
            chosen = text_in(action.get("value")) or "-"
            yield Event(identity, (channel, user), address, chosen=chosen)

    def call(self, address: Address, part: Part) -> Call:
        """A message in the channel or thread that it answers."""
        text = html.escape(part.text, quote=False)
        section = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
        body = {"channel": address["channel"], "text": text, "unfurl_links": False, "blocks": [section]}
        if part.choices:
            body["blocks"].append({"type": "actions", "elements": [_button(c) for c in part.choices]})
        if address["thread"]:
            body["thread_ts"] = address["thread"]
        proof = {"Authorization": f"Bearer {self.settings.slack_token}"}
        return Call(f"{self.settings.slack_api}/api/chat.postMessage", json=body, headers=proof)

    def make_post(self) -> Post:
        """What sends the calls."""
        return _Post(self.name())

    def acknowledged(self, arrived: Arrived) -> HTTPResponse:
        """The challenge back when Slack tries the address; else nothing."""
        told = _told(arrived)
        if told.get("type") == "url_verification":
            return response.text(text_in(told.get("challenge")))
        return response.empty(200)


class _Post(Post):
    def means(self, answer: Answer) -> Outcome:
        """As the status and the body say: Slack refuses with 200."""
        if answer.status == 200 and answer.body.get("ok") is not True:
            error = text_in(answer.body.get("error"))
            return Outcome(again=error in _PASSING or not error, why=error or "no JSON")
        return by_status(answer)


def _told(arrived: Arrived) -> Mapping[str, Any]:
    """The JSON of a request, which for buttons is a field of a form."""
    if arrived.header("content-type").partition(";")[0].strip() == "application/json":
        return json_object(arrived.body)
    fields = dict(reading.form(arrived.body))
    if "payload" not in fields:
        raise Malformed("it has no payload")
    return json_object(fields["payload"])


def _button(choice: Any) -> dict[str, Any]:
    title = {"type": "plain_text", "text": choice.title, "emoji": False}
    return {"type": "button", "text": title, "value": choice.key, "action_id": choice.key}
