"""What a message wishes of the talk itself: to be forgotten, to begin anew, to see what is known ...

Heard by phrases of content alone, never by what was learned: to be forgotten takes danger along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core.interview import plain
from bot.core.model import Heard, State, Verdict
from bot.core.talk import NOT_UNDERSTOOD, OUT_OF_SCOPE, STATEMENT

FORGET, HAND_OVER, START_OVER, MENU, KNOWN, WRONG = (
    "forget",
    "hand_over",
    "start_over",
    "menu",
    "known",
    "wrong",
)
REPEAT, SHORTER, SOURCES, DANGER, LANGUAGE = "repeat", "shorter", "sources", "danger", "language"
SCARED = "scared"
"""Nothing is asked: somebody is afraid."""
FORGET_BUT_DIARY = "forget_but_diary"
"""To be forgotten, with a diary that was to be kept: that stays, and is said to."""
URGENT_HAND_OVER = "hand_over_in_danger"
"""Somebody else is there, and an emergency stood."""
CORRECTED = "corrected"
"""A button crossed out something known."""
LOST = "lost"
"""Nothing was understood again and again."""

WIPES = frozenset({FORGET, FORGET_BUT_DIARY, HAND_OVER, URGENT_HAND_OVER})
"""Wishes that delete the conversation."""
ENDS = WIPES | {START_OVER}
"""Wishes that end the check."""
_TALK = frozenset({REPEAT, SHORTER, SOURCES, DANGER, MENU, WRONG})
"""Wishes that mean something else, or nothing, to a check under way: it reads them by itself."""
INTENTS: Mapping[str, str] = {
    FORGET: "meta_forget",
    HAND_OVER: "meta_hand_over",
    START_OVER: "meta_start_over",
    MENU: "meta_menu",
    KNOWN: "meta_known",
    WRONG: "meta_correction",
    REPEAT: "meta_rephrase",
    SHORTER: "meta_rephrase",
    SOURCES: "meta_source",
    DANGER: "ask_when_to_see_doctor",
    LANGUAGE: OUT_OF_SCOPE,
    SCARED: STATEMENT,
}
"""What a wish is called among the intents."""
_BY_INTENT = {INTENTS[w]: w for w in (START_OVER, MENU, KNOWN, WRONG)}
"""Wishes that do no harm: what was learned may hear them, too."""
_OFFERS = {INTENTS[w]: w for w in (FORGET, HAND_OVER)}
"""Wishes that what was learned may hear, but which are asked back first."""
_PATIENCE = 2
"""Messages in a row that were not understood, until topics are offered."""


def meant(words: str, phrases: Mapping[str, Sequence[str]], courtesies: Iterable[str]) -> str:
    """The wish that a message is, the courtesies around it left out; empty when it is none."""
    said = plain(words)
    around = sorted(courtesies, key=len, reverse=True)
    while said:
        found = next((wish for wish, ways in phrases.items() if said in ways), None)
        if found:
            return found
        shorter = next((s for c in around if (s := _without(said, c)) != said), None)
        if shorter is None:
            return ""
        said = shorter
    return ""


def heard(state: State, wish: str, bare: str | None) -> State:
    """The state with the wish of its last message; a bare yes to an offer is the wish that was offered.
    A check under way reads for itself what may be meant for it."""
    asking = state.check is not None and state.check.asking
    if bare == "yes" and state.offer:
        wish = state.offer
    return replace(state, wish="" if asking and wish in _TALK else wish, offer="")


def settled(state: State, intent: str | None) -> State:
    """The state once it is known what a message asks: its wish, what is offered, and how often in a
    row nothing was understood."""
    told = any(f.turn == state.turn for f in state.findings)
    busy = bool(state.wish) or _is_the_checks(state, told)
    missed = state.missed + 1 if _missed(state, intent, told) else 0
    wish = state.wish or ("" if busy else _BY_INTENT.get(intent or "", ""))
    if not wish and missed and missed % _PATIENCE == 0 and not busy:
        wish = LOST
    if not wish and intent == INTENTS[START_OVER]:
        wish = START_OVER
    offer = "" if state.wish else _OFFERS.get(intent or "", "")
    state = replace(state, wish=wish, offer=offer, missed=missed)
    if wish in WIPES:
        return _wiped(state)
    return replace(state, check=None, coach=None) if wish == START_OVER else state


def crossed_out(payload: str) -> tuple[Heard, ...]:
    """What a button says that crosses out something known, "concept@person"."""
    concept, mark, about = payload.partition("@")
    return (Heard(concept, "absent", about, corrects=True),) if mark and concept and about else ()


def ends_loops(state: State) -> bool:
    """Whether the wish of this turn ends the check."""
    return state.wish in ENDS


def _wiped(state: State) -> State:
    """Nothing of the person, but an emergency that stands: it is said once more in the goodbye. A new
    person is told that there was one, and nothing else."""
    wish = FORGET_BUT_DIARY if state.wish == FORGET and state.diary and state.diary.kept else state.wish
    if state.verdict.level != "emergency":
        return State(state.turn, country=state.country, content=state.content, wish=wish)
    forgets = state.wish in (FORGET, FORGET_BUT_DIARY)
    urgent = tuple(f for f in state.verdict.fired if f.level == "emergency")
    return State(
        state.turn,
        verdict=Verdict("emergency", urgent) if forgets else Verdict(),
        country=state.country,
        content=state.content,
        wish=wish if forgets else URGENT_HAND_OVER,
    )


def _is_the_checks(state: State, told: bool) -> bool:
    """Whether the message is for the check: one under way, or one whose result it may change."""
    check = state.check
    return check is not None and (check.asking or (check.phase == "told" and (told or bool(check.read))))


def _missed(state: State, intent: str | None, told: bool) -> bool:
    """Whether a message said nothing that was understood."""
    if told or state.wish or (state.check and state.check.asking) or (state.coach and state.coach.read):
        return False
    return intent in (NOT_UNDERSTOOD, OUT_OF_SCOPE, STATEMENT)


def _without(said: str, courtesy: str) -> str:
    for cut in (said.removeprefix(f"{courtesy} "), said.removesuffix(f" {courtesy}")):
        if cut != said:
            return cut
    return said
