import pytest

from bot.core import findings
from bot.core.model import DAY, HOUR, STATUSES
from tests.core.world import CONCEPTS, MOTHER, NOW, finding, heard

MOST_TELLING = ("general", "hypothetical", "absent", "past", "uncertain", "present")


def statuses(items):
    return {(i.concept, i.about): i.status for i in items}


def merge(known, *mentions, now=NOW, turn=2):
    return findings.merge(known, mentions, now=now, turn=turn)


@pytest.mark.parametrize("less, more", zip(MOST_TELLING, MOST_TELLING[1:], strict=False))
def test_of_two_mentions_in_one_message_the_more_telling_wins_in_either_order(less, more):
    for mentions in ([less, more], [more, less]):
        (joined,) = findings.join(heard("diuretic", s) for s in mentions)
        assert joined.status == more


def test_a_finding_is_about_whom_it_was_said_of():
    (found,) = merge((), heard("diuretic", about=MOTHER))
    assert found.about == MOTHER


@pytest.mark.parametrize("corrected", STATUSES)
def test_a_correction_wins_over_what_stands_before_and_after_it(corrected):
    mentions = [
        heard("diuretic", "present"),
        heard("diuretic", corrected, corrects=True),
        heard("diuretic", "present"),
    ]
    assert [h.status for h in findings.join(mentions)] == [corrected]


def test_the_later_of_two_corrections_wins():
    mentions = [heard("cramp", "present", corrects=True), heard("cramp", "absent", corrects=True)]
    assert [h.status for h in findings.join(mentions)] == ["absent"]


def test_people_and_concepts_are_joined_apart():
    joined = findings.join([heard("cramp"), heard("cramp", "absent", MOTHER), heard("diuretic", "past")])
    assert statuses(joined) == {
        ("cramp", "self"): "present",
        ("cramp", MOTHER): "absent",
        ("diuretic", "self"): "past",
    }


@pytest.mark.parametrize(
    "known, said, after",
    [
        ("present", "general", "present"),
        ("present", "hypothetical", "present"),
        ("present", "uncertain", "present"),
        ("present", "absent", "absent"),
        ("present", "past", "past"),
        ("absent", "general", "absent"),
        ("absent", "hypothetical", "absent"),
        ("absent", "uncertain", "uncertain"),
        ("absent", "present", "present"),
        ("past", "general", "past"),
        ("past", "hypothetical", "past"),
        ("past", "present", "present"),
        ("uncertain", "general", "uncertain"),
        ("uncertain", "hypothetical", "uncertain"),
        ("uncertain", "absent", "absent"),
        ("uncertain", "present", "present"),
        ("hypothetical", "general", "hypothetical"),
        ("general", "hypothetical", "hypothetical"),
        ("general", "present", "present"),
    ],
)
def test_what_is_said_now_over_what_is_known(known, said, after):
    (merged,) = merge([finding("diuretic", known)], heard("diuretic", said))
    assert merged.status == after


@pytest.mark.parametrize("said", STATUSES)
def test_a_correction_replaces_whatever_is_known(said):
    (merged,) = merge([finding("diuretic", "present")], heard("diuretic", said, corrects=True))
    assert merged.status == said


@pytest.mark.parametrize("known", STATUSES)
def test_one_persons_word_leaves_another_persons_finding(known):
    merged = merge([finding("diuretic", known, MOTHER)], heard("diuretic", "absent"))
    assert statuses(merged)["diuretic", MOTHER] == known


def test_findings_stay_in_the_order_in_which_they_were_first_said():
    known = [finding("cramp"), finding("diuretic"), finding("fainting", about=MOTHER)]
    merged = merge(known, heard("walking"), heard("diuretic", "absent"))
    assert [f.concept for f in merged] == ["cramp", "diuretic", "fainting", "walking"]


def test_a_mention_is_dated_in_the_time_and_turn_of_its_message():
    (merged,) = merge([], heard("cramp", since_ago=2 * DAY), turn=7)
    assert (merged.turn, merged.said_at, merged.since) == (7, NOW, NOW - 2 * DAY)


def test_since_is_kept_while_a_finding_stays_present():
    known = finding("cramp", since=NOW - 9 * DAY)
    assert merge([known], heard("cramp"))[0].since == NOW - 9 * DAY
    assert merge([known], heard("cramp", since_ago=DAY))[0].since == NOW - DAY
    assert merge([known], heard("cramp", "absent"))[0].since is None


@pytest.mark.parametrize(
    "known, mention, ended",
    [
        (None, heard("diuretic", "past", ended_ago=3 * DAY), NOW - 3 * DAY),
        (None, heard("diuretic", "past"), None),
        (finding("diuretic", "past", ended=NOW - 5 * DAY), heard("diuretic", "past"), NOW - 5 * DAY),
        (
            finding("diuretic", "past", ended=NOW - 5 * DAY),
            heard("diuretic", "past", ended_ago=DAY),
            NOW - DAY,
        ),
        (finding("diuretic", said_at=NOW - HOUR), heard("diuretic", "past"), NOW - HOUR),
        (finding("diuretic", said_at=NOW - HOUR), heard("diuretic", "past", corrects=True), None),
        (finding("diuretic", "past", ended=NOW - 5 * DAY), heard("diuretic"), None),
    ],
    ids=[
        "said with its end",
        "end not said",
        "end said before",
        "end said anew",
        "was present",
        "misstated",
        "again",
    ],
)
def test_when_a_finding_ended(known, mention, ended):
    assert merge([known] if known else [], mention)[0].ended == ended


@pytest.mark.parametrize("status", ["present", "uncertain"])
@pytest.mark.parametrize("concept", ["cramp", "walking"])
def test_a_symptom_becomes_past_after_72_hours_and_not_before(concept, status):
    said = finding(concept, status)
    (fresh,) = findings.current([said], CONCEPTS, now=NOW + 72 * HOUR)
    (aged,) = findings.current([said], CONCEPTS, now=NOW + 72 * HOUR + 1)
    assert fresh == said
    assert (aged.status, aged.ended) == ("past", NOW)


@pytest.mark.parametrize("concept", ["diuretic", "kidney", "child"])
def test_medicines_conditions_and_persons_do_not_age(concept):
    said = finding(concept)
    assert findings.current([said], CONCEPTS, now=NOW + 3650 * DAY) == (said,)


@pytest.mark.parametrize("status", ["absent", "past", "hypothetical", "general"])
def test_what_never_held_does_not_become_past(status):
    said = finding("cramp", status)
    assert findings.current([said], CONCEPTS, now=NOW + 30 * DAY) == (said,)


def test_a_finding_of_an_unknown_concept_ages_like_a_symptom():
    (aged,) = findings.current([finding("nobody_knows")], CONCEPTS, now=NOW + 4 * DAY)
    assert aged.status == "past"
