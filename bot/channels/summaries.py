"""The visit summary outside the talk: a page to print, JSON, a FHIR document, for whoever holds the
conversation's session."""

from __future__ import annotations

import base64
import hashlib
import time
from datetime import date, datetime, timezone
from typing import Any
from urllib.parse import parse_qs

from sanic import response
from sanic.response import HTTPResponse

from bot.channels.bodies import Refusal
from bot.conversations.memory import STATE_SLOT
from bot.conversations.records import StoreUnavailable, shared
from bot.core import diary, report_fhir, report_text, summing
from bot.core.model import State
from bot.core.report import Report
from bot.nlg.wording import wording
from bot.serve import House

FORMATS = {"html": "text/html", "json": "application/json", "fhir": "application/fhir+json"}
_ALL_EVENTS = 10**9
_STYLE = base64.b64encode(hashlib.sha256(report_text.STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""No script, no other file, no copy kept on the way."""


class Summaries:
    """Makes summaries of conversations that the channel found to be the caller's."""

    def __init__(self, here: House) -> None:
        self._house = here
        self._records = shared(here.settings.conversations_db, here.settings.sqlite_wait)
        self._wording = wording()

    def answer(self, conversation: str, kind: str) -> HTTPResponse:
        """The summary as html, json or fhir.

        Raises:
            Refusal: the conversation cannot be read now.
        """
        made = self.report(conversation)
        headers = {**HEADERS, "Vary": "Accept"}
        if kind == "html":
            return response.html(report_text.page(made), headers=headers)
        body = report_fhir.bundle(made, conversation) if kind == "fhir" else made.to_dict()
        return response.json(body, headers=headers, content_type=FORMATS[kind])

    def diary(self, conversation: str) -> HTTPResponse:
        """The cramp diary of a conversation, and what a chart of it shows.

        Raises:
            Refusal: the conversation cannot be read now.
        """
        made = self.report(conversation)
        body = {"entries": [e.to_dict() for e in made.diary], **diary.charted(made.diary, _today())}
        return response.json(body, headers=HEADERS)

    def report(self, conversation: str) -> Report:
        """The summary of a conversation.

        Raises:
            Refusal: the conversation cannot be read now.
        """
        state, told = self._carried(conversation)
        return summing.compose(state, told, self._house.content, self._wording, time.time())

    def _carried(self, conversation: str) -> tuple[State, list[str]]:
        """The state of a conversation and the facts that it was told; what is not on disk yet included."""
        held = self._records.memory.recall(conversation)
        unsaved = list(held.unsaved) if held else []
        try:
            loaded = self._records.load(conversation, _ALL_EVENTS)
            events = [*(loaded.events if loaded else ()), *unsaved]
            slots = (loaded.snapshot if loaded else {}).get("slots") or {}
        except StoreUnavailable:
            if held is None:
                raise Refusal(
                    503, "unavailable", "The conversation cannot be read right now. Try again soon."
                ) from None
            events, slots = unsaved, held.snapshot.get("slots") or {}
        noted = [e["value"] for e in unsaved if e.get("name") == STATE_SLOT]
        try:
            state = State.from_dict(noted[-1] if noted else slots.get(STATE_SLOT))
        except ValueError:
            state = State()
        return state, _told(events)


def wanted(kind: str | None, accept: str) -> str:
    """The format that a request asks for: by its name, else by what it accepts, else json.

    Raises:
        Refusal: the name is none of ours.
    """
    if kind is None:
        return next((name for name, media in FORMATS.items() if media in accept), "json")
    if kind not in FORMATS:
        raise Refusal(422, "wrong_type", f"format must be one of {', '.join(FORMATS)}.")
    return kind


def session_in(body: bytes) -> str:
    """The session of a form that the website posts; "" where it has none."""
    return parse_qs(body.decode("latin-1")).get("session", [""])[0]


def _told(events: list[Any]) -> list[str]:
    turns = [(e.get("metadata") or {}).get("turn") or {} for e in events if e.get("event") == "bot"]
    return [fact for turn in turns for fact in turn.get("facts") or ()]


def _today() -> date:
    return datetime.now(timezone.utc).astimezone().date()
