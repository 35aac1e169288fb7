from dataclasses import replace

import pytest

from bot.core import answers
from bot.core.answers import SUPPORTING, Question
from bot.core.model import Verdict
from tests.core.world import FACTS, MOTHER, Shelf, holding

NONE = Verdict()


def compose(*topics, verdict=NONE, **more):
    return answers.compose(Question(topics, **more), Shelf(), verdict)


def pages(topic, verdict=NONE, **more):
    """Every page of a topic, by asking for more until there is none."""
    given = [compose(topic, verdict=verdict, **more)]
    while given[-1].more:
        told = tuple(f for page in given for f in page.facts)
        given.append(compose(topic, verdict=verdict, told=told, more=True, **more))
    return given


def test_without_a_key_the_first_fact_that_needs_no_warning_leads():
    answer = compose("long", words="tell me all about it")
    assert answer.lead.origin == "first"
    assert answer.facts == ("first", "stretching", "drink", "caveat")


@pytest.mark.parametrize(
    "words, leads",
    [
        ("should i stretch", "stretching"),
        ("do stretchs help", "stretching"),
        ("outstretched arms", "first"),
        ("drink or calf stretch", "stretching"),
        ("what about my shoes", "caveat"),
        ("do i need pills", "first"),
        ("unreviewed", "first"),
    ],
)
def test_the_fact_whose_keys_the_question_names_leads(words, leads):
    assert compose("long", words=words).lead.origin == leads


def test_facts_that_no_key_names_keep_their_order():
    facts = Shelf().facts("long")
    assert answers.ordered(facts, "nothing of theirs") == (list(facts), 0)


@pytest.mark.parametrize(
    "words, facts",
    [
        ("calf stretch", ("stretching", "first")),
        ("stretch, drink and shoes", ("stretching", "drink", "caveat")),
    ],
)
def test_asked_for_something_in_particular_little_is_said_beside_it(words, facts):
    assert compose("long", words=words).facts == facts


def test_a_fact_under_a_warning_never_leads_while_another_can():
    for answer in (compose("long"), compose("long", words="pills")):
        assert answer.lead.origin != "warned"
    assert compose("lone").lead.origin == "lonely"


def test_a_warning_is_said_with_its_fact():
    assert compose("lone").lead.text == "lonely plain. Careful."


def test_an_answer_gives_one_lead_and_a_few_points():
    answer = compose("long")
    assert len(answer.support) == SUPPORTING
    assert answer.more


def test_more_goes_on_to_the_end_and_repeats_nothing():
    told = [fact for page in pages("long") for fact in page.facts]
    assert sorted(told) == sorted(
        ["warned", "first", "stretching", "drink", "caveat", "walking", "salty", "last"]
    )


def test_more_after_the_end_tells_nothing_and_claims_no_gap():
    over = compose("short", told=("first", "last"), more=True)
    assert (over.facts, over.more, over.not_covered, over.sentences) == ((), False, (), ())


def test_what_awaits_review_is_not_told_nor_called_withheld():
    given = pages("long")
    assert not any("unreviewed" in p.facts or "unreviewed" in dict(p.withheld) for p in given)


def test_a_caveat_brings_its_conflict_in_the_same_answer():
    for page in pages("long"):
        assert ("C-1" in {n.origin for n in page.notes}) == ("caveat" in page.facts)


def test_a_topics_own_conflict_is_told_once_and_not_again_on_more():
    assert [n.origin for n in compose("short").notes] == ["C-2"]
    assert compose("short", told=("first",), more=True).notes == ()


def test_two_topics_share_one_answer_and_no_fact_is_told_twice():
    answer = compose("long", "short")
    assert answer.facts == ("first", "stretching", "last")
    assert answer.topics == ("long", "short")
    assert answer.next == ("short", "none")


def test_what_no_source_answers_is_said_and_named():
    answer = compose("none")
    assert answer.lead is None
    assert [n.text for n in answer.notes] == ["Nothing is known."]
    assert answer.not_covered == ("What of nothing",)


def test_a_topic_that_does_not_exist_is_not_covered():
    assert compose("nowhere").not_covered == ("nowhere",)


def test_no_question_gives_no_answer():
    assert compose().sentences == ()


def test_what_a_rule_keeps_back_is_named_with_the_rule_that_did_it():
    answer = compose("long", verdict=holding("R-pill", "R-guard", "R-walk"))
    assert dict(answer.withheld) == {
        "warned": "R-guard",
        "drink": "R-guard",
        "walking": "R-walk",
        "salty": "R-guard",
    }


def test_what_is_kept_back_is_told_on_no_page():
    kept = {"warned", "drink", "salty"}
    for page in pages("long", verdict=holding("R-guard")):
        assert not kept & set(page.facts)


def test_the_warning_comes_first_each_rule_once():
    answer = compose("long", verdict=holding("R-pill", "R-guard", "R-walk"))
    assert [s.origin for s in answer.sentences[:3]] == ["R-guard", "R-walk", "first"]
    assert [s.text for s in answer.warning] == ["R-guard withheld", "R-walk withheld"]


def test_a_keyed_fact_that_is_kept_back_does_not_lead():
    answer = compose("long", words="what to drink", verdict=holding("R-guard"))
    assert answer.lead.origin == "first"


def test_one_persons_rules_keep_nothing_back_from_another():
    mothers = holding("R-guard", about=MOTHER)
    assert compose("long", verdict=mothers).withheld == ()
    answer = compose("long", verdict=mothers, about=MOTHER)
    assert [s.text for s in answer.warning] == ["R-guard withheld_other your mother"]


def test_a_topic_of_which_everything_is_kept_back_is_no_gap():
    answer = compose("watery", verdict=holding("R-guard"))
    assert (answer.facts, answer.not_covered) == ((), ())
    assert [s.origin for s in answer.sentences] == ["R-guard"]


def test_a_conflict_that_speaks_of_what_is_kept_back_gives_way_to_the_rule():
    answer = compose("noted", verdict=holding("R-guard"))
    assert [s.origin for s in answer.sentences] == ["R-guard", "last"]


def test_an_emergency_withholds_everything_and_says_its_one_line():
    answer = compose("long", "short", verdict=holding("R-heart", "R-pill"))
    assert [(s.text, s.origin, s.sources) for s in answer.sentences] == [("R-heart withheld", "R-heart", ())]
    told = [f.id for t in ("long", "short") for f in Shelf().facts(t) if f.serve != "after_review"]
    assert dict(answer.withheld) == dict.fromkeys(told, "R-heart")
    assert (answer.facts, answer.more) == ((), False)


def test_the_mothers_emergency_leaves_the_writers_own_question_to_be_answered():
    assert compose("short", verdict=holding("R-heart", about=MOTHER)).facts == ("first", "last")


def test_clinical_wording_is_given_where_there_is_one():
    answer = compose("short", register="clinician")
    assert [s.text for s in answer.sentences[:2]] == ["first clinical.", "last plain."]


@pytest.mark.parametrize(
    "status, next_review, note",
    [
        ("approved", None, ""),
        ("approved", "2026-11-21", ""),
        ("approved", "2026-11-20", "review overdue"),
        ("under_review", None, "under review, not yet approved by a clinician"),
        (
            "under_review",
            "2026-11-20",
            "under review, not yet approved by a clinician, review overdue",
        ),
        ("submitted", None, "submitted, not yet reviewed"),
    ],
)
def test_a_point_says_how_far_its_wording_was_reviewed(monkeypatch, status, next_review, note):
    changed = replace(FACTS["first"], status=status, next_review=next_review)
    monkeypatch.setitem(FACTS, "first", changed)
    shelf = Shelf(lowest_status="submitted")
    question = Question(("short",), today="2026-11-21")
    answer = answers.compose(question, shelf, NONE)
    assert answer.lead.review == note
    again = answers.told_again(answers.outline(answer, "self"), "plain", shelf)
    assert again.lead.review == note


def nearest(*facts, verdict=NONE, **more):
    return answers.nearest([FACTS[f] for f in facts], Question((), **more), Shelf(), verdict)


def test_the_nearest_facts_are_told_in_their_order_and_the_question_counts_as_not_covered():
    answer = nearest("stretching", "first", "last")
    assert answer.facts == ("stretching", "first", "last")
    assert [answer.lead.origin, *(s.origin for s in answer.support)] == ["stretching", "first", "last"]
    assert answer.not_covered == ("this question",) and answer.topics == ("t",)
    assert nearest("first", register="clinician").lead.text == "first clinical."


def test_the_nearest_tells_nothing_that_a_rule_keeps_back_from_this_person():
    limited = holding("R-guard")
    assert nearest("drink").facts == ("drink",)
    assert nearest("drink", verdict=limited) is None
    assert nearest("drink", "first", verdict=limited).facts == ("first",)
    assert nearest("drink", verdict=limited, about=MOTHER).facts == ("drink",)


@pytest.mark.parametrize("fact", ["warned", "caveat", "unreviewed", "lonely"])
def test_the_nearest_tells_nothing_that_needs_words_beside_it_or_a_review(fact):
    assert nearest(fact) is None
    assert nearest(fact, "first").facts == ("first",)


def test_without_anything_near_there_is_no_answer():
    assert nearest() is None
