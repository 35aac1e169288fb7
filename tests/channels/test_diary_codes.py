"""Codes of diaries on their way in and out: they open, keep and delete, and nothing stores them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import words
from bot.channels.diaries import MOST_WRONG, DiaryDesk
from bot.core import diary
from bot.core.diary import Diary, Entry
from bot.core.model import State
from bot.store.journal import Journal, JournalUnavailable
from bot.store.vault import Vault
from tests.channels.conftest import ANSWER, Web

CODE = re.compile(r"([0-9a-z]{4}-){4}[0-9a-z]{4}")
ENTRY = Entry(1.0, "2026-11-29", "night", "left", "calf", "5 minutes", "bad")
WRONG = "aaaa-aaaa-aaaa-aaaa-aaa2"


@pytest.fixture
def diaries(web: Web) -> Web:
    """The server with a stub that steers as the safety policy does and takes in what channels bring."""

    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        here, states = web.agent.house, web.agent.states
        state = states[message.sender_id]
        if brought := (message.metadata or {}).get("diary"):
            state = replace(state, diary=diary.opened(state.diary, brought["entries"]))
        states[message.sender_id] = here.steer(state, "inform", 1e9)
        return [dict(ANSWER)]

    web.agent.plan = plan
    _after_plan(web)
    return web


def _after_plan(web: Web) -> None:
    """The stub notes the state before its plan ran: have it note the one after, as the store does."""
    handle = web.agent.handle_message

    async def handled(message: UserMessage) -> None:
        from bot.conversations import turn

        await handle(message)
        if record := turn.current.get():
            record.state = web.agent.states[message.sender_id].to_dict()

    web.agent.handle_message = handled  # type: ignore[method-assign]


def kept(web: Web, session: str) -> str:
    """A diary with one entry, kept; its code."""
    web.say(session, "cramp last night, left calf, 5 minutes, bad")
    web.say(session, "keep my diary")
    found = CODE.search(web.say(session, "yes")["messages"][-1]["text"])
    assert found is not None
    return found.group()


def held(web: Web, session: str) -> Diary:
    found = web.agent.states[web.name(session)].diary
    assert found is not None
    return found


def readable(web: Web, what: str) -> list[Path]:
    return [p for p in web.data.iterdir() if p.is_file() and what.encode() in p.read_bytes()]


def test_a_code_is_told_after_a_yes_and_brings_the_diary_back_in_another_talk(diaries: Web) -> None:
    code = kept(diaries, diaries.open())
    other = diaries.open()
    diaries.say(other, f"use my diary code {code}")
    assert [e.place for e in held(diaries, other).entries] == ["calf"]
    assert diaries.agent.heard[-1] == "use my diary code (diary code)"


def test_no_file_holds_a_code_that_was_told_or_typed(diaries: Web) -> None:
    code = kept(diaries, diaries.open())
    diaries.say(diaries.open(), f"use my diary code {code}", "m1")
    assert readable(diaries, code) == [] and readable(diaries, code.replace("-", "")) == []
    assert readable(diaries, "inbox"), "what is searched holds the tables"


def test_the_same_message_again_does_not_tell_the_code_again(diaries: Web) -> None:
    session = diaries.open()
    diaries.say(session, "keep my diary")
    first = diaries.say(session, "yes", "m1")["messages"][-1]["text"]
    again = diaries.say(session, "yes", "m1")["messages"][-1]["text"]
    assert CODE.search(first) and again == words.SHOWN_ONCE


def test_wrong_unknown_and_too_many_codes_get_the_same_and_a_right_one_after_too_many_as_well(
    diaries: Web,
) -> None:
    code, guesser = kept(diaries, diaries.open()), diaries.open()
    for _ in range(MOST_WRONG):
        diaries.say(guesser, f"code {WRONG}")
        assert held(diaries, guesser).says == "unknown"
    diaries.say(guesser, f"code {code}")
    assert (held(diaries, guesser).says, held(diaries, guesser).entries) == ("unknown", ())
    diaries.say(diaries.open(), f"code {code}")


def test_what_is_logged_after_a_code_goes_into_the_kept_diary(diaries: Web) -> None:
    code = kept(diaries, diaries.open())
    second, third = diaries.open(), diaries.open()
    diaries.say(second, f"use my diary code {code}")
    diaries.say(second, "log a cramp yesterday, right foot")
    diaries.say(third, f"use my diary code {code}")
    assert [e.place for e in held(diaries, third).entries] == ["calf", "foot"]


def test_deleting_by_the_code_alone_deletes_it_for_good(diaries: Web) -> None:
    code = kept(diaries, diaries.open())
    diaries.say(diaries.open(), f"delete my diary, code {code}")
    other = diaries.open()
    diaries.say(other, f"use my diary code {code}")
    assert held(diaries, other).says == "unknown"


def test_forgetting_the_talk_leaves_the_diary_to_the_holder_of_the_code(diaries: Web) -> None:
    session = diaries.open()
    code = kept(diaries, session)
    diaries.request("DELETE", "/webhooks/api/sessions/current", session)
    other = diaries.open()
    diaries.say(other, f"use my diary code {code}")
    assert len(held(diaries, other).entries) == 1


def test_danger_beside_a_code_is_heard(diaries: Web) -> None:
    reply = diaries.say(diaries.open(), f"my diary code is {WRONG}, im on furosemide and my heart is racing")
    assert reply["turn"]["escalation"]["level"] == "emergency"


def test_a_journal_that_fails_costs_the_diary_and_says_so(tmp_path: Path) -> None:
    desk = DiaryDesk(None, "hush", 365)
    assert desk.brought("api:1", WRONG) == {"entries": None} and desk.brought("api:1", None) is None
    state = State(turn=2, diary=Diary((ENTRY,), says="kept", kept=True, turn=2))
    assert desk.settle("api:1", state) == (words.DIARY_NOT_KEPT, False)
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite", Vault.beside(tmp_path / "conversations.sqlite"))
    desk = DiaryDesk(journal, "hush", 365)
    assert CODE.search(desk.settle("api:1", state)[0])
    journal.close()
    (tmp_path / "journal.sqlite").write_bytes(b"no database at all" * 99)
    for says, said in [("kept", words.DIARY_NOT_KEPT), ("forgotten", words.DIARY_NOT_DELETED)]:
        broken = replace(state, diary=Diary((ENTRY,), says=says, kept=True, turn=2))
        assert desk.settle("api:1", broken) == (said, False)
    assert desk.brought("api:1", WRONG) == {"entries": None}
    with pytest.raises(JournalUnavailable):
        journal.read(__import__("sqlalchemy").text("select 1 from diary"))
