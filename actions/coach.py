"""The coach of a cramp right now: the step that the state names, told from the facts."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import translate
from bot import act
from bot.core import answers
from bot.core.answers import Question
from bot.store.facts import Facts


class ActionCoach(Action):
    """Tells one step, or how it ends."""

    def __init__(self, facts: Facts | None = None) -> None:
        self._facts = facts or act.facts_or_exit()

    def name(self) -> str:
        """Its name in domain.yml."""
        return "action_coach"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter what this turn of the coach says."""
        state = translate.state_of(tracker)
        if state.coach is None or (state.content and state.content != self._facts.digest):
            dispatcher.utter_message(response="utter_apology")
            return []
        before = translate.coach_says_first(state.coach)
        if before:
            dispatcher.utter_message(response=before)
        answer = answers.told_again(translate.outline_of(state.coach), state.register, self._facts)
        going = state.coach.phase == "going"
        buttons = translate.coach_buttons(state.coach)
        translate.say(dispatcher, answer, self._facts, state, [] if going else buttons)
        if going:
            dispatcher.utter_message(response="utter_coach_ask", buttons=buttons)
        told = Question(translate.COACH_TOPICS, about=state.coach.about)
        return translate.told(tracker, told, answer)
