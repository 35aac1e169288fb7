"""The messages of the visit summary and the cramp diary: worded in the Rasa process, so that both are
there with the action server dead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from bot.core import diary, report_text, summing
from bot.core.advice import Wording
from bot.core.diary import Diary, Entry
from bot.core.model import State
from bot.core.talk import DIARY, SUMMARY, answer_payload
from bot.serve import House

RESPONSES = ("utter_summary", "utter_diary")
_LISTED = 10
"""Entries that a message lists, the newest; the summary has them all."""

Message = dict[str, Any]
_SHOW = {"title": "Show my diary", "payload": f"/{DIARY}"}
_KEEP = {"title": "Keep my diary", "payload": answer_payload("diary:keep")}
_FOR_DOCTOR = {"title": "Summary for my doctor", "payload": f"/{SUMMARY}"}
_CONSENT = [
    {"title": "Yes, keep it", "payload": answer_payload("diary:yes")},
    {"title": "No", "payload": answer_payload("diary:no")},
]


class KeepingWording:
    """Words what `RESPONSES` name. ``frame`` gives the text of a response of domain.yml."""

    def __init__(self, parts: House, wording: Wording, frame: Callable[[str], str]) -> None:
        self._house, self._wording, self._frame = parts, wording, frame

    def word(self, name: str, state: State, told: Sequence[str], now: float) -> Message:
        """The message of a response; ``told`` are the facts that the talk was told."""
        if name == "utter_summary":
            return self._summary(state, told, now)
        return self._diary(state.diary or Diary(says="empty"), now)

    def _summary(self, state: State, told: Sequence[str], now: float) -> Message:
        made = summing.compose(state, told, self._house.content, self._wording, now)
        turn = {"act": "chrome", "topics": [], "sources": [s.id for s in made.sources]}
        return {"text": report_text.plain(made), "turn": {**turn, "advice": bool(made.rules)}}

    def _diary(self, kept: Diary, now: float) -> Message:
        says = kept.says or ("shown" if kept.entries else "empty")
        lines = [self._frame(f"utter_diary_{says}")]
        turn: Message = {"act": "chrome", "topics": []}
        buttons: list[dict[str, str]] = []
        if says == "logged":
            lines[0] += f" {diary.described(kept.entries[-1])}."
            lines += [self._frame(f"utter_diary_ask_{kept.asks}")] if kept.asks else []
            buttons = [_SHOW] if kept.kept else [_SHOW, _KEEP]
        elif says in ("shown", "opened") and kept.entries:
            today = datetime.fromtimestamp(now, timezone.utc).astimezone().date()
            lines += self._listed(kept.entries)
            lines += (
                [self._frame("utter_diary_weeks"), chart]
                if (chart := diary.chart(kept.entries, today))
                else []
            )
            turn["diary"] = diary.charted(kept.entries, today)
            buttons = [_FOR_DOCTOR] if kept.kept else [_KEEP, _FOR_DOCTOR]
        elif says == "consent":
            buttons = _CONSENT
        return {"text": "\n".join(lines), "buttons": buttons, "turn": turn}

    @staticmethod
    def _listed(entries: Sequence[Entry]) -> list[str]:
        """The newest entries, one a line."""
        return [f"• {diary.described(e)}" for e in entries[-_LISTED:]]
