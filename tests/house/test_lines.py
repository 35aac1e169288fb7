"""What a test over many lines tells: `tests/lines.py`."""

import pytest

from tests.lines import hold

LINES = {"a": "", "b": "wrong", "c": "", "d": "wrong too"}
MARKED = {"c": "not yet", "d": "not yet"}


def held(lines, **how):
    told = []
    hold(lines, LINES.__getitem__, missed=MARKED.get, tell=told.append, **how)
    return told


def test_every_line_that_fails_is_told_with_what_was_wrong():
    with pytest.raises(AssertionError) as failed:
        hold(LINES, LINES.__getitem__)
    assert str(failed.value).split("\n")[:3] == ["2 of 4 lines", "b: wrong", "d: wrong too"]


def test_a_marked_line_may_fail_and_is_counted_where_marks_are_not_strict():
    assert held("ad") == []
    assert held("ad", strict=False) == ["1 of 2 lines are marked; 0 of these are right now"]


def test_a_marked_line_that_is_right_fails_or_is_told():
    with pytest.raises(AssertionError, match="c: is right, though marked: not yet"):
        held("acd")
    (told,) = held("acd", strict=False)
    assert told == "2 of 3 lines are marked; 1 of these are right now\n  c: is right, though marked: not yet"


def test_a_line_that_fails_fails_whatever_is_marked():
    with pytest.raises(AssertionError, match="1 of 3 lines\nb: wrong"):
        held("bcd", strict=False)


def test_an_error_names_its_line_and_no_lines_at_all_fail():
    with pytest.raises(AssertionError, match="x: KeyError"):
        held("ax")
    with pytest.raises(AssertionError, match="there is no line"):
        held("")
