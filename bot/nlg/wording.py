"""Words for Rasa's responses: safety advice from content/, small talk from domain.yml.

It runs in the Rasa process, so advice is worded with the action server dead. It never raises
and never returns nothing: a name that it does not know gets the apology.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import yaml
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
from bot.nlg.owning import OwnWording
from bot.serve import house
from bot.settings import COUNTRIES, ROOT
from bot.store import wording as words

logger = logging.getLogger(__name__)

ADVICE = "utter_advice"
APOLOGY = "utter_apology"
PHRASES = ROOT / "phrases.yml"
_ACTS = {
    APOLOGY: "apology",
    "utter_out_of_scope": "decline",
    "utter_language": "decline",
    "utter_not_understood": "clarify",
    "utter_lost": "clarify",
}
_SORRY = "Sorry, something on my side failed. Please try again in a moment."


class CharleyWording(TemplatedNaturalLanguageGenerator):
    """See the module. Named in endpoints.yml. Rasa hands `responses` to templated generators only
    after the model was loaded."""

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain) -> None:
        self._phrases = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))["responses"]
        super().__init__(domain.responses)
        bot.patches.apply()
        self._wording = wording()
        self._kept_for = talk.kept_for(house().settings.keep_days, house().settings.diary_days)
        self._content = house().content
        self._check = CheckWording(house(), self._wording, self._text)
        self._keeping = keeping.KeepingWording(house(), self._wording, self._text)
        self._own = OwnWording(house(), self._text)

    @property
    def responses(self) -> dict[str, Any]:
        """The responses of domain.yml, and those that no rule names."""
        return self._responses

    @responses.setter
    def responses(self, given: dict[str, Any]) -> None:
        self._responses = {**self._phrases, **given}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message of a response, with what it said for machines under ``turn``."""
        try:
            if utter_action == ADVICE:
                return self._advice(tracker)
            state = _readable(tracker)
            if utter_action in keeping.RESPONSES:
                return self._keeping.word(utter_action, state, _told(tracker), time.time())
            if utter_action in RESPONSES and (made := self._check.word(utter_action, state, time.time())):
                return made
            utter_action = self._own.named(utter_action, state)
            made_up = self._own.word(utter_action, state)
            message = made_up or await super().generate(
                utter_action,
                tracker,
                output_channel,
                **{
                    **kwargs,
                    **self._kept_for,
                    "call": self._wording.call(state.country),
                    "contact": house().settings.contact,
                },
            )
        except Exception:
            logger.exception("Wording %s failed", utter_action)
            message = made_up = None
        if not message or message.get("text") in (None, utter_action):
            utter_action = APOLOGY
            message = {
                "text": self._text(APOLOGY).replace("{call}", self._wording.call(_readable(tracker).country))
            }
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        topic = talk.topic_of(intent)
        lost = utter_action == "utter_lost" and intent == talk.OUT_OF_SCOPE
        act = "decline" if lost else _ACTS.get(utter_action, "chrome")
        not_covered = ["this question"] if act == "decline" else []
        message["turn"] = {
            "act": act,
            "topics": [topic] if topic else [],
            "not_covered": not_covered,
        }
        if not made_up:  # what is put together from what is known has no receipt: it cannot be told again
            message["turn"]["said"] = {"kind": "response", "name": utter_action}
        return message

    def _advice(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        state = _state(tracker)
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        in_full = intent == talk.ADVICE_AGAIN or advice.answers(state)
        why_at = time.time() if intent == talk.WHY else None
        said = advice.advise(state, self._wording, in_full=in_full, why_at=why_at)
        if said is None:
            return {
                **self.responses["utter_no_advice"][0],
                "turn": {"act": "chrome", "said": {"kind": "response", "name": "utter_no_advice"}},
            }
        flags = {"kind": "advice", "in_full": in_full, "why_at": why_at}
        topics = [talk.WHY] if why_at is not None else []
        return {
            "text": render.advice(said, self._content),
            "turn": {"act": "advise", "advice": True, "topics": topics, "said": flags},
        }

    def _fill_response(
        self, response: dict[str, Any], filled_slots: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The response with what its text leaves open. Its buttons stay as they are: a payload's braces are
        JSON, and Rasa would take them for a gap, fail, and log every slot. No text names a slot."""
        rest = {k: v for k, v in response.items() if k != "buttons"}
        filled: dict[str, Any] = super()._fill_response(rest, None, **kwargs)
        return {**response, **filled}

    def _text(self, response: str) -> str:
        variants = self.responses.get(response) or [{}]
        text = str(variants[0].get("text") or _SORRY)
        for gap, value in self._kept_for.items():
            text = text.replace(f"{{{gap}}}", value)
        return text


def _told(tracker: DialogueStateTracker) -> list[str]:
    """The facts that the talk was told, by id."""
    said = [e.metadata.get("turn") or {} for e in tracker.events if isinstance(e, BotUttered)]
    return [fact for turn in said for fact in turn.get("facts") or ()]


def _state(tracker: DialogueStateTracker) -> State:
    return State.from_dict(tracker.slots["charley"].value if "charley" in tracker.slots else None)


def _readable(tracker: DialogueStateTracker) -> State:
    """What the conversation carries; a fresh state where that cannot be read."""
    try:
        return _state(tracker)
    except ValueError:
        return State()


def wording() -> Wording:
    """What wording needs, of this process."""
    parts = house()
    return words.wording(parts.content, COUNTRIES, parts.settings.country)
