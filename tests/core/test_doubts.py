"""What is unsure and asked about: which question is put, and what answers it."""

from dataclasses import replace

import pytest

from bot.core import advice, doubts, triage
from bot.core.advice import Wording
from bot.core.model import State
from tests.core.world import CONCEPTS, MOTHER, NOW, RULES, finding, heard, rule

CLOT = replace(
    rule("R-clot", "urgent", [["clot", "warm", "red"]], urges=["massage"]),
    signs={"warm": "Is it warm?", "red": "Is it red?"},
)
KNOWN = {**RULES, "R-clot": CLOT}
DOUBT = finding("clot", "uncertain")


def after(*known, turn=1, before=None, rules=KNOWN, **more):
    verdict = triage.judge(
        tuple(rules.values()), known, concepts=CONCEPTS, now=NOW, turn=turn, before=before and before.verdict
    )
    state = State(turn=turn, findings=tuple(known), verdict=verdict, **more)
    return replace(state, asked=doubts.asked(state, rules))


def said(state):
    return advice.advise(state, Wording(KNOWN, {}, {"EU": "112"})).text.split("\n")


def test_what_became_unsure_is_asked_about_once():
    first = after(DOUBT)
    later = after(DOUBT, turn=2, before=first)
    assert (first.asked, later.asked) == ("clot", None)
    assert said(first)[-1] == "R-clot ask?" and said(later) == ["R-clot reminder"]


def test_an_unsure_emergency_is_asked_about_with_every_reminder():
    unsure = (finding("diuretic"), finding("fainting", "uncertain"))
    later = after(*unsure, turn=2, before=after(*unsure))
    assert later.asked == "fainting"
    assert said(later) == ["R-heart reminder", "R-heart ask?"]


def test_beside_a_sure_emergency_no_lesser_doubt_is_asked_about():
    assert after(DOUBT, finding("diuretic"), finding("fainting")).asked is None


def test_nobody_elses_doubt_is_asked_about():
    assert after(finding("clot", "uncertain", MOTHER)).asked is None


def test_in_a_crisis_nothing_is_asked():
    crisis = {"R-clot": replace(CLOT, crisis=True)}
    assert after(DOUBT, rules=crisis).asked is None


def test_a_rule_that_content_no_longer_has_asks_nothing():
    assert doubts.asked(after(DOUBT), {}) is None


def test_when_one_sign_is_denied_the_next_is_asked_about():
    first = after(DOUBT)
    half = after(DOUBT, finding("red", "absent", turn=2), turn=2, before=first)
    assert half.asked == "clot" and said(half)[-1] == "Is it warm?"
    assert after(*half.findings, turn=3, before=half).asked is None


def over(*told, before=None, denies=False, rules=KNOWN, serious=()):
    return doubts.settled(before or after(DOUBT), told, rules, denies=denies, serious=serious)


RED, WARM = heard("red", "absent"), heard("warm", "absent")


def test_all_signs_denied_end_the_doubt():
    assert over(RED, WARM) == (heard("clot", "absent"),)


def test_signs_denied_one_after_the_other_end_it():
    half = after(DOUBT, finding("red", "absent", turn=2), turn=2, before=after(DOUBT))
    assert over(WARM, before=half) == (heard("clot", "absent"),)


def test_a_no_that_says_more_ends_it():
    assert over(denies=True) == (heard("clot", "absent"),)


@pytest.mark.parametrize(
    "told",
    [
        (),
        (RED,),
        (RED, heard("warm", "absent", MOTHER)),
        (RED, heard("warm", "uncertain")),
        (RED, WARM, heard("clot", "uncertain")),
    ],
)
def test_less_ends_nothing(told):
    assert over(*told) == ()


@pytest.mark.parametrize("told", [heard("warm"), heard("fever"), heard("fever", "uncertain")])
def test_nothing_serious_may_be_told_with_it(told):
    assert over(told, denies=True, serious=("fever",)) == ()


def test_only_the_last_replys_question_is_answered():
    stale = after(DOUBT, turn=2, before=after(DOUBT))
    assert over(RED, WARM, before=stale) == ()


def test_the_talk_has_not_turned_to_somebody_else():
    assert over(RED, WARM, before=replace(after(DOUBT), focus=MOTHER)) == ()


def test_every_rule_that_the_doubt_keeps_up_must_know_its_signs():
    more = {**KNOWN, "R-more": rule("R-more", "see_doctor", [["clot"]])}
    assert over(RED, WARM, before=after(DOUBT, rules=more), rules=more) == ()
