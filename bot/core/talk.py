"""What the names of Rasa's intents mean to the rest of the house."""

from __future__ import annotations

ASK = "ask_"
NOT_UNDERSTOOD = "nlu_fallback"
"""Rasa's own name for it, so that it needs no training examples."""
OUT_OF_SCOPE = "out_of_scope"
MORE = "meta_rephrase"
ADVICE_AGAIN = "ask_advice_again"
WHY = "meta_why"
FOLLOW_UP = "meta_followup"
CORRECTION = "meta_correction"
QUESTIONS = "questions"
"""Where a message carries the intents of its questions when it asks several."""
SOURCES = "meta_source"
SEE_DOCTOR = "ask_when_to_see_doctor"
TRIAGE_START = "triage_start"
TRIAGE_ANSWER = "triage_answer"
"""What a button of the check sends; its answer is an entity of this name's `ANSWER`."""
ANSWER = "answer"
SUMMARY = "meta_summary"
DIARY = "meta_diary"
_NO_TOPIC = frozenset({SUMMARY, DIARY})
"""Intents of ours that the contract names no topic for."""
STATEMENT = "inform"
STATEMENTS = frozenset({STATEMENT, "affirm", "deny", TRIAGE_ANSWER})

_TOPICS = {
    "ask_advice_again": "meta_why",
    FOLLOW_UP: "meta_rephrase",
    NOT_UNDERSTOOD: "out_of_scope",
    "meta_start_over": "meta_forget",
    "meta_hand_over": "meta_forget",
    "meta_known": "meta_privacy",
    "meta_menu": "meta_bot",
}


def topic_of(intent: str | None) -> str | None:
    """The contract's topic that an intent asks about; None for plain statements."""
    if not intent or intent in STATEMENTS | _NO_TOPIC:
        return None
    return _TOPICS.get(intent, intent.removeprefix(ASK))


def intent_of(topic: str | None) -> str:
    """The intent that asks about a topic of the contract; the one of plain statements for None."""
    if topic is None:
        return STATEMENT
    plain = topic.startswith("meta_") or topic in {OUT_OF_SCOPE, "triage_start"}
    return topic if plain else f"{ASK}{topic}"


def payload(topic: str) -> str:
    """What a button sends that asks about a topic."""
    return f"/{intent_of(topic)}"


def kept_for(keep_days: int, diary_days: int) -> dict[str, str]:
    """What small talk leaves open of how long a conversation and a kept diary last, by the gap's name."""
    days = {"kept": keep_days, "diary_kept": diary_days}
    return {gap: f"{n} day" if n == 1 else f"{n} days" for gap, n in days.items()}


def answer_payload(answer: str) -> str:
    """What a button sends that answers the check or the coach."""
    return f'/{TRIAGE_ANSWER}{{"{ANSWER}": "{answer}"}}'


def asks(intent: str | None) -> bool:
    """Whether an intent asks or says something of its own, beside any check that is under way."""
    inside = {CORRECTION, WHY, MORE, NOT_UNDERSTOOD, TRIAGE_START, TRIAGE_ANSWER, "meta_form", "meta_cancel"}
    return bool(intent) and intent not in inside | STATEMENTS
