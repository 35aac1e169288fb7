"""Whom the talk is about after a message: that decides whose advice limits the answer."""

from __future__ import annotations

import pytest

from bot.core.model import State
from bot.serve import house

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("tell me more", "other:father"),
        ("can you tell me what he should drink?", "other:father"),
        ("give me something for him", "other:father"),
        ("show me what to do", "other:father"),
        ("help me", "other:father"),
        ("what can i do for him?", "other:father"),
        ("what do i do when he gets one?", "other:father"),
        ("how do i stop his cramps", "other:father"),
        ("can i give him bananas", "other:father"),
        ("what can i do", "other:father"),
        ("tell me what i should drink", "self"),
        ("does it help me", "self"),
        ("and me?", "self"),
        ("should i take his pills", "self"),
        ("should i take magnesium", "self"),
        ("what can i do about my cramps", "self"),
        ("i get cramps too", "self"),
    ],
)
def test_asking_for_somebody_stays_with_them(message: str, about: str) -> None:
    state, _ = house().listen("my dad takes a water pill and gets cramps", State(), NOW)
    assert house().listen(message, state, NOW)[0].focus == about


@pytest.mark.parametrize(
    ("before", "message", "about"),
    [
        (("my husband's legs cramp", "i get cramps too"), "he has kidney disease", "other:husband"),
        (("my husband's legs cramp", "i get cramps too"), "she has kidney disease", "other:person"),
        (("my mum gets cramps", "i get cramps too"), "she has kidney disease", "other:mother"),
        (("my mum gets cramps", "my dad gets cramps", "me too"), "he has kidney disease", "other:person"),
        (("i get cramps",), "he has kidney disease", "other:person"),
    ],
)
def test_a_pronoun_stands_for_the_one_other_person_who_was_spoken_of(
    before: tuple[str, ...], message: str, about: str
) -> None:
    state = State()
    for said in before:
        state, _ = house().listen(said, state, NOW)
    if state.focus != "self":
        state, _ = house().listen("what about me", state, NOW)
    state, _ = house().listen(message, state, NOW)
    assert [f.about for f in state.findings if f.concept == "kidney_disease"] == [about]
    assert state.focus == about
