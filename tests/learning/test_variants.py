"""Guises of a message: other words for the same, with the marks still on what they mark."""

import random

import pytest

from learning.marked import parse
from learning.variants import RELATIVES, Variants, edited, normalised

TOLD = [
    "-\tmum's {on furosemide|diuretic@mother} and {her left calf|one_leg@mother} blew up",
    "-\tI {don't take statins|statin/absent}, my brother {does|statin@brother}",
    "night_cramps\twhy at night? i'm {eighty-one|elderly}",
]
NAMES = {"diuretic": ["furosemide", "bumetanide", "Lasix", "the water one"]}


def guises(line: str, how_many: int = 300):
    variants = Variants(NAMES, random.Random(7))
    return [variants.guise(parse(line)) for _ in range(how_many)]


@pytest.mark.parametrize("line", TOLD)
def test_marks_stay_inside_the_text_and_hold_something(line):
    for told in guises(line):
        assert all(0 <= m.start < m.end <= len(told.text) + 1 for m in told.marks)
        assert [m.concept for m in told.marks] == [m.concept for m in parse(line).marks]


def test_another_relative_stands_in_text_and_marks_alike():
    seen = set()
    for told in guises(TOLD[0]):
        (person,) = {m.person for m in told.marks}
        if person != "mother" and any(word in told.text for word in RELATIVES[person]):
            seen.add(person)
    assert len(seen) > 5
    assert seen <= RELATIVES.keys()


def test_the_writer_stays_the_writer_where_the_other_becomes_another():
    people = {tuple(m.person for m in told.marks) for told in guises(TOLD[1])}
    assert {writer for writer, _ in people} == {"self"}
    assert len({other for _, other in people}) > 5


def test_another_medicine_is_one_of_the_same_kind_and_known_by_one_word():
    named = "-\ti take {furosemide|diuretic}"
    told = {t.text[t.marks[0].start : t.marks[0].end] for t in guises(named)}
    assert {"bumetanide", "furosemide"} <= told
    assert "the water one" not in told


def test_an_edit_moves_the_marks_behind_it():
    told = edited(parse("-\ta {sore|foot_sore} toe"), [(0, 1, "some very")])
    assert told.text == "some very sore toe"
    assert told.text[told.marks[0].start : told.marks[0].end] == "sore"


def test_normalising_keeps_the_marks_on_their_words():
    told = normalised(parse("-\tDON\u2019T \u2014 it\u2019s {Swollen|leg_swelling}!"))
    assert told.text == "dont   its swollen!"
    assert told.text[told.marks[0].start : told.marks[0].end] == "swollen"
