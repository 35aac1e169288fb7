"""Which question comes next, and when the result stands."""

import pytest

from bot.core import check
from bot.core.interview import NONE, UNSURE
from bot.core.progress import Progress
from tests.core.check_world import BOOK, Talk
from tests.core.world import finding, heard, levels


def asked_by(*known, answers=NONE):
    """The questions of a whole check in which everything is denied."""
    talk = Talk(*known)
    talk.start()
    while talk.check.asking:
        talk.press(f"{talk.check.open}:{answers}")
    return talk.check.asked


@pytest.mark.parametrize(
    "known, asked",
    [
        ((), ("heart", "pills", "who", "walk")),
        ((finding("diuretic"),), ("heart",)),
        ((finding("diuretic", "absent"),), ("heart", "who", "walk")),
        ((finding("claudication"),), ("heart", "pills")),
        ((finding("child"),), ("heart", "pills", "walk")),
        ((finding("palpitations", "general"), finding("fainting", "past")), ("pills", "who", "walk")),
        ((finding("palpitations", "absent"),), ("heart", "pills", "who", "walk")),
    ],
    ids=["nothing known", "urgent already", "denied", "see a doctor already", "a child", "any status",
         "half a question is left"],
)  # fmt: skip
def test_it_asks_only_what_is_unknown_and_could_raise_the_level(known, asked):
    assert asked_by(*known) == asked


def test_a_question_is_put_without_what_is_known_of_it():
    talk = Talk(finding("palpitations", "absent"))
    progress = talk.start()
    left = check.choices(BOOK.inquiry("heart"), progress, talk.state.findings)
    assert [c.concept for c in left] == ["fainting"]


@pytest.mark.parametrize(
    "how, tells",
    [
        ("palpitations", {"palpitations": "present"}),
        (NONE, {"palpitations": "absent", "fainting": "absent"}),
        (UNSURE, {"palpitations": "uncertain", "fainting": "uncertain"}),
        ("yes", {"palpitations": "uncertain", "fainting": "uncertain"}),
        ("skip", {}),
        ("nonsense", {}),
    ],
)
def test_each_answer_tells_its_own(how, tells):
    told = check.told(BOOK.inquiry("heart"), how, Progress(), ())
    assert {m.concept: m.status for m in told} == tells


def test_a_bare_yes_or_not_sure_may_have_its_own_meaning():
    assert check.told(BOOK.inquiry("who"), "yes", Progress(), ()) == ()
    assert check.told(BOOK.inquiry("who"), UNSURE, Progress(), ()) == ()


def test_none_says_nothing_of_what_is_known_or_was_just_said():
    known = (finding("palpitations"),)
    assert [m.concept for m in check.told(BOOK.inquiry("heart"), NONE, Progress(), known)] == ["fainting"]
    said = frozenset({"fainting"})
    assert check.told(BOOK.inquiry("heart"), NONE, Progress(), known, said) == ()


def test_an_answer_given_anew_takes_back_the_earlier_one():
    progress = Progress(answers=(("walk", "claudication"),))
    told = check.told(BOOK.inquiry("walk"), "poor_flow", progress, (finding("claudication"),))
    assert {m.concept: m.status for m in told} == {"poor_flow": "present", "claudication": "absent"}
    assert all(m.corrects for m in told)


def test_an_emergency_of_anybody_halts_it_at_once():
    talk = Talk()
    talk.start()
    mother = "other:mother"
    talk.say(
        "she is on pills and faints",
        "inform",
        heard("diuretic", about=mother),
        heard("fainting", about=mother),
    )
    assert talk.check.phase == "halted"


def test_none_begins_while_an_emergency_stands():
    assert Talk(finding("diuretic"), finding("fainting")).start() is None


def test_while_it_is_halted_small_talk_moves_nothing_and_an_answer_taken_back_goes_on():
    talk = Talk(finding("diuretic"))
    talk.start()
    talk.press("heart:fainting")
    assert talk.check.phase == "halted"
    assert talk.say("thanks", "ask_definition").phase == "halted"
    assert talk.press("heart:none").phase != "halted"


def test_after_the_result_back_asks_the_last_question_again():
    talk = Talk()
    talk.start()
    while talk.check.asking:
        talk.press(f"{talk.check.open}:none")
    last = talk.check.asked[-1]
    check_ = talk.say("back", "meta_form")
    assert (check_.phase, check_.open) == ("asking", last)


def test_the_same_question_stays_until_it_is_answered_or_twice_not_understood():
    talk = Talk()
    talk.start()
    assert (talk.say("zzz", "nlu_fallback").open, talk.check.reply) == ("heart", "unheard")
    assert talk.say("what is a cramp?", "ask_definition").open == "heart"
    assert talk.say("zzz", "nlu_fallback").open == "pills"
    assert talk.check.answer("heart") == "skip"


def test_what_would_change_the_result_is_what_is_unknown_and_worse():
    talk = Talk()
    talk.start()
    for _ in range(4):
        talk.say("skip", "meta_form")
    assert (talk.check.phase, levels(talk.state.verdict)) == ("told", {})
    found = check.changes(
        BOOK, talk.check, talk.state.findings, talk.state.verdict, lambda t: talk._judged(t)[1]
    )
    assert [c.concept for c in found] == ["diuretic", "claudication", "poor_flow", "child"]


def test_never_more_than_eight(monkeypatch):
    monkeypatch.setattr(check, "MOST", 2)
    assert asked_by() == ("heart", "pills")


def test_progress_survives_its_json_form():
    talk = Talk()
    talk.start()
    talk.press("heart:none")
    again = type(talk.state).from_dict(talk.state.to_dict())
    assert again == talk.state
    assert again.check.answers == (("heart", "none"),)
