from dataclasses import replace

import pytest

from bot.core import advice
from bot.core.advice import Wording
from bot.core.model import Cite, State, Verdict, name_of
from tests.core.world import MOTHER, RULES, holding

NUMBERS = {"US": "911", "UK": "999", "EU": "112"}
WORDING = Wording(RULES, {"mother": "your mother"}, NUMBERS)


def advise(verdict, turn=1, wording=WORDING, **more):
    state = State(
        turn=turn, verdict=verdict, asked=more.pop("asked", None), country=more.pop("country", None)
    )
    return advice.advise(state, wording, **more)


def both(*verdicts):
    return Verdict(verdicts[0].level, tuple(f for v in verdicts for f in v.fired))


@pytest.mark.parametrize("verdict", [Verdict(), holding("R-guard")])
def test_where_no_rule_with_a_level_holds_nothing_is_said(verdict):
    assert advise(verdict) is None


def test_a_rule_that_content_no_longer_has_is_passed_over():
    assert advise(holding("R-pill"), wording=replace(WORDING, rules={})) is None


@pytest.mark.parametrize("rule_id", ["R-pill", "R-heart", "R-walk", "R-child"])
@pytest.mark.parametrize(
    "about, turn, text",
    [
        ("self", 1, "{} self"),
        ("self", 2, "{} reminder"),
        (MOTHER, 1, "{} other your mother"),
        (MOTHER, 2, "{} reminder_other your mother"),
        ("other:stranger", 1, "{} other the person you ask about"),
    ],
)
def test_advice_is_full_on_the_turn_it_began_and_a_reminder_after(rule_id, about, turn, text):
    assert advise(holding(rule_id, about=about), turn).text == text.format(rule_id)


def test_asked_for_again_the_advice_is_full():
    assert advise(holding("R-pill"), turn=5, in_full=True).text == "R-pill self"


@pytest.mark.parametrize("how", ["unsure", "past"])
def test_the_unsure_and_the_past_have_their_own_words(how):
    assert advise(holding("R-pill", how=how)).text == f"R-pill {how}"


def test_a_rule_without_those_words_uses_its_own():
    spoken = {k: v for k, v in RULES["R-pill"].advice.items() if k not in {"unsure", "past"}}
    wording = replace(WORDING, rules={"R-pill": replace(RULES["R-pill"], advice=spoken)})
    for how in ("unsure", "past"):
        assert advise(holding("R-pill", how=how), wording=wording).text == "R-pill self"


def test_a_question_is_added_only_about_what_was_asked_and_only_in_full():
    unsure = holding("R-pill", how="unsure")
    assert advise(unsure, asked="diuretic").text == "R-pill unsure\nR-pill ask?"
    assert advise(unsure, asked="something else").text == "R-pill unsure"
    assert advise(unsure, turn=2, asked="diuretic").text == "R-pill reminder"
    assert advise(unsure, turn=2, asked="diuretic", in_full=True).text == "R-pill unsure\nR-pill ask?"
    assert advise(holding("R-pill"), asked="diuretic").text == "R-pill self"


def test_an_emergency_is_said_alone_and_says_that_it_is_one():
    said = advise(both(holding("R-heart"), holding("R-walk")))
    assert (said.text, said.emergency) == ("R-heart self", True)
    assert not advise(holding("R-walk")).emergency


def test_an_emergency_that_is_over_never_repeats_the_emergencys_reminder():
    over = holding("R-heart", how="past", level="urgent")
    assert [advise(over, turn).text for turn in (1, 2)] == ["R-heart past"] * 2


@pytest.mark.parametrize("turn", [1, 2])
def test_another_persons_emergency_that_is_over_is_not_told_as_one(turn):
    over = holding("R-heart", about=MOTHER, how="past", level="urgent")
    assert advise(over, turn).text not in {"R-heart other your mother", "R-heart reminder_other your mother"}


def test_rules_that_rest_on_the_same_cause_are_said_once_by_the_most_urgent():
    assert advise(both(holding("R-pill"), holding("R-walk"))).text == "R-pill self"


def test_rules_of_other_causes_and_of_other_people_are_said_too():
    walk = holding("R-walk")
    apart = Verdict("see_doctor", (replace(walk.fired[0], because=("claudication",)),))
    assert advise(both(holding("R-pill"), apart)).text == "R-pill self\nR-walk self"
    mothers = holding("R-pill", about=MOTHER)
    assert advise(both(holding("R-pill"), mothers)).text == "R-pill self\nR-pill other your mother"


def test_sources_are_those_of_what_is_said_in_full():
    assert advise(holding("R-pill")).sources == ("S1",)
    assert advise(holding("R-pill"), turn=2).sources == ()
    cites = (Cite("S2"), Cite("S1"), Cite("S2"))
    wording = replace(WORDING, rules={"R-pill": replace(RULES["R-pill"], cites=cites)})
    assert advise(holding("R-pill"), wording=wording).sources == ("S2", "S1")


def test_what_is_said_in_full_tells_its_weakest_status_and_whether_some_is_our_own():
    pill = replace(RULES["R-pill"], status="approved", operator=("R-pill self",))
    wording = replace(WORDING, rules={**RULES, "R-pill": pill})
    said = advise(holding("R-pill"), wording=wording)
    assert (said.status, said.own) == ("approved", True)
    assert not advise(holding("R-pill", about=MOTHER), wording=wording).own
    later = advise(holding("R-pill"), turn=2, wording=wording)
    assert (later.status, later.own) == ("", False)
    walk = Verdict("see_doctor", (replace(holding("R-walk").fired[0], because=("claudication",)),))
    assert advise(both(holding("R-pill"), walk), wording=wording).status == "under_review"


@pytest.mark.parametrize(
    "home, carried, call",
    [
        (None, None, "call 911 in the US, 999 in the UK or 112 in Europe"),
        ("US", None, "call 911"),
        (None, "EU", "call 112"),
        ("US", "UK", "call 999"),
        ("XX", None, "call 911 in the US, 999 in the UK or 112 in Europe"),
    ],
)
def test_the_number_to_call_is_the_countrys_or_all_of_them(home, carried, call):
    rules = {"R-heart": replace(RULES["R-heart"], advice={"self": "Get help: {call}."})}
    wording = replace(WORDING, rules=rules, country=home)
    assert advise(holding("R-heart"), wording=wording, country=carried).text == f"Get help: {call}."


@pytest.mark.parametrize("about", [MOTHER, "other:mother#2"])
def test_people_are_named_as_content_names_them(about):
    assert name_of(about, WORDING.people) == "your mother"


@pytest.mark.parametrize(
    "verdict, turn, new",
    [
        (holding("R-pill"), 1, True),
        (holding("R-pill"), 2, False),
        (holding("R-guard"), 1, False),
        (Verdict(), 1, False),
    ],
)
def test_a_danger_is_new_in_the_turn_it_began(verdict, turn, new):
    assert advice.new_in(State(turn=turn, verdict=verdict)) is new


def test_a_guard_alone_is_nothing_that_stands():
    assert advice.stands(holding("R-pill"))
    assert not advice.stands(holding("R-guard"))


@pytest.mark.parametrize("about, text", [("self", "R-pill past"), (MOTHER, "R-pill past_other your mother")])
def test_of_what_is_over_no_reminder_speaks_as_of_what_is_so(about, text):
    assert advise(holding("R-pill", how="past", about=about), turn=2).text == text


def test_a_rule_for_an_emergency_that_no_longer_is_one_is_not_reminded_of_as_one():
    assert advise(holding("R-heart", level="urgent"), turn=2).text == "R-heart self"


CRISIS = {"line": {"US": "call 988", "UK": "call Samaritans", "": "call a local line"}}


@pytest.mark.parametrize(
    "of_talk, of_place, line",
    [
        ("US", None, "call 988"),
        (None, "UK", "call Samaritans"),
        ("US", "UK", "call 988"),
        ("EU", "UK", "call a local line"),
        (None, None, "call a local line"),
    ],
)
def test_whom_to_turn_to_is_of_the_talks_country_then_the_places_else_of_none(of_talk, of_place, line):
    told = replace(RULES["R-heart"], advice={"self": "{call}. Or {line}. {line}!"})
    wording = Wording({"R-heart": told}, {}, NUMBERS, of_place, CRISIS)
    said = advise(holding("R-heart"), wording=wording, country=of_talk).text
    assert said == f"{wording.call(of_talk)}. Or {line}. {line}!"
    (fired,) = holding("R-heart").fired
    assert advice.in_full(fired, State(country=of_talk), wording) == said


def test_a_place_without_words_of_its_own_is_named_as_it_is():
    assert Wording({}, {}, {"US": "911", "NZ": "111"}).call() == "call 911 in the US or 111 in NZ"


def test_a_status_that_nobody_knows_is_the_weakest():
    odd = replace(RULES["R-pill"], status="made up")
    wording = replace(WORDING, rules={**RULES, "R-pill": odd})
    assert (
        advise(both(holding("R-walk", about=MOTHER), holding("R-pill")), wording=wording).status == "made up"
    )
