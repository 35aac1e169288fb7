"""Turns about the talk itself: what is done, and what is said of what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.diary import Diary, Entry
from bot.core.model import Fired, State, Verdict
from bot.core.progress import Progress
from bot.nlg.owning import OwnWording
from bot.policies import owning
from bot.policies.checking import ADVICE, FORM, LEAVE, LISTEN
from bot.serve import house
from tests.nlu.conftest import Talk

PILL = Verdict("urgent", (Fired("RF-14", "urgent", "self", ("diuretic",), 1),))
DANGER = Verdict("emergency", (Fired("RF-15", "emergency", "self", ("diuretic",), 1),))
CHECK = Progress(open="check.danger-heart", asked=("check.danger-heart",))


def driven(state: State, *, in_form: bool = False) -> list[str]:
    """All that is done in the turn."""
    done: list[str] = []
    while not done or done[-1] != LISTEN:
        step = owning.next_action(state, done, advised=ADVICE in done, in_form=in_form and LEAVE not in done)
        assert step is not None and len(done) < 9
        done.append(step)
    return done


@pytest.mark.parametrize(
    ("wish", "verdict", "in_form", "done"),
    [
        ("forget", Verdict(), False, ["utter_forget"]),
        ("forget", Verdict(), True, [LEAVE, "utter_forget"]),
        ("forget", DANGER, False, [ADVICE, "utter_forget"]),
        ("hand_over_in_danger", Verdict(), False, ["utter_hand_over"]),
        ("start_over", PILL, True, [LEAVE, "utter_start_over", ADVICE]),
        ("menu", DANGER, False, [ADVICE, "utter_menu"]),
        ("known", PILL, True, ["utter_known", ADVICE, FORM]),
        ("lost", Verdict(), False, ["utter_menu"]),
    ],
)
def test_a_wish_drives_its_turn(wish: str, verdict: Verdict, in_form: bool, done: list[str]) -> None:
    state = State(2, verdict=verdict, wish=wish, check=CHECK if in_form else None)
    assert driven(state, in_form=in_form) == [*done, LISTEN]


def test_without_a_wish_there_is_no_opinion() -> None:
    assert owning.next_action(State(), (), advised=False, in_form=False) is None


def worded(state: State, name: str) -> str:
    made = OwnWording(house(), lambda response: f"<{response}>").word(name, state)
    assert made
    return str(made["text"])


def test_everything_that_is_held_is_told_by_person_and_status(talk: Talk) -> None:
    talk.carry("i take a water pill, no chest pain")
    state = talk.carry("my mum has diabetes")
    lines = worded(state, "utter_known").split("\n")
    mine, hers = lines.index("<utter_known_self>"), lines.index("<utter_known_other>")
    assert mine < hers and lines[-1] == "<utter_known_kept>"
    assert any("<utter_known_present>" in line and "water pill" in line for line in lines[mine:hers])
    assert any("<utter_known_absent>" in line and "chest" in line for line in lines[mine:hers])
    assert any("diabetes" in line for line in lines[hers:])
    told = "\n".join(lines)
    assert all(house().concepts[f.concept].label in told for f in state.findings)
    assert "see someone today" in told


def test_of_nobody_nothing_is_told() -> None:
    assert worded(State(), "utter_known").startswith("<utter_known_nothing>")


def test_what_is_held_can_be_crossed_out_by_its_button(talk: Talk) -> None:
    state = talk.carry("i take a water pill")
    made = OwnWording(house(), str).word("utter_wrong", state)
    assert made
    payload = made["buttons"][0]["payload"].partition('": "')[2].rstrip('"}')
    pressed = house().press(replace(state, turn=state.turn + 1), payload, 1e9)
    assert {f.status for f in pressed.findings if f.concept == "diuretic"} == {"absent"}
    assert (pressed.verdict.level, pressed.wish) == ("none", "corrected")


@pytest.mark.parametrize(
    ("name", "wish", "said"),
    [
        ("utter_forget", "forget", "utter_forget"),
        ("utter_forget", "", "utter_forget_ask"),
        ("utter_hand_over", "", "utter_hand_over_ask"),
        ("utter_hand_over", "hand_over_in_danger", "utter_hand_over_urgent"),
        ("utter_menu", "lost", "utter_lost"),
        ("utter_out_of_scope", "language", "utter_language"),
        ("utter_wrong", "wrong", "utter_correction"),
        ("utter_greet", "", "utter_greet"),
        ("utter_forget", "forget_but_diary", "utter_forget_diary"),
        ("utter_start_over", "start_over", "utter_start_over_fresh"),
    ],
)
def test_a_response_is_said_as_the_wish_calls_for(name: str, wish: str, said: str) -> None:
    assert OwnWording(house(), str).named(name, State(2, wish=wish)) == said


def test_small_talk_asks_nothing_while_the_check_waits() -> None:
    asking = State(2, check=CHECK)
    assert OwnWording(house(), str).named("utter_thanks", asking) == "utter_thanks_asking"
    assert OwnWording(house(), str).named("utter_bot", asking) == "utter_bot"


def test_the_menu_of_an_emergency_does_not_say_the_number_again() -> None:
    assert OwnWording(house(), str).named("utter_menu", State(2, verdict=DANGER)) == "utter_menu_urgent"


def test_what_only_tells_others_apart_is_neither_told_nor_crossed_out(talk: Talk) -> None:
    state = talk.carry("my left calf is swollen")
    label = house().concepts["named_leg"].label
    assert "named_leg" in {f.concept for f in state.findings}
    made = OwnWording(house(), str).word("utter_wrong", state)
    assert made and label not in worded(state, "utter_known")
    assert label not in {b["title"] for b in made["buttons"]}


def test_of_the_writer_nothing_is_known_where_only_another_was_spoken_of(talk: Talk) -> None:
    lines = worded(talk.carry("my mum has diabetes"), "utter_known").split("\n")
    assert "<utter_known_self_nothing>" in lines
    assert not any("<utter_known_level>" in line for line in lines), "no rule holds: no level is told"


@pytest.mark.parametrize("kept", [True, False])
def test_a_diary_is_told_of_and_where_it_is_kept(kept: bool) -> None:
    lines = worded(State(2, diary=Diary((Entry(0.0),), kept=kept)), "utter_known").split("\n")
    assert "<utter_known_diary> 1." in lines
    assert ("<utter_known_diary_kept>" in lines) == kept
