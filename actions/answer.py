"""The one action: it answers whatever was asked, from the facts, under the verdict."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import translate
from bot import act
from bot.core import advice, answers, talk, wishes
from bot.core.model import State
from bot.store.facts import Facts, FactsUnavailable


class ActionAnswer(Action):
    """Answers the question of the last message, or says why not."""

    def __init__(self, facts: Facts | None = None) -> None:
        self._facts = facts or act.facts_or_exit()

    def name(self) -> str:
        """Its name in domain.yml."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the answer and note what was told. Facts that can no longer be read are opened once
        more: they may have been built anew. Still gone, the call fails and the Rasa process apologises."""
        try:
            return self._answer(dispatcher, tracker)
        except FactsUnavailable:
            dispatcher.messages.clear()
            self._facts.close()
            self._facts = act.facts_anew()
            return self._answer(dispatcher, tracker)

    def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        state = translate.state_of(tracker)
        if state.content and state.content != self._facts.digest:
            dispatcher.utter_message(response="utter_apology")
            return []
        level = state.verdict.level
        from_where = state.wish == wishes.SOURCES and level != "emergency"
        if from_where and (sources := translate.sources_told(tracker, self._facts)):
            return self._tell_sources(dispatcher, state, sources)
        question = translate.question_of(tracker, state)
        if question is None or not all(self._facts.topic(t) for t in question.topics):
            return self._no_question(dispatcher, tracker, state)
        answer = answers.compose(question, self._facts, state.verdict)
        more = translate.follow_up(tracker, question, answer)
        if more is not question:
            question, answer = more, answers.compose(more, self._facts, state.verdict)
        translate.say(dispatcher, answer, self._facts, state)
        return translate.told(tracker, question, answer)

    def _tell_sources(
        self, dispatcher: CollectingDispatcher, state: State, sources: list[str]
    ) -> list[dict[str, Any]]:
        """Name the sources of what was told last."""
        dispatcher.utter_message(response="utter_where_from")
        turn = {"act": "answer", "topics": [talk.SOURCES]}
        dispatcher.utter_message(text="\n".join(f"• {s}" for s in sources), turn=turn)
        if advice.due(state):
            dispatcher.utter_message(response="utter_advice")
        return []

    def _no_question(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State
    ) -> list[dict[str, Any]]:
        """Say the advice that is due; without any, take note or offer what can be asked."""
        intent, heard = translate.intent_of(tracker), translate.heard_anything(tracker)
        if state.verdict.level == "emergency":
            return []
        new, due = advice.new_in(state), advice.due(state)
        if intent == talk.OUT_OF_SCOPE and heard and due and not new:
            intent = talk.STATEMENT  # "it's cold too": more on what is advised
        nothing = intent == talk.STATEMENT and not heard and not new
        if intent in (talk.NOT_UNDERSTOOD, talk.FOLLOW_UP) or nothing:
            if self._say_nearest(dispatcher, tracker):
                return []
            buttons = translate.suggestions(tracker, self._facts)
            dispatcher.utter_message(response="utter_not_understood", buttons=buttons)
        elif intent == talk.OUT_OF_SCOPE:
            dispatcher.utter_message(response="utter_out_of_scope")
        elif not due:
            dispatcher.utter_message(response=_acknowledgement(intent, tracker))
        elif not new and intent in talk.STATEMENTS:  # what is new is answer enough
            dispatcher.utter_message(response="utter_heard" if heard else "utter_fine")
        if due:
            dispatcher.utter_message(response="utter_advice")
        return []

    def _say_nearest(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Tell the nearest that a source does say, named as such; whether there was anything."""
        state = translate.state_of(tracker)
        question = translate.open_question_of(tracker, state)
        found = self._facts.search(question.words)
        answer = answers.nearest(found, question, self._facts, state.verdict)
        if answer is None:
            return False
        dispatcher.utter_message(response="utter_nearest")
        translate.say(dispatcher, answer, self._facts, state)
        return True


def _acknowledgement(intent: str | None, tracker: Tracker) -> str:
    """The response to what asks nothing that facts could answer."""
    if intent in ("affirm", "deny") and not translate.heard_anything(tracker):
        return "utter_all_right"
    if intent in talk.STATEMENTS:
        return "utter_noted"
    return "utter_nothing_more" if translate.said_anything(tracker) else "utter_nothing_said"
