"""Replies are made of ids: a receipt makes one again, and the same question gives the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import requests

from bot.processes import QUIET
from bot.settings import ROOT
from tests.journeys.conftest import Server, Talk

REPEATS = 1000


def _replay(server: Server, receipt: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **QUIET, "DATA_DIR": str(server.data_dir)}
    command = [sys.executable, "-m", "bot.cli", "replay", receipt]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "said",
    [
        ["why do my feet cramp at night?"],
        [
            "i take a water pill",
            "what should i drink then?",
            "why do you say that?",
            "what did you tell me to do",
        ],
        ["my mum is on furosemide and gets cramps", "what should she drink?", "in medical terms"],
        ["im on lasix and my heart is racing", "what is a cramp?"],
        ["hello", "how much magnesium should i take", "tell me more", "thanks"],
    ],
)
def test_each_reply_is_made_again_byte_for_byte(server: Server, talk: Talk, said: list[str]) -> None:
    for text in said:
        given = talk.post({"message": text})
        receipt = given.headers["Charley-Receipt"]
        replayed = _replay(server, receipt)
        assert replayed.returncode == 0, replayed.stderr
        assert replayed.stdout == "\n\n".join(m["text"] for m in given.json()["messages"]) + "\n"


def test_receipt_of_a_forgotten_conversation_is_gone(server: Server, talk: Talk) -> None:
    receipt = talk.post({"message": "i take a water pill"}).headers["Charley-Receipt"]
    requests.delete(f"{talk.address}/webhooks/api/sessions/current", headers=talk.headers, timeout=30)
    replayed = _replay(server, receipt)
    assert replayed.returncode == 1 and "forgotten" in replayed.stderr
    assert all(receipt.encode() not in p.read_bytes() for p in server.data_dir.glob("journal.sqlite*"))


def test_a_journal_holds_no_word_of_the_persons(server: Server, talk: Talk) -> None:
    talk.say("my zebra canary takes a water pill and i get cramps")
    assert all(b"zebra" not in p.read_bytes() for p in server.data_dir.glob("journal.sqlite*"))


def test_the_same_question_gives_the_same_bytes(server: Server) -> None:
    question = {"message": "i take a water pill, what should i drink against cramps?"}
    replies = {Talk(server.address).post(question).content for _ in range(REPEATS)}
    assert len(replies) == 1


def test_the_wording_can_be_wished_for_by_api(talk: Talk) -> None:
    plain = talk.post({"message": "can low potassium cause cramps?"}).json()
    clinical = talk.post({"message": "can low potassium cause cramps?", "register": "clinician"}).json()
    assert plain["turn"]["facts"] == clinical["turn"]["facts"]
    assert plain["messages"][0]["text"] != clinical["messages"][0]["text"]
    assert talk.post({"message": "hello", "register": "pirate"}).status_code == 422
