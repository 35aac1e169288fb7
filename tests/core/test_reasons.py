from dataclasses import replace

import pytest

from bot.core import reasons
from bot.core.advice import Wording, advise
from bot.core.explain import Grounds, explain
from bot.core.model import DAY, HOUR, State
from bot.core.reasons import MOST_NAMED, Voice, span
from tests.core.world import CONCEPTS, MOTHER, NOW, RULES, finding, judge

NAMES = (
    *("rule", "supports", "assumed", "against", "unknown", "more", "asked", "raises", "lowers", "ends"),
    *("stays", "unmoved", "others", "status.uncertain", "status.absent", "status.past"),
    *("time.since", "time.ended", "level.emergency", "level.urgent", "level.see_doctor", "level.next_visit"),
)
SLOTS = "{finding}{findings}{time}{rules}{rule}{level}{count}"
FRAMES = {f"explain.{name}": {"plain": f"{name}<{SLOTS}>"} for name in NAMES}
FRAMES |= {
    f"explain.level.{level}": {"plain": level.upper()} for level in ("emergency", "urgent", "see_doctor")
}
FRAMES["explain.supports"] = {
    "plain": "supports {findings}",
    "other": "supports {who} {findings}",
    "clinician": "clinical {findings}",
    "clinician_other": "clinical {who} {findings}",
}


def slots(text):
    """A frame's text without the slots that nothing filled."""
    for slot in ("finding", "findings", "time", "rules", "rule", "level", "count"):
        text = text.replace(f"{{{slot}}}", "")
    return text


def told(*known, register="plain", rules=RULES, asked=None, frames=FRAMES):
    verdict = judge(*known, rules=rules)
    state = State(turn=1, findings=tuple(known), verdict=verdict, asked=asked)
    found = explain(state, Grounds(rules, CONCEPTS), NOW)
    voice = Voice(frames, rules, CONCEPTS, {"mother": "your mother"}, register, NOW)
    return [slots(line) for line in reasons.lines(found, voice)]


def test_rule_and_reason_come_first_then_what_is_for_it_and_what_would_change_it():
    assert told(finding("diuretic")) == [
        "rule<R-pillURGENT>",
        "because",
        "supports diuretic",
        "assumed<cramp>",
        "raises<palpitationsEMERGENCY>",
        "ends<diuretic>",
    ]


def test_what_speaks_against_it_and_what_is_unknown_has_its_line():
    lines = told(finding("diuretic"), finding("fainting"), finding("palpitations", "absent"))
    assert "against<status.absent<palpitations>>" in lines
    assert "unknown<palpitations>" in told(finding("diuretic"), finding("fainting"))


def test_the_rest_is_named_with_its_person():
    lines = told(finding("claudication"), finding("diuretic", about=MOTHER), finding("cramp", about=MOTHER))
    assert "supports your mother diuretic; cramp" in lines
    assert lines[-1] == "others<R-walk>"
    lines = told(finding("diuretic"), finding("diuretic", about=MOTHER), finding("cramp", about=MOTHER))
    assert lines[-1] == "others<R-pill (your mother)>"


@pytest.mark.parametrize(
    "denied, line",
    [("lowers", "lowers<childSEE_DOCTOR>"), ("stays", "stays<childURGENT>"), ("both", "unmoved<>")],
)
def test_a_denial_lowers_ends_one_rule_or_moves_nothing(denied, line):
    urgent = replace(RULES["R-child"], level="urgent")
    also = {"lowers": RULES["R-walk"], "stays": replace(RULES["R-walk"], level="urgent")}
    both = replace(urgent, all_of=(("child", "claudication"),))
    chosen = [both] if denied == "both" else [urgent, also[denied]]
    rules = {r.id: r for r in chosen}
    assert line in told(finding("child"), finding("claudication"), rules=rules)


def test_what_was_asked_is_told():
    known = [finding("diuretic"), finding("fainting", "uncertain")]
    assert "asked<fainting>" in told(*known, asked="fainting")
    assert "supports diuretic; status.uncertain<fainting>" in told(*known)


@pytest.mark.parametrize(
    "more, said",
    [
        ({"since": NOW - 3 * DAY}, "time.since<claudication3 days>"),
        ({"since": NOW - 60}, "claudication"),
        ({"status": "past", "ended": NOW - 14 * DAY}, "time.ended<claudication2 weeks>"),
        ({"status": "past"}, "status.past<claudication>"),
        ({}, "claudication"),
    ],
)
def test_a_time_is_told_where_it_is_known(more, said):
    assert f"supports {said}" in told(finding("claudication", **more))


@pytest.mark.parametrize(
    "seconds, said",
    [
        (0, ""),
        (HOUR, "1 hour"),
        (5 * HOUR, "5 hours"),
        (DAY, "1 day"),
        (8 * DAY, "1 week"),
        (61 * DAY, "2 months"),
        (1000 * DAY, "3 years"),
    ],
)
def test_a_length_of_time_is_told_in_its_largest_unit(seconds, said):
    assert span(seconds) == said


def test_in_medical_terms_concepts_bear_their_code_and_a_missing_wording_falls_back():
    mother = [finding("diuretic", about=MOTHER), finding("cramp", about=MOTHER)]
    assert "clinical diuretic [diuretic]" in told(finding("diuretic"), register="clinician")
    assert "clinical your mother diuretic [diuretic]; cramp [cramp]" in told(*mother, register="clinician")
    assert "assumed<cramp [cramp]>" in told(finding("diuretic"), register="clinician")


def test_a_long_list_says_how_many_more_there_are():
    concepts = [f"sign_{n}" for n in range(MOST_NAMED + 3)]
    rules = {"R-child": replace(RULES["R-child"], all_of=(), any_of=("child", *concepts))}
    (line,) = [line for line in told(finding("child"), rules=rules) if line.startswith("unknown")]
    assert line.count("; ") == MOST_NAMED and "more<3>" in line and "sign 5" in line and "sign 6" not in line


def test_in_a_crisis_nothing_is_asked_for():
    crisis = {"R-heart": replace(RULES["R-heart"], crisis=True)}
    lines = told(finding("diuretic"), finding("fainting"), rules=crisis)
    assert lines == ["rule<R-heartEMERGENCY>", "because", "supports diuretic; fainting"]


def test_without_frames_the_reason_is_still_told():
    assert told(finding("diuretic"), frames={}) == ["because"]


@pytest.mark.parametrize("turn, first", [(1, "R-heart self"), (2, "R-heart reminder")])
def test_advice_comes_first_in_full_when_new_and_else_as_its_reminder(turn, first):
    known = (finding("diuretic"), finding("fainting"))
    wording = Wording(RULES, {}, {"US": "911"}, grounds=Grounds(RULES, CONCEPTS), frames=FRAMES)
    state = State(turn=turn, findings=known, verdict=judge(*known))
    asked = advise(state, wording, why_at=NOW)
    lines = asked.text.split("\n")
    assert lines[0] == first and lines[2] == "because"
    assert lines[1].startswith("rule<") and lines[3] == "supports diuretic; fainting"
    assert asked.emergency and "\n\n" not in asked.text
    assert asked.sources == ("S1",)
    assert "because" not in advise(state, wording).text
