import pytest

from bot.core import findings
from bot.core.model import DAY
from tests.core.world import MOTHER, NOW, finding

WALKING_PAIN = [("claudication", ("walking", "resting"))]


def derive(*known, now=NOW, turn=2):
    return findings.derive(known, WALKING_PAIN, now=now, turn=turn)


def derived(known, about="self"):
    return next((f for f in known if (f.concept, f.about) == ("claudication", about)), None)


@pytest.mark.parametrize(
    "walking, resting, follows",
    [
        ("present", "present", "present"),
        ("present", "uncertain", "uncertain"),
        ("uncertain", "uncertain", "uncertain"),
        ("present", "absent", None),
        ("present", "past", None),
        ("present", "general", None),
        ("hypothetical", "present", None),
    ],
)
def test_a_finding_follows_when_all_its_parts_hold(walking, resting, follows):
    found = derived(derive(finding("walking", walking), finding("resting", resting)))
    assert (found and found.status) == follows


def test_one_part_alone_makes_nothing():
    known = (finding("walking"),)
    assert derive(*known) == known


def test_the_parts_of_two_people_make_nothing():
    assert derived(derive(finding("walking"), finding("resting", about=MOTHER))) is None


def test_what_follows_is_about_the_person_of_its_parts():
    known = derive(finding("walking", about=MOTHER), finding("resting", about=MOTHER))
    assert derived(known, MOTHER).status == "present"
    assert derived(known) is None


@pytest.mark.parametrize("said", ["absent", "past", "uncertain", "present"])
def test_what_was_said_in_so_many_words_in_this_turn_stays(said):
    words = finding("claudication", said, turn=2)
    assert derived(derive(words, finding("walking", turn=2), finding("resting", turn=2))) == words


@pytest.mark.parametrize("said", ["absent", "past"])
def test_parts_said_later_do_not_bring_back_what_was_denied_or_is_past(said):
    words = finding("claudication", said)
    assert derived(derive(words, finding("walking", turn=2), finding("resting", turn=2))) == words


def test_parts_that_have_become_sure_make_what_follows_sure():
    first = derive(finding("walking", "uncertain"), finding("resting"), turn=1)
    known = [finding("walking", turn=2) if f.concept == "walking" else f for f in first]
    assert derived(derive(*known)).status == "present"


def test_what_follows_keeps_the_time_since_when_it_was_so():
    words = finding("claudication", "uncertain", since=NOW - DAY)
    found = derived(derive(words, finding("walking", turn=2), finding("resting", turn=2)))
    assert (found.status, found.turn, found.since) == ("present", 2, NOW - DAY)


def test_parts_said_again_renew_what_follows_and_others_do_not():
    first = derive(finding("walking"), finding("resting"), turn=1)
    later = NOW + 2 * DAY
    assert derive(*first, now=later) == first
    known = [finding("walking", turn=2, said_at=later) if f.concept == "walking" else f for f in first]
    assert derived(derive(*known, now=later)).said_at == later


def test_several_people_are_taken_in_the_order_in_which_they_were_spoken_of():
    people = [f"other:friend#{n}" for n in range(9)]
    known = [finding(part, about=who) for who in people for part in ("walking", "resting")]
    assert [f.about for f in derive(*known) if f.concept == "claudication"] == people
