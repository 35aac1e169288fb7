from dataclasses import replace

import pytest

from bot.core import triage
from bot.core.model import DAY, LEVELS, PastRule, Verdict, rank
from tests.core.world import MOTHER, NOW, RULES, finding, judge, levels, rule

PILL = finding("diuretic")


@pytest.mark.parametrize(
    "known, expected",
    [
        ([], {}),
        ([PILL], {"R-pill": "urgent", "R-guard": "none"}),
        ([PILL, finding("cramp")], {"R-pill": "urgent", "R-guard": "none"}),
        ([PILL, finding("cramp", "uncertain")], {"R-pill": "urgent", "R-guard": "none"}),
        ([PILL, finding("cramp", "general")], {"R-pill": "urgent", "R-guard": "none"}),
        ([PILL, finding("cramp", "absent")], {"R-guard": "none"}),
        ([finding("cramp")], {}),
        ([finding("diuretic", "absent"), finding("cramp")], {}),
        ([finding("diuretic", "general"), finding("cramp")], {}),
        ([finding("diuretic", "hypothetical"), finding("cramp")], {}),
        ([finding("diuretic", "uncertain")], {"R-pill": "see_doctor", "R-guard": "none"}),
        ([PILL, finding("palpitations", "absent")], {"R-pill": "urgent", "R-guard": "none"}),
        ([finding("palpitations")], {}),
        ([finding("child", "uncertain")], {"R-child": "none"}),
        ([finding("claudication")], {"R-walk": "see_doctor"}),
        ([finding("poor_flow", "uncertain")], {"R-walk": "next_visit"}),
        ([finding("claudication", "past")], {"R-walk": "see_doctor"}),
        ([finding("claudication", "past"), finding("poor_flow", "uncertain")], {"R-walk": "see_doctor"}),
    ],
)
def test_what_the_writer_says_fires(known, expected):
    assert levels(judge(*known)) == expected


def test_what_is_over_is_named_as_the_reason():
    (fired,) = judge(finding("claudication", "past")).fired
    assert (fired.because, fired.how) == (("claudication",), "past")


def test_of_two_as_urgent_the_writers_comes_first():
    known = [finding(c, about=who) for who in (MOTHER, "self") for c in ("diuretic", "palpitations")]
    urgent = [f for f in judge(*known).fired if f.level == "emergency"]
    assert [(f.about, f.how) for f in urgent] == [("self", "present"), (MOTHER, "present")]


@pytest.mark.parametrize("sign", ["palpitations", "fainting"])
@pytest.mark.parametrize(
    "pill, heart", [("present", "present"), ("uncertain", "present"), ("uncertain", "uncertain")]
)
def test_any_of_the_signs_makes_an_emergency_and_doubt_does_not_lower_it(sign, pill, heart):
    verdict = judge(finding("diuretic", pill), finding(sign, heart))
    assert verdict.level == "emergency"
    assert verdict.fired[0].because == ("diuretic", sign)


@pytest.mark.parametrize(
    "known, expected",
    [
        ([finding("diuretic", about=MOTHER)], {"R-guard": "none"}),
        (
            [finding("diuretic", about=MOTHER), finding("cramp", about=MOTHER)],
            {"R-pill": "urgent", "R-guard": "none"},
        ),
        ([finding("diuretic", about=MOTHER), finding("cramp")], {"R-guard": "none"}),
        ([finding("diuretic", about=MOTHER), finding("palpitations")], {"R-guard": "none"}),
    ],
)
def test_another_persons_cramp_is_not_assumed_nor_borrowed(known, expected):
    assert levels(judge(*known), MOTHER) == expected


def test_doubt_lowers_every_level_by_one_and_keeps_an_emergency():
    expected = dict(zip(LEVELS[1:4], LEVELS[:3], strict=True)) | {"emergency": "emergency"}
    for level, lowered in expected.items():
        rules = {"R": rule("R", level, [["cramp"]])}
        (fired,) = judge(finding("cramp", "uncertain"), rules=rules).fired
        assert (fired.level, fired.how) == (lowered, "unsure")


def test_a_guard_holds_without_a_level_even_in_doubt():
    for status in ("present", "uncertain"):
        (guard,) = [f for f in judge(finding("diuretic", status)).fired if f.rule == "R-guard"]
        assert guard.level == "none"
    assert judge(finding("diuretic", about=MOTHER)).level == "none"


@pytest.mark.parametrize(
    "known, expected",
    [
        ([finding("diuretic", "past", ended=NOW - 7 * DAY)], {"R-pill": "urgent"}),
        ([finding("diuretic", "past", ended=NOW - 7 * DAY - 1)], {}),
        ([finding("diuretic", "past")], {}),
        ([PILL, finding("palpitations", "past", ended=NOW - 3 * DAY)], {"R-heart": "urgent"}),
        ([PILL, finding("palpitations", "past", ended=NOW - 3 * DAY - 1)], {}),
        ([PILL, finding("palpitations", "past")], {"R-heart": "urgent"}),
        ([finding("child", "past", ended=NOW)], {}),
        (
            [finding("diuretic", "past", ended=NOW), finding("palpitations", "uncertain")],
            {"R-pill": "urgent", "R-heart": "urgent"},
        ),
    ],
)
def test_what_is_over_counts_as_long_as_its_rule_says(known, expected):
    verdict = judge(*known)
    assert {f.rule: f.level for f in verdict.fired if f.how == "past"} == expected


def test_a_symptom_of_four_days_ago_is_judged_as_past():
    verdict = judge(PILL, finding("palpitations"), now=NOW + 4 * DAY)
    assert levels(verdict) == {"R-pill": "urgent", "R-guard": "none"}


def test_the_most_urgent_rule_of_all_people_comes_first_and_gives_the_level():
    verdict = judge(
        finding("claudication"), finding("diuretic", about=MOTHER), finding("fainting", about=MOTHER)
    )
    assert [(f.rule, f.about) for f in verdict.fired] == [
        ("R-heart", MOTHER),
        ("R-walk", "self"),
        ("R-guard", MOTHER),
    ]
    assert verdict.level == "emergency"


def test_a_rule_does_not_rest_on_assumptions_alone_nor_on_nothing():
    rules = {"R": rule("R", "urgent", [["cramp"]], assumes=["cramp"]), "E": rule("E", "urgent")}
    assert judge(PILL, rules=rules).fired == ()


def test_an_assumed_concept_is_no_reason():
    assert judge(PILL).fired[0].because == ("diuretic",)
    assert judge(PILL, finding("cramp")).fired[0].because == ("diuretic", "cramp")


def test_a_rule_that_still_holds_keeps_the_turn_in_which_it_began():
    first = judge(PILL, turn=1)
    second = judge(PILL, finding("palpitations"), turn=2, before=first)
    assert {f.rule: f.since for f in second.fired} == {"R-heart": 2, "R-pill": 1, "R-guard": 1}


@pytest.mark.parametrize(
    "before, now_known",
    [
        ([finding("diuretic", "uncertain")], [PILL]),
        ([PILL, finding("palpitations", "past")], [PILL, finding("palpitations")]),
        ([PILL], [finding("diuretic", "past", ended=NOW)]),
    ],
    ids=["became sure", "came back", "is over"],
)
def test_a_rule_that_holds_in_another_way_begins_anew(before, now_known):
    verdict = judge(*now_known, turn=2, before=judge(*before, turn=1))
    assert verdict.fired[0].since == 2


def test_a_rule_that_was_denied_in_between_begins_anew():
    silent = judge(finding("diuretic", "absent"), turn=2, before=judge(PILL, turn=1))
    assert silent == Verdict()
    assert judge(PILL, turn=3, before=silent).fired[0].since == 3


@pytest.mark.parametrize("about", ["self", MOTHER])
def test_limits_are_those_of_the_person_asked_about(about):
    verdict = judge(finding("diuretic", about=about))
    assert triage.limits(verdict, RULES, about).keeps_back("drink", ["water"]) == "R-guard"
    other = {"self": MOTHER, MOTHER: "self"}[about]
    assert triage.limits(verdict, RULES, other).keeps_back("drink", ["water"]) is None


@pytest.mark.parametrize(
    "fact, urges, rule_id",
    [
        ("any", ["water"], "R-guard"),
        ("any", ["walk"], "R-walk"),
        ("any", ["stretch"], None),
        ("any", [], None),
        ("salty", [], "R-guard"),
    ],
)
def test_a_fact_is_kept_back_by_its_urges_or_by_name_and_guards_speak_first(fact, urges, rule_id):
    limits = triage.limits(judge(PILL, finding("claudication")), RULES, "self")
    assert limits.keeps_back(fact, urges) == rule_id


def test_an_emergency_keeps_everything_back():
    limits = triage.limits(judge(PILL, finding("fainting")), RULES, "self")
    assert limits.keeps_back("any", []) == limits.everything == "R-heart"


def test_a_rule_that_content_no_longer_has_limits_nothing():
    verdict = judge(PILL)
    gone = replace(verdict, fired=tuple(replace(f, rule="R-gone") for f in verdict.fired))
    assert triage.limits(gone, RULES, "self").keeps_back("drink", ["water"]) is None


def test_a_past_level_stands_in_for_a_lower_uncertain_one():
    rules = {"R": rule("R", "urgent", [["cramp", "fainting"]], past=PastRule("urgent"))}
    verdict = judge(finding("cramp", "past"), finding("fainting", "uncertain"), rules=rules)
    assert rank(verdict.level) == rank("urgent")
