"""Tracker to Question, Answer to messages and events: the only file that knows both worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.core import advice, answers, render, talk, wishes
from bot.core.answers import Question
from bot.core.model import Answer, State, unique
from bot.core.progress import Coaching
from bot.store.facts import Facts

STATE_SLOT = "charley"
COACH_TOPICS = ("treatment_now", "when_to_see_doctor")
ANSWERED_SLOT = "answered"
_TOLD_MOST = 40
_WORDS_MOST = 200
_OF_CRAMPS = frozenset(
    (
        "definition", "symptoms", "night_cramps", "causes_general", "cause_idiopathic", "cause_age",
        "cause_fatigue_exercise", "cause_footwear", "risk_factors", "prevention", "when_to_see_doctor",
        "treatment_now", "treatment_general",
    )
)  # fmt: skip
"""Topics after which "is that dangerous?" means the cramps; after others it means what was told of."""
NO_QUESTION = frozenset({None, "out_of_scope"})


def state_of(tracker: Tracker) -> State:
    """What the conversation carries."""
    return State.from_dict(tracker.get_slot(STATE_SLOT))


def intent_of(tracker: Tracker) -> str | None:
    """What the last message asks, as decided. The SDK's own getter reads the ranking instead, and so
    would answer a guess that was too weak to count."""
    return (tracker.latest_message.get("intent") or {}).get("name")


def heard_anything(tracker: Tracker) -> bool:
    """Whether the last message said something that matters for safety."""
    state = state_of(tracker)
    return any(f.turn == state.turn for f in state.findings)


def said_anything(tracker: Tracker) -> bool:
    """Whether an answer was given in this conversation."""
    return bool((tracker.get_slot(ANSWERED_SLOT) or {}).get("topics"))


def question_of(tracker: Tracker, state: State) -> Question | None:
    """The question of the last message; None when it asks nothing that facts could answer."""
    intent = intent_of(tracker)
    heard = tracker.latest_message.get("charley") or {}
    answered = tracker.get_slot(ANSWERED_SLOT) or {}
    topic = talk.topic_of(intent)
    several = tuple(t for i in tracker.latest_message.get(talk.QUESTIONS) or () if (t := talk.topic_of(i)))
    again = state.wish in (wishes.REPEAT, wishes.SHORTER)
    if again or (heard.get("register") and (intent == talk.MORE or topic in NO_QUESTION)):
        return _same(answered, state)
    if advice.answers(state):
        return None
    if state.wish == wishes.DANGER:
        topics = tuple(answered.get("topics", ()))
        ours = set(topics) <= _OF_CRAMPS
        words = "harmless" if ours else f"{answered.get('words', '')} dangerous side effects serious"
        about = ("when_to_see_doctor",) if ours else topics
        return Question(about, words, state.focus, state.register, today=_today())
    if intent == talk.MORE:
        topics, told = tuple(answered.get("topics", ())), tuple(answered.get("told", ()))
        more = Question(topics, "", state.focus, state.register, told, more=True, today=_today())
        return more if topics else None
    if intent == talk.FOLLOW_UP:  # the question before, for another person or case
        topics, words = (
            tuple(answered.get("topics", ())),
            f"{answered.get('words', '')} {heard.get('words', '')}",
        )
        return Question(topics, words, state.focus, state.register, today=_today()) if topics else None
    if topic == talk.WHY and state.verdict.level == "none":
        topic = talk.SOURCES  # why an answer says what it says: its sources
    if not topic:
        return None
    topics = several or (topic,)
    return Question(topics, heard.get("words", ""), state.focus, state.register, today=_today())


def follow_up(tracker: Tracker, question: Question, answer: Answer) -> Question:
    """The question that a follow-up asks: where it would be told the very same about the same person, the
    rest of it, as after "tell me more"."""
    answered = tracker.get_slot(ANSWERED_SLOT) or {}
    told_ = tuple(answered.get("told", ()))
    same = answered.get("about") == question.about and set(answer.facts) <= set(told_)
    if intent_of(tracker) != talk.FOLLOW_UP or not same:
        return question
    return replace(question, words="", told=told_, more=True)


def _same(answered: dict[str, Any], state: State) -> Question | None:
    """What was told last, once more: in the same words, in others, or in fewer; None before anything was."""
    topics = tuple(answered.get("topics", ()))
    if not topics:
        return None
    before = tuple(answered.get("before", ()))
    return Question(
        topics,
        answered.get("words", ""),
        state.focus,
        state.register,
        before,
        more=bool(before),
        brief=state.wish == wishes.SHORTER,
        today=_today(),
    )


def sources_told(tracker: Tracker, facts: Facts) -> list[str]:
    """The sources of what was told last, each in a line."""
    answered = tracker.get_slot(ANSWERED_SLOT) or {}
    told = set(answered.get("told", ())) - set(answered.get("before", ()))
    known = [f for t in answered.get("topics", ()) for f in facts.facts(t) if f.id in told]
    cites = [c for f in known for c in f.cites]
    found = [facts.source(s) for s in unique(c.source for c in cites)]
    return [render.line(s, (c.place for c in cites if c.source == s.id)) for s in found if s]


def open_question_of(tracker: Tracker, state: State) -> Question:
    """A question that fits no topic, by its words alone."""
    words = (tracker.latest_message.get("charley") or {}).get("words", "")
    return Question((), words, state.focus, state.register, today=_today())


def say(
    dispatcher: CollectingDispatcher,
    answer: Answer,
    facts: Facts,
    state: State,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Utter an answer, then the advice that stands."""
    text = render.plain(answer, facts)
    if text:
        turn = {**_turn(answer), "said": answers.outline(answer, state.focus)}
        dispatcher.utter_message(
            text=text, buttons=_buttons(answer, facts) if buttons is None else buttons, turn=turn
        )
    else:  # "more" when all was told
        dispatcher.utter_message(response="utter_nothing_more")
    kept_back = {rule for _, rule in answer.withheld}
    touched = any(f.rule in kept_back for f in state.verdict.fired if f.level != "none")
    if state.verdict.level != "emergency" and (touched or advice.due(state)):
        dispatcher.utter_message(response="utter_advice")


def coach_says_first(coach: Coaching) -> str | None:
    """The response that comes before what the coach tells in this turn."""
    if coach.phase == "going":
        return "utter_coach_care" if len(coach.told) == 1 else None
    return {"eased": "utter_coach_eased", "lasting": "utter_coach_lasting"}.get(coach.phase)


def outline_of(coach: Coaching) -> dict[str, Any]:
    """What the coach tells in this turn, by ids."""
    danger = coach.phase == "danger"
    said = list(coach.say)
    lists = {"warning": said if danger else [], "points": [] if danger else said, "notes": []}
    return {"kind": "answer", "topics": list(COACH_TOPICS), "about": coach.about, **lists, "today": _today()}


def coach_buttons(coach: Coaching) -> list[dict[str, str]]:
    """What the coach offers: how it is now while it goes on, else where to go from there."""
    if coach.phase == "going":
        offered = {
            "It eased": talk.answer_payload("coach:eased"),
            "It's still there": talk.answer_payload("coach:still"),
        }
    else:
        offered = {
            "Check my cramps": f"/{talk.TRIAGE_START}",
            "Preventing cramps": talk.payload("prevention"),
        }
    return [{"title": title, "payload": payload} for title, payload in offered.items()]


def told(tracker: Tracker, question: Question, answer: Answer) -> list[dict[str, Any]]:
    """The events that note what was told, so that "tell me more" goes on from there."""
    before = question.told if question.more else ()
    ids = [*before, *answer.facts][-_TOLD_MOST:]
    words = question.words[:_WORDS_MOST]
    told_ = {"topics": list(question.topics), "told": ids, "before": list(before), "words": words}
    told_["about"] = question.about
    return [SlotSet(ANSWERED_SLOT, told_)]


def suggestions(tracker: Tracker, facts: Facts) -> list[dict[str, str]]:
    """Buttons for the topics that a message not understood may have meant, and for all of them."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    topics = [t for r in ranking if (t := talk.topic_of(r.get("name")))]
    return [*_topic_buttons(topics, facts)[:3], {"title": "What can I ask?", "payload": "/meta_menu"}]


def _buttons(answer: Answer, facts: Facts) -> list[dict[str, str]]:
    more = [{"title": "More on this", "payload": f"/{talk.MORE}"}] if answer.more else []
    return [*more, *_topic_buttons(answer.next, facts)[:3]]


def _topic_buttons(topics: Any, facts: Facts) -> list[dict[str, str]]:
    titles = facts.titles(topics)
    return [{"title": titles[t], "payload": talk.payload(t)} for t in topics if t in titles]


def _today() -> str:
    return datetime.now(timezone.utc).date().isoformat()


def _turn(answer: Answer) -> dict[str, Any]:
    """What the answer said, for machines: ids only."""
    act = (
        "answer" if answer.facts else ("decline" if answer.not_covered and not answer.withheld else "advise")
    )
    return {
        "act": act,
        "topics": list(answer.topics),
        "facts": list(answer.facts),
        "sources": list(answer.sources),
        "withheld": [list(w) for w in answer.withheld],
        "not_covered": list(answer.not_covered),
    }
