"""What a message says to the diary, field by field. Monday 30 November 2026, noon, wherever this runs."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.core.diary import Entry
from bot.core.model import State
from bot.language import cramp_log
from bot.language.normalise import normalise
from bot.serve import house

NOW = datetime(2026, 11, 30, 12).astimezone().timestamp()


def read(text: str, asked: bool = False) -> tuple[str, Entry | None]:
    return cramp_log.read(normalise(text).text, NOW, asked)


def told(text: str) -> tuple[str | None, ...]:
    entry = cramp_log.entry(normalise(text).text, NOW)
    assert entry is not None
    return entry.day, entry.time, entry.side, entry.place, entry.lasted, entry.strength


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("cramp last night, left calf, 5 minutes, bad", "2026-11-29|night|left|calf|5 minutes|bad"),
        ("Yesterday evening in my right foot, 7/10", "2026-11-29|evening|right|foot||7/10"),
        ("two nights ago, big toe, half an hour", "2026-11-28|night||big toe|half an hour|"),
        ("at 3 am this morning, both calves", "2026-11-30|3 am|both|calves||"),
        ("on Friday night, 6 out of 10, a few mins", "2026-11-27|night|||a few minutes|6/10"),
        ("monday, not too bad", "2026-11-30|||||not too bad"),
        ("last monday, mild", "2026-11-23|||||mild"),
        ("12 November, arch, 30 secs", "2026-11-12|||arch|30 seconds|"),
        ("December 3rd, thigh", "2025-12-03|||thigh||"),
        ("31 February, thigh", "|||thigh||"),
        ("a week ago, severe", "2026-11-23|||||severe"),
        ("day before yesterday: shin, two to three minutes", "2026-11-28|||shin|two to three minutes|"),
    ],
)
def test_each_field_is_read_and_what_was_not_said_is_unknown(text: str, fields: str) -> None:
    assert told(text) == tuple(field or None for field in fields.split("|"))


def test_how_long_ago_is_not_how_long_it_lasted() -> None:
    entry = cramp_log.entry("cramp 10 minutes ago in my calf", NOW)
    assert entry is not None and entry.lasted is None


def test_a_message_that_tells_nothing_of_a_cramp_is_no_entry() -> None:
    assert cramp_log.entry("what is a cramp", NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "cramp last night, left calf, 5 minutes, bad",
        "i had a terrible spasm in my left foot two days ago, lasted 2 minutes",
        "got a charley horse on sunday in the right calf, severe",
    ],
)
def test_one_cramp_with_its_day_and_two_things_more_is_an_entry_unasked(text: str) -> None:
    wish, entry = read(text)
    assert wish == "told" and entry is not None


@pytest.mark.parametrize(
    "text",
    [
        "cramp last night, left calf, 5 minutes, bad, what should i do",
        "is it bad that my calf cramped last night for 5 minutes?",
        "i get bad cramps in my left calf every night for 5 minutes",
        "my left calf is swollen since last night, bad",
        "my calf cramped last night",
        "i take a water pill",
    ],
)
def test_questions_patterns_and_other_news_are_no_entries(text: str) -> None:
    assert read(text) == ("", None)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("show my diary", "show"),
        ("my cramp diary please", "show"),
        ("log a cramp", "log"),
        ("Add to my diary: cramp on monday, big toe", "log"),
        ("diary: cramp last night", "log"),
        ("keep my diary", "keep"),
        ("please save the diary for next time", "keep"),
        ("use my diary code (diary code)", "code"),
        ("delete my diary", "forget"),
        ("delete my diary, code (diary code)", "forget"),
        ("remove the last entry", "undo"),
        ("forget me and my diary", ""),
        ("delete everything", ""),
        ("what helps against cramps", ""),
    ],
)
def test_what_is_wanted_of_the_diary(text: str, wish: str) -> None:
    assert read(text)[0] == wish


def test_a_short_message_may_answer_what_was_asked_and_a_long_one_may_not() -> None:
    wish, entry = read("about ten minutes", asked=True)
    assert wish == "" and entry is not None and entry.lasted == "ten minutes"
    assert read("about ten minutes", asked=False) == ("", None)
    assert read("my foot went numb and cold about ten minutes after i sat down", asked=True) == ("", None)


@pytest.mark.parametrize(
    ("told", "brief"),
    [
        ("it took 5 minutes", True), ("gone in 30 seconds", True), ("ten minutes or so", True),
        ("a few minutes at most", True), ("under a minute", True), ("half a sec and it let go", True),
        ("5 to 20 minutes", False), ("11 minutes", False), ("1 hour", False), ("half an hour", False),
        ("it began 2 hours ago and i rubbed it for 5 minutes", False), ("it hurt", False),
    ],
)  # fmt: skip
def test_a_brief_cramp_is_told_by_its_longest_time(told: str, brief: bool) -> None:
    assert cramp_log.brief(told, 10) is brief


def test_a_short_cramp_told_to_the_diary_is_no_long_one() -> None:
    state, _ = house().listen("cramp last night, left calf, 5 minutes, bad", State(), 1e9)
    assert "prolonged_cramp" not in {f.concept for f in state.findings}
    state, _ = house().listen("cramp last night, left calf, 25 minutes, bad", State(), 1e9)
    assert "prolonged_cramp" in {f.concept for f in state.findings}
