"""What Rasa's intent names mean to the rest: topics of the contract, buttons, how long things are kept."""

import pytest

from bot.core import talk


@pytest.mark.parametrize(
    "intent, topic",
    [
        ("ask_quinine", "quinine"),
        ("meta_bot", "meta_bot"),
        (talk.OUT_OF_SCOPE, "out_of_scope"),
        (talk.TRIAGE_START, "triage_start"),
        (talk.STATEMENT, None),
    ],
)
def test_a_topic_is_asked_by_the_intent_that_asks_for_it(intent, topic):
    assert talk.topic_of(intent) == topic and talk.intent_of(topic) == intent
    assert topic is None or talk.payload(topic) == f"/{intent}"


@pytest.mark.parametrize(
    "intent, topic",
    [
        (talk.NOT_UNDERSTOOD, "out_of_scope"),
        (talk.ADVICE_AGAIN, "meta_why"),
        ("meta_start_over", "meta_forget"),
        (talk.SUMMARY, None),
        (talk.DIARY, None),
        ("deny", None),
        ("", None),
        (None, None),
    ],
)
def test_some_intents_share_a_topic_or_have_none(intent, topic):
    assert talk.topic_of(intent) == topic


def test_how_long_things_are_kept_is_said_in_days():
    assert talk.kept_for(1, 30) == {"kept": "1 day", "diary_kept": "30 days"}


@pytest.mark.parametrize(
    "intent, asks",
    [
        ("ask_quinine", True),
        ("meta_bot", True),
        (talk.ADVICE_AGAIN, True),
        (talk.NOT_UNDERSTOOD, False),
        (talk.TRIAGE_ANSWER, False),
        ("meta_form", False),
        ("affirm", False),
        (None, False),
    ],
)
def test_what_asks_something_of_its_own_is_told_from_what_goes_on_with_the_check(intent, asks):
    assert talk.asks(intent) is asks
