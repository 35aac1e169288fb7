"""The check's messages: worded in the Rasa process, so that it goes on with the action server dead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core import advice, check, outcome, render, replies
from bot.core.advice import Wording
from bot.core.interview import listed
from bot.core.model import SELF, Answer, Sentence, State, name_of
from bot.core.progress import Progress
from bot.core.talk import TRIAGE_ANSWER, TRIAGE_START
from bot.serve import House

ASK = "utter_ask_check_form_check_answer"
RESPONSES = (ASK, "utter_check_why", "utter_check_result", "utter_check_teach", "utter_coach_care")

Message = dict[str, Any]


class CheckWording:
    """Words what `RESPONSES` name; None where the state has nothing for it. ``frame`` gives the text of
    a response of domain.yml."""

    def __init__(self, parts: House, wording: Wording, frame: Callable[[str], str]) -> None:
        self._house, self._content, self._book = parts, parts.content, parts.content.book
        self._wording, self._frame = wording, frame

    def word(self, name: str, state: State, now: float) -> Message | None:
        """The message of a response."""
        progress = state.check
        if name == "utter_coach_care":
            answer = Answer((), lead=Sentence(self._book.coach.care, "coach", self._book.coach.care_cites))
            return _message(render.plain(answer, self._content), "advise", ["treatment_now"], answer)
        if progress is None:
            return None
        if name == ASK:
            return self._ask(progress, state)
        if name == "utter_check_why":
            return self._why(progress)
        return (
            self._result(progress, state, now)
            if name == "utter_check_result"
            else self._teach(progress, state)
        )

    def _ask(self, progress: Progress, state: State) -> Message | None:
        inquiry = self._book.inquiry(progress.open)
        if inquiry is None:
            return None
        left = check.choices(inquiry, progress, state.findings)
        who = None if progress.about == SELF else name_of(progress.about, self._content.people)
        topic = {"start": [TRIAGE_START], "aside": []}.get(progress.reply, [TRIAGE_ANSWER])
        made = _message(outcome.question(inquiry, left, who), "ask", topic)
        return {**made, "buttons": outcome.buttons(inquiry, left, self._book)}

    def _why(self, progress: Progress) -> Message | None:
        inquiry = self._book.inquiry(progress.open)
        if inquiry is None:
            return None
        answer = outcome.why(inquiry)
        return _message(render.plain(answer, self._content), "chrome", ["meta_why"], answer)

    def _result(self, progress: Progress, state: State, now: float) -> Message | None:
        said = outcome.result(self._book, progress, state.verdict)
        if said is None:
            return None
        labels = [self._house.concepts[c].label for c in outcome.because(state.verdict, progress)]
        open_ = self._house.changes(state, progress, now)
        first = outcome.lead(said, progress, self._content.people)
        watch = self._wording.call_in(said.watch, state)
        answer = Answer((TRIAGE_ANSWER,), lead=first, notes=(Sentence(watch, said.level, said.cites),))
        standing = advice.advise(state, self._wording, in_full=True)
        parts = [first.text]
        parts += [f"{self._frame('utter_check_because')} {listed(labels)}."] if labels else []
        parts += [render.advice(standing, self._content)] if standing else []
        parts += [f"{self._frame('utter_check_changes')} {listed(open_)}."] if open_ else []
        parts += [
            render.plain(Answer((), notes=answer.notes), self._content),
            self._frame("utter_check_ask_plan"),
        ]
        made = _message("\n".join(parts), "result", [TRIAGE_ANSWER], answer)
        made["turn"]["advice"] = True
        return {**made, "buttons": outcome.plans(self._book)}

    def _teach(self, progress: Progress, state: State) -> Message | None:
        said = outcome.result(self._book, progress, state.verdict)
        if said is None:
            return None
        difference = replies.plan_meets(state.verdict, progress)
        made = _message(outcome.taught(said, difference), "result", [TRIAGE_ANSWER])
        made["turn"]["advice"] = difference >= 0
        return made


def _message(text: str, act: str, topics: list[str], answer: Answer | None = None) -> Message:
    sources = list(answer.sources) if answer else []
    return {"text": text, "turn": {"act": act, "topics": topics, "sources": sources}}
