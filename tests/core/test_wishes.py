"""What a message wishes of the talk itself, and what becomes of what is known."""

from dataclasses import replace

import pytest

from bot.core import wishes
from bot.core.diary import Diary
from bot.core.model import Fired, State, Verdict
from bot.core.progress import Coaching, Progress
from tests.core.world import finding

PHRASES = {"forget": ("forget me", "delete my data"), "menu": ("help",), "start_over": ("start over",)}
COURTESIES = ("please", "can you", "ok", "now")
PILL = finding("diuretic")
DANGER = Verdict("emergency", (Fired("R-E", "emergency", "self", ("diuretic",), 1),))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("forget me", "forget"),
        ("Can you please forget me now?", "forget"),
        ("ok, delete my data!", "forget"),
        ("help", "menu"),
        ("forget me not is a flower", ""),
        ("i forget my pills", ""),
        ("please", ""),
        ("", ""),
    ],
)
def test_a_wish_is_the_whole_message_but_for_courtesies(words: str, wish: str) -> None:
    assert wishes.meant(words, PHRASES, COURTESIES) == wish


def test_a_bare_yes_is_the_wish_that_was_offered_and_only_in_the_next_turn() -> None:
    offered = wishes.settled(State(turn=1), "meta_forget")
    assert (offered.wish, offered.offer) == ("", "forget")
    assert wishes.heard(offered, "", "yes").wish == "forget"
    refused = wishes.heard(offered, "", "no")
    assert (refused.wish, refused.offer) == ("", "")
    assert wishes.heard(refused, "", "yes").wish == ""
    assert wishes.heard(State(turn=1), "menu", "yes").wish == "menu"


@pytest.mark.parametrize("wish", sorted(wishes.WIPES))
def test_nothing_of_the_person_is_left(wish: str) -> None:
    known = State(3, (PILL,), focus="other:mother", check=Progress(), missed=1, wish=wish, country="UK")
    known = replace(known, content="abc")
    assert wishes.settled(known, None) == State(3, country="UK", content="abc", wish=wish)


def test_an_emergency_outlasts_being_forgotten_for_its_last_word_but_is_not_handed_over() -> None:
    known = State(3, (PILL,), DANGER)
    assert wishes.settled(replace(known, wish="forget"), None).verdict == DANGER
    handed = wishes.settled(replace(known, wish="hand_over"), None)
    assert (handed.verdict, handed.findings, handed.wish) == (Verdict(), (), "hand_over_in_danger")


@pytest.mark.parametrize(
    "wish, left",
    [
        ("forget", State(3, verdict=DANGER, country="UK", content="abc", wish="forget")),
        ("hand_over", State(3, country="UK", content="abc", wish="hand_over_in_danger")),
    ],
)
def test_of_an_emergency_alone_the_last_word_is_said_with_the_numbers_of_its_country(
    wish: str, left: State
) -> None:
    both = Verdict("emergency", (*DANGER.fired, Fired("R-U", "urgent", "self", ("diuretic",), 1)))
    known = State(3, (PILL,), both, focus="other:mother", country="UK", content="abc", wish=wish)
    assert wishes.settled(known, None) == left


@pytest.mark.parametrize("verdict", [Verdict(), DANGER])
def test_a_kept_diary_is_said_to_stay_and_nothing_of_it_is_carried(verdict: Verdict) -> None:
    state = State(turn=3, verdict=verdict, diary=Diary(kept=True), wish="forget")
    left = wishes.settled(state, "meta_forget")
    assert (left.wish, left.diary) == ("forget_but_diary", None)
    assert wishes.settled(replace(state, diary=Diary()), "meta_forget").wish == "forget"


def test_starting_over_ends_the_check_and_keeps_what_is_known() -> None:
    known = State(3, (PILL,), check=Progress(), wish="start_over")
    begun = wishes.settled(known, None)
    assert (begun.check, begun.findings) == (None, (PILL,))


@pytest.mark.parametrize("check", [None, Progress(open="heart"), Progress(phase="told", read="why")])
def test_what_was_learned_may_start_over_also_within_a_check(check: Progress | None) -> None:
    begun = wishes.settled(State(3, (PILL,), check=check), "meta_start_over")
    assert (begun.wish, begun.check, begun.findings) == ("start_over", None, (PILL,))


@pytest.mark.parametrize(
    "check, wish",
    [
        (None, "menu"),
        (Progress(open="heart"), ""),
        (Progress(phase="told"), "menu"),
        (Progress(phase="told", read="plan urgent"), ""),
        (Progress(phase="over", read="plan urgent"), "menu"),
    ],
)
def test_what_was_learned_hears_no_wish_in_what_is_for_the_check(check: Progress | None, wish: str) -> None:
    assert wishes.settled(State(3, check=check), "meta_menu").wish == wish


def test_what_was_learned_forgets_nothing_by_itself() -> None:
    known = State(3, (PILL,))
    for intent in ("meta_forget", "meta_hand_over"):
        assert wishes.settled(known, intent).findings == (PILL,)


def test_two_messages_in_a_row_that_were_not_understood_offer_topics() -> None:
    once = wishes.settled(State(turn=1), "nlu_fallback")
    assert (once.wish, once.missed) == ("", 1)
    twice = wishes.settled(replace(once, turn=2), "out_of_scope")
    assert (twice.wish, twice.missed) == (wishes.LOST, 2)
    understood = wishes.settled(replace(once, turn=2), "ask_definition")
    assert (understood.wish, understood.missed) == ("", 0)


def test_a_statement_that_was_heard_counts_as_understood() -> None:
    told = State(1, (replace(PILL, turn=1),))
    assert wishes.settled(told, "inform").missed == 0
    assert wishes.settled(replace(told, turn=2), "inform").missed == 1


def test_an_answer_to_the_check_or_the_coach_is_not_one_that_was_missed() -> None:
    for busy in ({"check": Progress(open="heart")}, {"coach": Coaching(read="still")}, {"wish": "menu"}):
        assert wishes.settled(State(2, missed=1, **busy), "nlu_fallback").missed == 0


def test_in_the_check_its_own_words_are_not_wishes() -> None:
    checked = State(2, check=Progress(open="heart"))
    assert wishes.heard(checked, "menu", None).wish == ""
    assert wishes.heard(checked, "forget", None).wish == "forget"


def test_a_button_crosses_out_what_it_names_for_its_person() -> None:
    (mention,) = wishes.crossed_out("diuretic@other:mother")
    assert (mention.concept, mention.status, mention.about, mention.corrects) == (
        "diuretic",
        "absent",
        "other:mother",
        True,
    )
    for half in ("", "diuretic", "diuretic@", "@self"):
        assert wishes.crossed_out(half) == ()
