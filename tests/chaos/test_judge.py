"""The judge of the failure modes, judged: each kind of bad reply is seen as what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channels import words
from tests.chaos.script import BEFORE, CALL, HEART, LATEST, PILL, Line, Turn, lines, rules


def turn(rule: str | None, *texts: str, level: str = "none", told: tuple[str, ...] = ()) -> Turn:
    flags = [{"id": r, "level": rules()[r].level, "about": "self", "because": ["x"]} for r in told]
    escalation: dict[str, Any] = {"level": level, "rules": flags}
    reply = {"messages": [{"text": t} for t in texts], "turn": {"act": "apology", "escalation": escalation}}
    return Turn(Line("a", "hello", rule), reply, 0.1)


def said(rule: str, how: str) -> str:
    return rules()[rule].advice[how].replace("{call}", CALL)


GOOD = turn("RF-15", said("RF-15", "reminder"), "Hello.", level="emergency", told=("RF-15",))
BAD = {
    "silent": turn("RF-15", level="emergency", told=("RF-15",)),
    "an empty message": turn("RF-15", said("RF-15", "self"), " ", level="emergency", told=("RF-15",)),
    "other words": turn("RF-15", "Hello.", level="emergency", told=("RF-15",)),
    "not first": turn("RF-15", "Hello.", said("RF-15", "self"), level="emergency", told=("RF-15",)),
    "not told to machines": turn("RF-15", said("RF-15", "self"), level="emergency"),
    "a lower level": turn("RF-15", said("RF-15", "self"), level="urgent", told=("RF-15",)),
    "another rule": turn("RF-15", said("RF-14", "self"), level="urgent", told=("RF-14",)),
}


def test_advice_is_seen_in_full_as_a_reminder_and_behind_an_answer() -> None:
    assert GOOD.advised(rules())
    assert turn("RF-15", said("RF-15", "self"), level="emergency", told=("RF-15",)).advised(rules())
    late = turn("RF-14", "An answer.", said("RF-14", "reminder"), level="urgent", told=("RF-14",))
    assert late.advised(rules())


@pytest.mark.parametrize("name", BAD)
def test_a_reply_without_its_advice_is_seen(name: str) -> None:
    assert not BAD[name].advised(rules())


def test_silence_lateness_and_what_is_said_of_the_store_are_seen() -> None:
    assert turn(None).empty and turn(None, "a", " ").empty and not GOOD.empty
    assert replace(GOOD, seconds=LATEST + 0.01).late and not GOOD.late
    assert turn(None, "a", words.NOT_SAVED).told_unsaved and not GOOD.told_unsaved
    assert turn(None, f"Sorry. {CALL}").apologised and not turn(None, "Sorry.").apologised


@pytest.mark.parametrize("turns", [5, 50])
def test_a_mode_holds_every_kind_of_turn(turns: int) -> None:
    told = lines(turns)
    assert len(told) == turns
    assert {line.rule for line in told} >= {None, HEART[1], PILL[1]}
    assert {"pill", "heart"} <= {line.person for line in told}
    assert all(len(texts) == 3 for _, texts in BEFORE.values()), "danger three turns before"
    if turns == 50:
        follow = [[x for x in told if x.person == f"danger {n}"] for n in (0, 3, 6)]
        assert [len(f) for f in follow] == [4, 4, 4], "the danger, and one, two and three turns later"
