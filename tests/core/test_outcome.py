"""The words of the check: a question, its choices, the level in the end and what follows a plan."""

import pytest

from bot.core import outcome
from bot.core.model import SELF
from bot.core.progress import Progress
from tests.core.check_world import BOOK, CITES
from tests.core.world import MOTHER, holding

PEOPLE = {"mother": "your mother"}
PILLS, HEART = BOOK.inquiry("pills"), BOOK.inquiry("heart")


def test_a_question_lists_its_choices_and_a_plain_one_stands_alone():
    assert outcome.question(HEART, HEART.choices, None) == "heart?\n• says palpitations\n• says fainting"
    assert outcome.question(PILLS, PILLS.choices, None) == "pills?"
    assert outcome.question(PILLS, PILLS.choices, "your mother") == "pills your mother?"


def test_its_buttons_are_the_choices_none_unsure_and_why():
    titles = [b["title"] for b in outcome.buttons(HEART, HEART.choices[1:], BOOK)]
    assert titles == ["Fainting", "None", "Not sure", "Why?"], "what is known is not asked again"
    plain = outcome.buttons(PILLS, PILLS.choices, BOOK)
    assert [b["title"] for b in plain] == ["Diuretic", "No", "Not sure", "Why?"]
    sent = [b["payload"].split('"')[3] for b in plain]
    assert sent == ["pills:diuretic", "pills:none", "pills:unsure", "wish:why"]


def test_why_it_is_asked_is_said_with_its_sources():
    said = outcome.why(HEART)
    assert (said.lead.text, said.lead.cites) == ("heart because", CITES)


@pytest.mark.parametrize(
    "verdict, about, level",
    [
        (holding("R-pill"), SELF, "urgent"),
        (holding("R-pill"), MOTHER, "none"),
        (holding("R-pill", about=MOTHER), MOTHER, "urgent"),
        (holding(), SELF, "none"),
    ],
)
def test_the_result_is_of_the_one_whom_the_check_is_about(verdict, about, level):
    found = outcome.result(BOOK, Progress(about=about), verdict)
    assert found.level == level
    who = {SELF: f"{level} says.", MOTHER: f"{level} says of your mother."}
    assert outcome.lead(found, Progress(about=about), PEOPLE).text == who[about]


def test_an_emergency_has_no_result_as_its_advice_is_said_alone():
    assert outcome.result(BOOK, Progress(), holding("R-heart")) is None


def test_the_level_rests_on_what_fired_for_that_person_and_never_on_a_guard():
    assert outcome.because(holding("R-pill"), Progress()) == ("diuretic",)
    assert outcome.because(holding("R-guard"), Progress()) == ()
    assert outcome.because(holding("R-pill"), Progress(about=MOTHER)) == ()


def test_of_what_would_change_it_the_first_four_are_named_once():
    many = [c for q in BOOK.inquiries for c in q.choices]
    told = [c.says for c in many]
    assert outcome.would_change([many[0], *many]) == tuple(told[:4])


def test_plans_begin_with_the_most_urgent_and_what_follows_fits_the_plan():
    assert [b["title"].split()[1] for b in outcome.plans(BOOK)] == [
        "urgent",
        "see_doctor",
        "next_visit",
        "none",
    ]
    soon = BOOK.outcomes["urgent"]
    assert outcome.taught(soon, 0) == "urgent right"
    assert outcome.taught(soon, -1) == "urgent sooner", "a plan that waits too long is corrected"
    assert outcome.taught(soon, 2) == "urgent later"
