"""The parts of hearing: normalising, phrases, fuzzy names, people, times, and that nothing raises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.ears import Ears
from bot.language.fuzzy import distance
from bot.language.lexicon import Spelling
from bot.language.normalise import clean, normalise, word_set
from bot.language.phrases import Phrases
from bot.language.respelling import Respelling

CONTENT = Path(__file__).parents[2] / "content"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Don\u2019t", "dont"),
        ("DON'T", "dont"),
        ("I\u02bcm", "im"),
        ("co-amilofruse", "co amilofruse"),
        ("water\u2014pill", "water pill"),
        ("wa\u200bter", "water"),
        ("a\x00b\tc", "a b c"),
        ("a\nb", "a\nb"),
        ("\uff26oot", "foot"),
        ("caf\u00e9", "cafe"),
        ("\u0130", "i"),
        ("", ""),
    ],
)
def test_normalise(typed: str, normal: str) -> None:
    assert normalise(typed).text == normal


def test_offsets_lead_back_to_what_was_typed() -> None:
    typed = "I don\u2019t ta\u200bke \ufb02uid pills"
    found = normalise(typed)
    start = found.text.index("fluid pills")
    assert found.original_span(start, start + len("fluid pills")) == (typed.index("\ufb02"), len(typed))
    assert found.original_span(0, 0) == (0, 0)
    assert len(found.offsets) == len(found.text) + 1


def test_clean_keeps_what_was_typed_but_control_and_zero_width() -> None:
    assert clean("It\u2019s\x07 a\u200b Foot") == "It\u2019s  a Foot"


GROUPS = {
    "limb": ["leg", "legs", "<lower>"],
    "lower": ["calf/shin"],
    "night": ["night", "small hours", "<1-3> am"],
}


@pytest.mark.parametrize(
    ("place", "stands_there"),
    [
        ("calf/leg", [("calf",), ("leg",)]),
        ("...", []),
        ("writer's", [("writers",)]),
        ("co-op/shop", [("co", "op"), ("shop",)]),
        ("<limb>/knee/leg", [("leg",), ("legs",), ("calf",), ("shin",), ("knee",)]),
        ("<night>", [("night",), ("small", "hours"), ("1", "am"), ("2", "am"), ("3", "am")]),
        ("<8-10>yo", [("8yo",), ("9yo",), ("10yo",)]),
        ("hedache", [("headache",)]),
    ],
)
def test_spelling(place: str, stands_there: list[tuple[str, ...]]) -> None:
    assert list(Spelling(GROUPS, {"hedache": "headache"}).place(place)) == stands_there


PHRASES = {
    "swelling": ["swollen <limb>", "<limb> ... swollen"],
    "dark": ["in the <night>"],
    "far": ["a ... ... z"],
    "ends": ["calf/shin", "calf hurts"],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("swollen shin", {("swelling", "swollen shin"), ("ends", "shin")}),
        ("legs are so very badly swollen", {("swelling", "legs are so very badly swollen")}),
        ("legs are so very very badly swollen", set()),
        ("legs, swollen", set()),
        ("in the small hours", {("dark", "in the small hours")}),
        ("a b c d e f g h i z", {("far", "a b c d e f g h i z")}),
        ("a b c d e f g h i j z", set()),
        ("calf hurts", {("ends", "calf"), ("ends", "calf hurts")}),
        ("", set()),
    ],
)
def test_phrases(ears: Ears, text: str, found: set[tuple[str, str]]) -> None:
    doc = ears._nlp(text)
    spans = Phrases(Spelling(GROUPS), PHRASES).find(doc)
    assert {(s.label_, s.text) for s in spans} == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hedache", "headache"), ("walkin", "walking"), ("muffin", "muffin"), ("in", "in"), ("pain", "pain")],
)
def test_respelling(typed: str, meant: str) -> None:
    known = frozenset({"walking", "headache", "pain", "paing"})
    assert Respelling({"hedache": "headache"}, known)(typed) == meant


def test_a_misspelt_word_is_heard_at_the_place_where_it_stands(ears: Ears) -> None:
    text = "i'm takin furosemide, calf is swolen"
    spans = {h.concept: text[h.start : h.end] for h in ears.hear(text).heard}
    assert spans["diuretic"] == "furosemide"
    assert spans["leg_swelling"] == "calf is swolen"


@pytest.mark.parametrize(
    ("one", "two", "most", "found"),
    [
        ("lasix", "lasix", 1, 0),
        ("ab", "ba", 1, 1),
        ("abc", "ac", 1, 1),
        ("abcd", "wxyz", 2, 3),
        ("a", "abcd", 2, 3),
    ],
)
def test_distance(one: str, two: str, most: int, found: int) -> None:
    assert distance(one, two, most) == distance(two, one, most) == found


MISSPELT = word_set("""
furosamide frusemyde furosimide bumetinide torsemyde spironalactone spironolacton hydroclorothiazide
hydrochlorthiazide bendroflumethizide indapamid chlorthalidon metolazon amilorid triampterene
eplerenon aldactone diuritics durietics thiazids zestoretik tenoretik
""")
INNOCENT = word_set("""
furious furnished diabetics diabetic dietetic dietetics theatrics diuresis diagnosed diarrhoea
aldosterone amlodipine amiodarone metformin metoclopramide spirulina spirometry chloride chlorine
hydration hydrocortisone hygiene mountain moderate natural maximise dynamite indigestion independent
eliquis losartan lisinopril thalamus thousand microwave microscope torment tortoise bending benefits
bendable trampoline amputation inspiration
""")


@pytest.mark.parametrize("word", sorted(MISSPELT))
def test_misspelt_names_are_heard(ears: Ears, word: str) -> None:
    assert "diuretic" in ears.concepts_in(f"i take {word} daily")


def test_ordinary_words_are_no_misspellings(ears: Ears) -> None:
    files = [*CONTENT.glob("facts/*.yml"), *CONTENT.glob("answers/*.yml"), *CONTENT.glob("sources/*.yml")]
    words = {w for f in files for w in re.findall(r"[a-z]+", f.read_text(encoding="utf-8").lower())}
    heard = {w for w in words | INNOCENT if ears._misspellings.meant(w)}
    assert heard <= {"hydrochlorothiazide", "diuretics", "diuretic", "furosemide", "oestrogens"}


@pytest.mark.parametrize(
    ("text", "focus", "turned"),
    [
        ("my mum has cramps", "self", "other:mother"),
        ("she has cramps", "other:mother", "other:mother"),
        ("i have cramps", "other:mother", "self"),
        ("asking for my dad, i am worried", "self", "other:father"),
        ("my husband and i cramp", "self", "self"),
        ("cramps again", "other:child", "other:child"),
        ("my 7 year old limps", "self", "other:child"),
        ("my wife says i snore", "self", "self"),
    ],
)
def test_whom_a_message_turns_to(ears: Ears, text: str, focus: str, turned: str) -> None:
    assert ears.hear(text, focus=focus).focus == turned


DAY = 86400.0


@pytest.mark.parametrize(
    ("text", "since", "ended"),
    [
        ("i stopped my water pills three days ago", None, 3 * DAY),
        ("i stopped my water pills last week", None, 7 * DAY),
        ("i started furosemide 2 weeks ago", 14 * DAY, None),
        ("i have been on furosemide for 10 years", 10 * 365.25 * DAY, None),
        ("came off furosemide in 2019", None, None),
        ("i take furosemide", None, None),
    ],
)
def test_times(ears: Ears, text: str, since: float | None, ended: float | None) -> None:
    (heard,) = [h for h in ears.hear(text).heard if h.concept == "diuretic"]
    assert (heard.since_ago, heard.ended_ago) == (since, ended)


_WORDS = st.sampled_from(
    sorted(
        word_set("""i my mum dont not no take furosemide water pill pills PAD heart racing fainted me and when
        , . ? ! if stopped never walk stop it goes she takes 7 year old 2019 yes sorry meant""")
        | {"\n", "\u2019", "\u200b", "\u00b2"}
    )
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=25).map(" ".join)), st.sampled_from([None, "diuretic"]))
def test_hearing_never_raises_and_stays_within_the_text(ears: Ears, text: str, asked: str | None) -> None:
    for mention in ears.hear(text, asked=asked, focus="other:mother").heard:
        assert 0 <= mention.start <= mention.end <= len(text)
