"""What a turn of Rasa's story tests amounts to.

They parse with an empty tracker and run no actions, wording or policy events: no state is carried.
It is folded from the entities of all messages, and the check and wishes go by the intents alone.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.core import advice, wishes
from bot.core.model import Heard, State
from bot.core.progress import Progress
from bot.core.talk import asks
from bot.serve import House

_WIPING = frozenset(wishes.INTENTS[w] for w in (wishes.FORGET, wishes.HAND_OVER))
_WISHES = {
    wishes.INTENTS[w]: w
    for w in (
        wishes.FORGET,
        wishes.HAND_OVER,
        wishes.START_OVER,
        wishes.MENU,
        wishes.KNOWN,
        wishes.WRONG,
    )
}


def folded(house: House, tracker: DialogueStateTracker) -> State:
    """The state that all messages amount to, since the last that wished it all gone."""
    state = State()
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if state.wish in wishes.WIPES:
                state = State(turn=state.turn)
            mentions = tuple(_mention(e) for e in event.entities if e.get("role"))
            intent = (event.intent or {}).get("name") or ""
            before = replace(state, turn=state.turn + 1, wish=_WISHES.get(intent, ""))
            state = house.take_in(mentions, before, event.timestamp or time.time())
            if advice.matters_to(intent):
                state = replace(state, matters=state.turn)
            if state.wish in wishes.WIPES and state.verdict.level != "emergency":
                state = State(turn=state.turn, wish=state.wish)
    return state


def checked(state: State, intent: str | None, in_form: bool, filled: bool) -> State:
    """The state with a check that goes by the intents."""
    if not in_form or state.wish in wishes.ENDS:
        return state
    reply = {"meta_why": "why", "meta_form": "help", "meta_cancel": "stop", "meta_rephrase": "again"}.get(
        intent or "", "answer"
    )
    reply = "aside" if asks(intent) else reply
    leaves = reply == "stop" or intent == "meta_bye"
    phase = "over" if leaves else "told" if filled else "asking"
    made = Progress(phase=phase, reply=reply, asked=("first", "second"), open="second", turn=state.turn)
    known = intent == wishes.INTENTS[wishes.KNOWN]
    return replace(state, check=made, wish=state.wish if known else "")


def _mention(entity: dict[str, Any]) -> Heard:
    return Heard(entity["entity"], entity["role"], entity.get("group") or "self")
