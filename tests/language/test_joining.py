"""Two ears joined: what either hears is heard, and nothing that learned silences danger lightly."""

import pytest
import spacy
from spacy.tokens import Span

from bot.core.model import SELF
from bot.language import joining
from bot.language.context import Meaning
from bot.language.ear import Sensed
from bot.language.joining import Mention, believed

DOC = spacy.blank("en")("mum says my calf is swollen and red")
PLACES = [(t.idx, t.idx + len(t)) for t in DOC]
CALF = Span(DOC, 3, 6, label="leg_swelling")
MOTHER, CHILD = "other:mother", "other:child"


def sensed(status="present", person=SELF, *, status_sure=0.99, person_sure=0.99, words=(5, 6), concept=None):
    start, end = PLACES[words[0]][0], PLACES[words[1] - 1][1]
    return Sensed(concept or "leg_swelling", start, end, 0.9, status, status_sure, person, person_sure)


def joined(one: Sensed, ruled: Meaning, focus=SELF, words=frozenset({"my"}), heard=True, danger=False):
    mention = joining.Mention(CALF, one, heard)
    return joining.judged(mention, ruled, focus, words, danger=danger)


def test_what_was_sensed_alone_is_a_mention_of_its_words():
    mentions = joining.mentions(DOC, [CALF], [sensed(), sensed(words=(7, 8), concept="redness")], PLACES)
    assert [(m.span.label_, m.span.text, m.ruled) for m in mentions] == [
        ("leg_swelling", "calf is swollen", True),
        ("redness", "red", False),
    ]
    assert mentions[0].sensed is not None


def test_what_the_rules_heard_alone_stays_as_they_read_it():
    ruled = Meaning("present", MOTHER)
    assert joining.judged(joining.Mention(CALF), ruled, SELF, frozenset()) == ruled


@pytest.mark.parametrize(
    "ruled, by_ear, sure, heard, meant",
    [
        ("present", "absent", 0.7, True, "present"),  # what is affirmed is given up only when very sure
        ("present", "absent", 0.95, True, "absent"),
        ("uncertain", "general", 0.7, True, "uncertain"),
        ("absent", "present", 0.7, True, "present"),
        ("absent", "present", 0.4, True, "absent"),
        ("present", "absent", 0.7, False, "absent"),  # the rules did not hear it: their reading is a guess
        ("present", "past", 0.3, False, "present"),
    ],
)
def test_whether_it_is_so(ruled, by_ear, sure, heard, meant):
    assert joined(sensed(by_ear, status_sure=sure), Meaning(ruled), heard=heard).status == meant


@pytest.mark.parametrize("by_ear", ["absent", "past", "general", "hypothetical"])
@pytest.mark.parametrize("ruled", ["present", "uncertain"])
def test_danger_that_the_rules_affirm_is_never_given_up(ruled, by_ear):
    assert joined(sensed(by_ear, status_sure=1.0), Meaning(ruled), danger=True).status == ruled


@pytest.mark.parametrize("heard", [True, False])
def test_what_the_ear_takes_for_over_is_over_since_the_time_that_is_told(heard):
    meaning = joined(sensed("past"), Meaning("present", ago=9e7), heard=heard)
    assert (meaning.status, meaning.ended_ago) == ("past", 9e7)


def test_danger_that_the_rules_deny_is_raised_by_a_sure_ear():
    assert joined(sensed("present"), Meaning("absent"), danger=True).status == "present"


@pytest.mark.parametrize(
    "person, ruled, focus, words, about",
    [
        ("self", MOTHER, SELF, {"my"}, SELF),
        ("self", MOTHER, MOTHER, {"swollen"}, MOTHER),  # "swollen since tuesday", in a talk about her
        ("self", SELF, MOTHER, {"my"}, SELF),
        ("person", SELF, SELF, {"she"}, "other:person"),
        ("person", SELF, MOTHER, {"she"}, MOTHER),
        ("person", CHILD, SELF, {"she"}, CHILD),
        ("daughter", SELF, SELF, {"daughter"}, CHILD),
        ("child", "other:child#2", SELF, {"kid"}, "other:child#2"),
        ("mother", SELF, SELF, {"mum"}, MOTHER),
    ],
)
def test_of_whom(person, ruled, focus, words, about):
    assert joined(sensed(person=person), Meaning("present", ruled), focus, frozenset(words)).about == about


def test_an_unsure_person_is_the_rules():
    assert joined(sensed(person="father", person_sure=0.4), Meaning("present", MOTHER)).about == MOTHER


@pytest.mark.parametrize("ruled", [Meaning("absent", corrects=True), Meaning("hypothetical", planned=True)])
def test_what_the_rules_know_better_stays(ruled):
    assert joined(sensed(), ruled) == ruled


def test_what_the_rules_alone_hear_counts_unless_the_ear_finds_it_unlikely_and_it_is_no_danger():
    doc = spacy.blank("en")("my legs get cramp most nights and a cold foot")
    often, cold = Span(doc, 4, 6, label="frequent_cramps"), Span(doc, 8, 10, label="cold_foot")
    found = [Mention(often), Mention(cold)]
    unlikely = {"frequent_cramps": 0.001, "cold_foot": 0.001}
    assert [m.span.label_ for m in believed(found, unlikely, frozenset({"cold_foot"}))] == ["cold_foot"]
    assert believed(found, {}, frozenset()) == found
    assert believed(found, {"frequent_cramps": 0.5, "cold_foot": 0.5}, frozenset()) == found
