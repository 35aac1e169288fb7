"""The cramp diary: what is logged, what is asked, what is said, how weeks compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core import diary
from bot.core.diary import Diary, Entry
from bot.core.model import State

TODAY = date(2026, 11, 30)
WHOLE = Entry(1.0, "2026-11-29", "night", "left", "calf", "5 minutes", "bad")
PART = Entry(2.0, "2026-11-28", place="foot")


def after(before: Diary | None, *, meant: bool = True, busy: bool = False) -> Diary:
    made = diary.turn(before, 7, meant=meant, busy=busy)
    assert made is not None
    return made


def test_a_whole_entry_is_logged_and_nothing_is_asked() -> None:
    made = after(Diary(read="told", heard=WHOLE), meant=False)
    assert (made.entries, made.says, made.asks) == ((WHOLE,), "logged", "")
    assert diary.speaks(made, 7) and not diary.speaks(made, 8)


def test_of_a_partial_entry_one_missing_thing_is_asked_and_the_rest_stays_unknown() -> None:
    made = after(Diary(read="log", heard=PART))
    assert made.asks == "lasted"
    answered = after(replace(made, heard=Entry(3.0, strength="mild")), meant=False)
    assert answered.entries == (replace(PART, strength="mild"),)
    assert (answered.says, answered.asks) == ("logged", "")


def test_a_message_that_answers_nothing_asked_leaves_the_diary_silent_and_the_question_is_over() -> None:
    asked = after(Diary(read="log", heard=PART))
    silent = after(replace(asked, read="", heard=None), meant=False)
    assert (silent.entries, silent.says, silent.asks) == ((PART,), "", "")
    assert after(replace(silent, heard=Entry(9.0, strength="bad")), meant=False).entries == (PART,)


def test_another_whole_entry_is_no_answer_to_what_was_asked_of_the_last() -> None:
    asked = after(Diary(read="log", heard=PART))
    assert after(replace(asked, read="told", heard=WHOLE), meant=False).entries == (PART, WHOLE)


@pytest.mark.parametrize("read", ["told", "log"])
def test_while_something_else_asks_only_what_is_meant_for_the_diary_is_logged(read: str) -> None:
    told = Diary(read=read, heard=WHOLE)
    assert after(told, meant=False, busy=True).entries == ()
    assert after(told, meant=True, busy=True).entries == (WHOLE,)


@pytest.mark.parametrize(
    ("read", "held", "says"),
    [
        ("show", (WHOLE,), "shown"),
        ("", (WHOLE,), "shown"),
        ("show", (), "empty"),
        ("log", (), "explained"),
        ("keep", (WHOLE,), "consent"),
        ("forget", (WHOLE,), "forgotten"),
        ("undo", (WHOLE,), "undone"),
        ("undo", (), "empty"),
        ("code", (), "code"),
        ("opened", (WHOLE,), "opened"),
        ("unknown", (), "unknown"),
    ],
)
def test_each_wish_has_its_answer(read: str, held: tuple[Entry, ...], says: str) -> None:
    assert after(Diary(held, read=read)).says == says


@pytest.mark.parametrize(("bare", "kept", "says"), [("yes", True, "kept"), ("no", False, "not_kept")])
def test_it_is_kept_only_after_a_yes(bare: str, kept: bool, says: str) -> None:
    asked = after(Diary((WHOLE,), read="keep"))
    assert (asked.kept, asked.asks) == (False, "consent")
    made = after(replace(asked, read=bare), meant=False)
    assert (made.kept, made.says, made.asks) == (kept, says, "")


def test_a_yes_to_something_else_keeps_nothing() -> None:
    made = after(Diary((WHOLE,), read="yes"), meant=False)
    assert not made.kept and not made.says
    asked = after(Diary((WHOLE,), read="keep"))
    assert not after(replace(asked, read="yes"), meant=False, busy=True).kept


def test_deleting_leaves_no_entry_and_keeps_no_longer() -> None:
    made = after(Diary((WHOLE, PART), read="forget", kept=True))
    assert (made.entries, made.kept) == ((), False)


def test_a_known_code_joins_its_entries_to_those_of_the_talk_each_once() -> None:
    mine = Diary((PART, WHOLE), read="code")
    made = diary.opened(mine, [WHOLE.to_dict()])
    assert (made.entries, made.read) == ((WHOLE, PART), "opened")
    assert diary.opened(mine, None).read == "unknown"
    assert diary.opened(replace(mine, read="forget"), [WHOLE.to_dict()]).read == "forget"


def test_it_holds_no_more_than_so_many_entries_and_drops_the_oldest() -> None:
    many = tuple(Entry(float(n), "2026-11-01") for n in range(diary.MOST))
    made = after(Diary(many, read="told", heard=WHOLE), meant=False)
    assert len(made.entries) == diary.MOST and made.entries[-1] == WHOLE and many[0] not in made.entries


def test_it_is_carried_in_the_state_as_it_was() -> None:
    state = State(turn=3, diary=Diary((WHOLE, PART), heard=PART, says="logged", asks="lasted", kept=True))
    assert State.from_dict(state.to_dict()) == state
    with pytest.raises(ValueError, match="state"):
        State.from_dict({**state.to_dict(), "diary": {"entries": [{"noise": 1}]}})


def test_an_entry_is_described_by_what_was_told_alone() -> None:
    assert diary.described(WHOLE) == "29 November 2026, night; left calf; 5 minutes; bad"
    assert diary.described(PART) == "28 November 2026; foot"
    assert diary.described(Entry(1.0)) == "a cramp"


@pytest.mark.parametrize(
    ("strength", "grade"),
    [
        (None, 0),
        ("mild", 1),
        ("3/10", 1),
        ("4/10", 2),
        ("moderate", 2),
        ("7/10", 3),
        ("10/10", 3),
        ("bad", 3),
    ],
)
def test_strengths_compare(strength: str | None, grade: int) -> None:
    assert Entry(1.0, strength=strength).grade == grade


def test_weeks_end_today_and_count_what_has_a_day() -> None:
    told = [WHOLE, PART, Entry(3.0, "2026-11-10"), Entry(4.0, strength="bad"), Entry(5.0, "2025-01-01")]
    weeks = diary.weeks(told, TODAY)
    assert [w.count for w in weeks] == [0, 0, 0, 0, 0, 1, 0, 2]
    assert weeks[-1].start == date(2026, 11, 24) and weeks[-1].grade == 3
    assert diary.chart(told, TODAY).splitlines() == [
        "10 Nov: █ 1",
        "17 Nov: · 0",
        "24 Nov: ██ 2 (strongest: strong)",
    ]
    assert diary.chart([], TODAY) == ""
    last = diary.charted(told, TODAY)["weeks"][-1]
    assert last == {"from": "2026-11-24", "cramps": 2, "strongest": "strong"}
