"""Self-harm, overdose, poison, and emergencies outside the legs: fixed texts with whom to call, nothing
asked. The sentences here were written for hearing's own tests; no evaluation case is among them."""

import re
from itertools import product

import pytest

from bot.core import advice
from bot.core.model import State, Verdict
from bot.serve import house
from bot.settings import COUNTRIES
from bot.store import validate
from bot.store.wording import wording

HOUSE = house()
NOW = 1.8e9
WORDINGS = {c: wording(HOUSE.content, COUNTRIES, c) for c in (None, *COUNTRIES)}
LINES = {"US": "988", "UK": "Samaritans on 116 123", "EU": "local crisis line"}
POISON = {"US": "1-800-222-1222", "UK": "111", "EU": "poison line"}

DIRECT = ["i want to kill myself", "I'm going to end my life tonight", "been cutting myself again"]
INDIRECT = [
    "i don't want to live any more",
    "i'd rather be dead than have these cramps",
    "they'd all be happier if i was gone",
]
INDIRECT += ["i dont see the point in living any more", "no reason to live any more"]
CODED = ["thinking of unaliving myself", "kms", "ive written my goodbye letters"]
UNSURE = ["what if i just took all my pills and never woke up", "is it bad that i want to die"]
OVERDOSE = ["swallowed the whole packet of quinine", "i took way too many of my tablets an hour ago"]
OTHERS = ["my friend says she's going to hurt herself", "my daughter took loads of my tablets"]
POISONED = [
    pytest.param(
        "swallowed some rat poison by mistake",
        marks=pytest.mark.xfail(
            strict=False,
            reason="heard as an overdose too, whose advice leads: as urgent, without the poison line",
        ),
    ),
    "adder bit my ankle on a walk an hour ago",
]
ELSEWHERE = {
    "RF-02": ["there's a tight band round my chest", "i just passed out in the kitchen"],
    "RF-30": ["my face is drooping and my speech is slurred", "my husband's arm went weak all of a sudden"],
    "RF-11": ["numb between my legs and i can't pee"],
}


def heard(*texts):
    state = State()
    for text in texts:
        state, _ = HOUSE.listen(text, state, NOW)
    return state


def said(state, country=None, **more):
    return advice.advise(state, WORDINGS[country], **more).text


def rules(state):
    return {f.rule for f in state.verdict.fired}


@pytest.mark.parametrize("text", [*DIRECT, *INDIRECT, *CODED, *UNSURE, *OVERDOSE, *OTHERS])
def test_a_crisis_names_the_emergency_number_and_a_crisis_line_of_the_country(text):
    state, later = heard(text), heard(text, "ok")
    assert "RF-50" in rules(state) and state.verdict.level == "emergency"
    for country, then in product([None, *COUNTRIES], (state, later)):
        words = said(then, country)
        named = [country] if country else list(COUNTRIES)
        assert all(COUNTRIES[c] in words for c in named)
        assert all(LINES[c] in words for c in named if c != "EU" or country)
        others = [COUNTRIES[c] for c in COUNTRIES if c not in named]
        assert not any(re.search(rf"\b{number}\b", words) for number in others)
        if country is None:
            assert all(place in words for place in ("the US", "the UK and Ireland", "elsewhere", "Europe"))
        assert not re.search(r"[{}?]", words), "nothing is asked, nothing is left open"


@pytest.mark.parametrize("text", POISONED)
def test_poison_names_a_poison_line_of_the_country_and_asks_nothing(text):
    state, later = heard(text), heard(text, "ok")
    assert "RF-33" in rules(state)
    for country, then in product([None, *COUNTRIES], (state, later)):
        words = said(then, country)
        assert all(POISON[c] in words for c in ([country] if country else COUNTRIES))
        assert not re.search(r"[{}?]", words)


@pytest.mark.parametrize("text", [*UNSURE, "my friend may want to end her life"])
def test_no_later_no_can_answer_what_was_never_asked(text):
    state = heard(text)
    assert state.asked is None
    assert "RF-50" in rules(heard(text, "no")) and "RF-50" in rules(heard(text, "nope", "no"))


def test_while_a_crisis_stands_no_other_rule_asks_either():
    state = heard("what if i can't feel my foot and it went white suddenly", "i want to kill myself")
    assert {"RF-50"} <= rules(state) and state.asked is None
    assert "?" not in said(state)


def test_why_in_a_crisis_is_told_without_an_interview_and_with_the_line_first():
    state = heard("i want to kill myself", "why do you say that?")
    words = said(state, "UK", why_at=NOW)
    assert words.index("116 123") < words.index("thoughts of self-harm")
    assert not re.search(r"\?|by its name|do not know|more urgent|quinine", words)


@pytest.mark.parametrize("rule, text", [(r, t) for r, texts in ELSEWHERE.items() for t in texts])
def test_an_emergency_outside_the_legs_says_whom_to_call(rule, text):
    state = heard(text)
    assert rule in rules(state) and state.verdict.level == "emergency"
    for country in COUNTRIES:
        words = said(state, country)
        assert f"call {COUNTRIES[country]}" in words and "{" not in words


@pytest.mark.parametrize(
    "text", ["these cramps are killing me", "my legs are dead after that run", "i'm dying for a tea"]
)
def test_idle_words_are_no_crisis(text):
    assert "RF-50" not in rules(heard(text))


def test_every_contact_has_words_for_every_country_and_for_none():
    for name, texts in HOUSE.content.contacts.items():
        assert set(texts) == {"", *COUNTRIES}, name
    used = {
        s
        for r in HOUSE.content.rules.values()
        for t in r.advice.values()
        for s in re.findall(r"\{(\w+)\}", t)
    }
    assert used == {"call", "who", *HOUSE.content.contacts}


@pytest.mark.parametrize("rule", [r for r in HOUSE.content.rules.values() if r.crisis], ids=lambda r: r.id)
def test_a_crisis_rule_asks_nothing_and_names_its_contact_whenever_it_is_not_over(rule):
    assert rule.ask == "" and rule.withholds_all
    for name in ("self", "other", "unsure", "unsure_other", "reminder", "reminder_other"):
        assert re.search(r"\{(talk|poison)\}", rule.advice[name]), name


def test_the_crisis_rules_are_those_of_self_harm_overdose_and_poison():
    assert {r.id for r in HOUSE.content.rules.values() if r.crisis} == {"RF-33", "RF-50"}


def test_a_crisis_rule_that_asks_is_refused():
    entries = list(HOUSE.content.entries.values())
    (crisis,) = [e for e in entries if e.kind == "rule" and e.id == "RF-50"]
    data = {**crisis.data, "ask": "Are you safe?"}
    asking = type(crisis)(crisis.kind, crisis.id, data, crisis.document, crisis.place)
    assert [p for p in validate._rules([asking]) if "nothing is asked" in p]
    assert list(validate._rules([crisis])) == []


def test_a_carried_country_wins_over_the_settings():
    state = heard("i want to kill myself")
    carried = State(
        turn=1, findings=state.findings, verdict=Verdict("emergency", state.verdict.fired), country="UK"
    )
    words = said(carried, "US")
    assert "116 123" in words and "988" not in words
