"""Words for Rasa's responses: safety advice from content/, small talk from domain.yml.

It runs in the Rasa process, so advice is worded with the action server dead. It never raises
and never returns nothing: a name that it does not know gets the apology.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

import bot.patches
from bot.core import advice, render, talk
from bot.core.advice import Wording
from bot.core.model import State
from bot.nlg import keeping
from bot.nlg.checking import RESPONSES, CheckWording
from bot.serve import house
from bot.settings import COUNTRIES
from bot.store import wording as words

logger = logging.getLogger(__name__)

ADVICE = "utter_advice"
APOLOGY = "utter_apology"
_ACTS = {APOLOGY: "apology", "utter_out_of_scope": "decline", "utter_not_understood": "clarify"}
_SORRY = "Sorry, something on my side failed. Please try again in a moment."


class CharleyWording(TemplatedNaturalLanguageGenerator):
    """See the module. Named in endpoints.yml. Rasa hands `responses` to templated generators only
    after the model was loaded."""

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain) -> None:
        super().__init__(domain.responses)
        bot.patches.apply()
        self._wording = wording()
        self._content = house().content
        self._check = CheckWording(house(), self._wording, self._text)
        self._keeping = keeping.KeepingWording(house(), self._wording, self._text)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message of a response, with what it said for machines under ``turn``."""
        try:
            if utter_action == ADVICE:
                return self._advice(tracker)
            if utter_action in keeping.RESPONSES:
                return self._keeping.word(utter_action, _state(tracker), _told(tracker), time.time())
            if utter_action in RESPONSES and (
                made := self._check.word(utter_action, _state(tracker), time.time())
            ):
                return made
            call = self._wording.call(_country(tracker))
            message = await super().generate(
                utter_action, tracker, output_channel, **{**kwargs, "call": call}
            )
        except Exception:
            logger.exception("Wording %s failed", utter_action)
            message = None
        if not message or message.get("text") in (None, utter_action):
            utter_action = APOLOGY
            message = {"text": self._text(APOLOGY).replace("{call}", self._wording.call(_country(tracker)))}
        topic = talk.topic_of(
            (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        )
        act = _ACTS.get(utter_action, "chrome")
        not_covered = ["this question"] if act == "decline" else []
        message["turn"] = {
            "act": act,
            "topics": [topic] if topic else [],
            "not_covered": not_covered,
            "said": {"kind": "response", "name": utter_action},
        }
        return message

    def _advice(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        state = _state(tracker)
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        in_full, why_at = intent == talk.ADVICE_AGAIN, time.time() if intent == talk.WHY else None
        said = advice.advise(state, self._wording, in_full=in_full, why_at=why_at)
        if said is None:
            return {
                "text": self._text("utter_no_advice"),
                "turn": {"act": "chrome", "said": {"kind": "response", "name": "utter_no_advice"}},
            }
        flags = {"kind": "advice", "in_full": in_full, "why_at": why_at}
        topics = [talk.WHY] if why_at is not None else []
        return {
            "text": render.advice(said, self._content),
            "turn": {"act": "advise", "advice": True, "topics": topics, "said": flags},
        }

    def _text(self, response: str) -> str:
        variants = self.responses.get(response) or [{}]
        return str(variants[0].get("text") or _SORRY)


def _told(tracker: DialogueStateTracker) -> list[str]:
    """The facts that the talk was told, by id."""
    said = [e.metadata.get("turn") or {} for e in tracker.events if isinstance(e, BotUttered)]
    return [fact for turn in said for fact in turn.get("facts") or ()]


def _state(tracker: DialogueStateTracker) -> State:
    return State.from_dict(tracker.slots["charley"].value if "charley" in tracker.slots else None)


def _country(tracker: DialogueStateTracker) -> str | None:
    """The country that the conversation named; None also where its state cannot be read."""
    try:
        return _state(tracker).country
    except ValueError:
        return None


def wording() -> Wording:
    """What wording needs, of this process."""
    parts = house()
    return words.wording(parts.content, COUNTRIES, parts.settings.country)
