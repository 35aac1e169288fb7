"""Messages about the talk itself: what is known of whom, what was wrong, what is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.core import check, summing, wishes
from bot.core.interview import listed
from bot.core.model import LEVELS, SELF, Finding, State, Status, name_of, unique
from bot.core.talk import answer_payload
from bot.serve import House

Message = dict[str, Any]

_STATUSES: tuple[tuple[Status, ...], ...] = (
    ("present",),
    ("uncertain",),
    ("past",),
    ("absent",),
    ("general", "hypothetical"),
)
"""In the order in which they are told; the first of each names the frame."""
_MOST = 6
"""How many things can be crossed out by a button at once: the newest."""
_INSTEAD = {
    ("utter_forget", wishes.FORGET_BUT_DIARY): "utter_forget_diary",
    ("utter_hand_over", wishes.URGENT_HAND_OVER): "utter_hand_over_urgent",
    ("utter_menu", wishes.LOST): "utter_lost",
    ("utter_menu", wishes.SCARED): "utter_scared",
    ("utter_out_of_scope", wishes.LANGUAGE): "utter_language",
}
_ASKING = frozenset({"utter_greet", "utter_thanks", "utter_abuse"})
"""Small talk that asks back: said without its question while the check waits for an answer."""


class OwnWording:
    """Words responses by the wish of the turn. ``frame`` gives the text of a response."""

    def __init__(self, parts: House, frame: Callable[[str], str]) -> None:
        self._house, self._frame = parts, frame

    def named(self, name: str, state: State) -> str:
        """The response that is said in the place of one: asked back where the person did not plainly
        wish it, in other words where another wish led there, or by what else is going on."""
        asking = state.check is not None and state.check.asking
        if name in _ASKING and asking:
            return f"{name}_asking"
        if name == "utter_menu" and state.wish == wishes.SCARED and asking:
            return "utter_scared_asking"
        if name == "utter_menu" and state.verdict.level == "emergency":
            return "utter_menu_urgent"
        if name == "utter_start_over" and not state.findings:
            return "utter_start_over_fresh"
        if name == "utter_forget" and state.wish not in wishes.WIPES:
            return "utter_forget_ask"
        if name == "utter_hand_over" and state.wish not in wishes.WIPES:
            return "utter_hand_over_ask"
        if name == "utter_wrong":
            if any(f.turn == state.turn for f in state.findings):
                return "utter_wrong_noted"
            return name if _held(state) else "utter_correction"
        if name == "utter_handoff" and self._house.settings.contact:
            return "utter_handoff_contact"
        return _INSTEAD.get((name, state.wish), name)

    def word(self, name: str, state: State) -> Message | None:
        """The message of a response that is put together; None for any other."""
        if name == "utter_known":
            return {"text": "\n".join(self._known(state))}
        if name == "utter_wrong":
            return {"text": self._frame(name), "buttons": self._crossable(state)}
        return None

    def _known(self, state: State) -> list[str]:
        """Everything that is held, a person at a time, a status a line; then where it is kept."""
        lines = []
        held = summing.own(state.findings, self._house.ears.lexicon.derived)
        for about in sorted(unique(f.about for f in held), key=lambda a: a != SELF):
            who = name_of(about, self._house.content.people)
            lines.append(self._frame("utter_known_self" if about == SELF else "utter_known_other"))
            lines[-1] = lines[-1].replace("{who}", who)
            lines += self._of(about, held, state)
        if not lines:
            lines.append(self._frame("utter_known_nothing"))
        elif all(f.about != SELF for f in held):
            lines.append(self._frame("utter_known_self_nothing"))
        if state.diary and state.diary.entries:
            lines.append(f"{self._frame('utter_known_diary')} {len(state.diary.entries)}.")
        lines.append(self._frame("utter_known_kept"))
        return [*lines, self._frame("utter_known_diary_kept")] if state.diary and state.diary.kept else lines

    def _of(self, about: str, known: Sequence[Finding], state: State) -> list[str]:
        """What is held of one person; how urgent it is, where anything is."""
        lines = []
        for statuses in _STATUSES:
            held = [f for f in known if f.about == about and f.status in statuses]
            labels = unique(self._label(f.concept) for f in held)
            if labels:
                lines.append(f"• {self._frame(f'utter_known_{statuses[0]}')} {listed(labels)}.")
        level = check.level_of(state.verdict, about)
        if level == LEVELS[0]:
            return lines
        outcome = self._house.content.book.outcomes.get(level)
        said = outcome.plan.lower() if outcome else self._frame("utter_known_emergency")
        return [*lines, f"• {self._frame('utter_known_level')} {said}."]

    def _crossable(self, state: State) -> list[dict[str, str]]:
        held = sorted(_held(state), key=lambda f: -f.turn)[:_MOST]
        return [
            {
                "title": self._title(f.concept, f.about),
                "payload": answer_payload(f"wrong:{f.concept}@{f.about}"),
            }
            for f in held
        ]

    def _title(self, concept: str, about: str) -> str:
        label = self._label(concept)
        return label if about == SELF else f"{label} ({name_of(about, self._house.content.people)})"

    def _label(self, concept: str) -> str:
        known = self._house.concepts.get(concept)
        return known.label if known else concept.replace("_", " ")


def _held(state: State) -> list[Finding]:
    """What is held to be so, or unsure, and can be told to be wrong."""
    told = [f for f in state.findings if f.concept not in summing.HELPERS]
    return [f for f in told if f.status in ("present", "uncertain")]
