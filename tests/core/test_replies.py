"""What a message is to the check."""

import pytest

from bot.core import replies
from bot.core.progress import Progress
from bot.core.replies import plan_meets, read
from tests.core.check_world import BOOK, Talk
from tests.core.world import NOW, finding, heard, levels

WALK = Progress(asked=("heart", "walk"), open="walk")
PILL = heard("diuretic")


def begun(*known):
    talk = Talk(*known)
    talk.start()
    return talk


def ended():
    """A check in which a pill was told: urgent."""
    talk = begun()
    talk.press("heart:none")
    talk.press("pills:diuretic")
    assert talk.check.phase == "told"
    return talk


@pytest.mark.parametrize(
    "words, bare, mentions, how",
    [
        ("Poor_Flow", None, (), "poor_flow"),
        ("says claudication", None, (), "claudication"),
        ("none of these", None, (), "none"),
        ("no", "no", (), "none"),
        ("yes", "yes", (), "yes"),
        ("not sure", None, (), "unsure"),
        ("maybe", "unsure", (), "unsure"),
        ("skip", None, (), "skip"),
        ("go with it when i walk", None, (heard("claudication"),), "said long"),
        ("only walking", None, (heard("claudication", "uncertain"),), "said"),
        ("no, only walking", "no", (heard("claudication"),), "said none"),
        ("does walking hurt?", None, (heard("claudication", "general"),), ""),
        ("i take a pill", None, (PILL,), "told"),
        ("my mother takes a pill", None, (heard("claudication", about="other:mother"),), "told"),
        ("blue", None, (), ""),
    ],
)
def test_a_message_is_read_against_the_open_question(words, bare, mentions, how):
    assert read(BOOK, WALK, words, bare, mentions) == how


@pytest.mark.parametrize(
    "words, intent, bare, reply, stays",
    [
        ("no", "deny", "no", "answer", False),
        ("skip", "meta_form", None, "skip", False),
        ("why", "out_of_scope", None, "why", True),
        ("how come you ask", "meta_why", None, "why", True),
        ("help", "nlu_fallback", None, "help", True),
        ("stop", "inform", None, "stop", False),
        ("what is a cramp", "ask_definition", None, "aside", True),
        ("thank you", "meta_thanks", None, "aside", True),
        ("say that again", "meta_rephrase", None, "again", True),
        ("blue", "inform", None, "unheard", True),
    ],
)
def test_each_wish_does_its_own(words, intent, bare, reply, stays):
    talk = begun()
    check = talk.say(words, intent, bare=bare)
    assert check.reply == reply
    assert (check.open == "heart") == stays


def test_leaving_ends_it_without_another_question():
    assert begun().say("bye", "meta_bye").phase == "over"
    assert begun().say("back", "meta_bye").phase == "asking"  # a wish of the check, whatever it is taken for


def test_back_puts_the_question_before_again_and_then_goes_on():
    talk = begun()
    talk.press("heart:none")
    assert talk.say("back", "meta_form").open == "heart"
    assert talk.check.asked == ("heart", "pills")
    assert talk.press("heart:fainting").open == "pills"
    assert (talk.status("fainting"), talk.status("palpitations")) == ("present", "absent")


def test_back_at_the_first_question_stays_there():
    assert begun().say("back", "meta_form").open == "heart"


def test_passing_over_a_question_put_again_keeps_its_answer():
    talk = begun()
    talk.press("heart:fainting")
    talk.say("back", "meta_form")
    talk.say("skip", "meta_form")
    assert (talk.check.answer("heart"), talk.status("fainting")) == ("fainting", "present")


def test_a_button_of_an_earlier_question_changes_that_answer():
    talk = begun()
    talk.press("heart:none")
    check = talk.press("heart:fainting")
    assert (check.open, check.answer("heart")) == ("pills", "fainting")
    assert talk.status("fainting") == "present"


@pytest.mark.parametrize("answer", ["walk:poor_flow", "nobody:none", "rubbish", ""])
def test_a_button_that_was_never_offered_answers_nothing(answer):
    talk = begun()
    talk.press(answer)
    assert (talk.check.open, talk.check.answers) == ("heart", ())


def test_several_things_told_at_once_are_not_asked():
    talk = begun()
    check = talk.say("no flutter, no faint, no pills", "inform", heard("palpitations", "absent"),
                     heard("fainting", "absent"), heard("diuretic", "absent"))  # fmt: skip
    assert check.open == "who"


def test_an_answer_with_a_question_in_it_is_both():
    talk = begun()
    check = talk.say("my heart flutters, what are cramps then", "ask_definition", heard("palpitations"))
    assert (check.reply, check.open) == ("aside", "heart")
    assert talk.status("palpitations") == "present"


def test_something_taken_back_after_the_result_makes_it_anew():
    talk = ended()
    assert levels(talk.state.verdict) == {"R-pill": "urgent", "R-guard": "none"}
    check = talk.say("i meant no pill", "meta_correction", heard("diuretic", "absent", corrects=True))
    assert (check.phase, check.open) == ("asking", "who")


def test_something_worse_told_after_the_result_makes_it_anew():
    talk = begun()
    for _ in range(4):
        talk.say("skip", "meta_form")
    before = talk.check.told
    check = talk.say("i do take a pill", "inform", PILL)
    assert (check.phase, check.reply, before) == ("told", "changed", ())
    assert check.told == ("R-pill present",)


@pytest.mark.parametrize("turns", [1, 9])
def test_after_a_while_the_result_rests(turns):
    talk = ended()
    for _ in range(turns):
        talk.say("thanks", "meta_thanks")
    assert talk.check.phase == ("told" if turns == 1 else "over")


@pytest.mark.parametrize(
    "words, meets",
    [
        ("i call today", 0),
        ("i wait", -1),
        ("i will book", -1),
        ("i call an ambulance", 1),
        ("plan urgent", 0),
    ],
)
def test_what_a_person_plans_is_held_against_the_result(words, meets):
    talk = ended()
    check = talk.say(words, "meta_bye")
    difference = plan_meets(talk.state.verdict, check)
    assert check.reply.startswith("plan ")
    assert (difference > 0) - (difference < 0) == meets


@pytest.mark.parametrize("words", ["when is today?", "what if i wait", "blue"])
def test_a_question_is_no_plan(words):
    assert not ended().say(words, "nlu_fallback").reply.startswith("plan ")


def test_a_plan_is_only_heard_right_after_the_result():
    talk = ended()
    talk.say("thanks", "meta_thanks")
    assert not talk.say("i wait", "inform").reply.startswith("plan ")


def test_no_takes_back_an_emergency_that_was_unsure_and_the_check_goes_on():
    talk = begun(finding("diuretic"))
    assert talk.say("not sure").phase == "halted"
    assert levels(talk.state.verdict)["R-heart"] == "emergency"
    check = talk.say("no", "deny", bare="no")
    assert check.phase == "told"
    assert (talk.status("palpitations"), talk.status("fainting")) == ("absent", "absent")


def test_no_to_what_the_advice_asks_takes_back_the_rest_of_the_question_as_well():
    talk = begun(finding("diuretic"))
    talk.say("not sure")
    check = talk.say("no", "deny", heard("fainting", "absent"), bare="no")  # hearing knows what was asked
    assert (check.phase, talk.status("palpitations")) == ("told", "absent")


def test_no_takes_back_no_emergency_that_was_sure_but_the_question_s_own_button_does():
    talk = begun(finding("diuretic"))
    talk.press("heart:fainting")
    assert talk.say("no", "deny", bare="no").phase == "halted"
    assert talk.status("fainting") == "present"
    assert talk.press("heart:none").phase == "told"
    assert talk.status("fainting") == "absent"


def test_a_question_that_stood_for_long_is_not_answered_any_more():
    check = begun().check
    assert replies.fresh(check, check.at + 60) == check
    assert replies.fresh(check, NOW).phase == "over"
    assert replies.fresh(None, NOW) is None
