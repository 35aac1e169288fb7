"""The conversation files that `rasa test` runs, said over HTTP to both real processes.

What `rasa test` cannot see is seen here: the state is carried, the words come, buttons and levels fit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core import talk as names
from tests.conversations.stories import FILES, Turn, fixed_texts, story_of, turns_of
from tests.journeys.conftest import Server, Talk, text_of

TEXTS = fixed_texts()
INSTEAD = {
    "utter_forget": ["utter_forget", "utter_forget_ask", "utter_forget_diary"],
    "utter_start_over": ["utter_start_over", "utter_start_over_fresh"],
    "utter_greet": ["utter_greet", "utter_greet_asking"],
    "utter_thanks": ["utter_thanks", "utter_thanks_asking"],
    "utter_abuse": ["utter_abuse", "utter_abuse_asking"],
    "utter_hand_over": ["utter_hand_over", "utter_hand_over_ask", "utter_hand_over_urgent"],
    "utter_menu": ["utter_menu", "utter_menu_urgent", "utter_lost", "utter_scared", "utter_scared_asking"],
    "utter_out_of_scope": ["utter_out_of_scope", "utter_language"],
    "utter_wrong": ["utter_wrong", "utter_wrong_noted", "utter_correction"],
    "utter_known": ["utter_known_kept"],
    "utter_handoff": ["utter_handoff", "utter_handoff_contact"],
}
"""What one action may say, by what is known then."""


def named(file: Path) -> str:
    """The group and the name of a conversation."""
    return f"{file.parent.name}/{file.stem[10:]}"


@pytest.mark.parametrize(
    "file",
    FILES,
    ids=[named(f) for f in FILES],
)
def test_it_goes_over_http_as_written(server: Server, file: Path) -> None:
    turns = turns_of(file)
    unheard = (story_of(file).get("metadata") or {}).get("shortened")
    talk = Talk(server.address)
    for number, turn in enumerate(turns):
        if unheard and number + 1 == len(turns):
            return  # the file says why its end comes later here
        _fits(turn, talk.say(turn.said))


def _fits(turn: Turn, reply: dict[str, Any]) -> None:
    """Whether a reply does what the story says of its turn."""
    whole, level = text_of(reply), reply["turn"]["escalation"]["level"]
    assert reply["turn"]["act"] != "apology", whole
    assert "utter_" not in whole and "{" not in whole
    topic = names.topic_of(turn.intent)
    if topic and turn.actions != ["utter_advice", "action_answer"]:
        assert topic in [*reply["turn"]["topics"], "out_of_scope", "meta_rephrase", "meta_why"], turn
    if "utter_advice" in turn.actions and "utter_forget" not in turn.actions:
        assert level != "none", turn
    for action in turn.actions:
        said = [TEXTS[name] for name in INSTEAD.get(action, [action]) if TEXTS.get(name)]
        assert not said or any(text in whole for text in said), (turn, whole)
    if "utter_check_result" in turn.actions:
        assert reply["turn"]["act"] == "result"
    if turn.actions[-1:] == ["check_form"]:
        assert reply["messages"][-1]["buttons"], turn
