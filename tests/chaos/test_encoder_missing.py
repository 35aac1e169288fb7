"""The sentence encoder is missing: with a model made without it, and with one that needs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import processes
from tests.chaos.conftest import TURNS
from tests.chaos.outcome import TOLD, Outcome, check, check_honest
from tests.chaos.people import People
from tests.chaos.script import CANARIES, CANARY, Line, lines
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos

OFF = {"CHARLEY_ENCODER": "off"}


def test_a_model_made_without_it_answers(
    tmp_path: Path, model_without_encoder: Path, summaries: list[str]
) -> None:
    servers = Servers(tmp_path, model=model_without_encoder, environ=OFF)
    try:
        servers.start()
        outcome = _talked("encoder off", servers)
        assert servers.is_ready()
    finally:
        servers.stop()
    summaries.append(str(outcome))
    check(outcome)
    check_honest(outcome, answers=True, keeps=True)


def test_a_model_that_needs_it_is_not_used_and_danger_is_answered_without_any(
    tmp_path: Path, summaries: list[str]
) -> None:
    """Rasa serves without a model then: nothing is understood, and danger is heard all the same."""
    processes.train()
    servers = Servers(tmp_path, environ=OFF)
    try:
        servers.start(ready=False)
        outcome = _talked("encoder off, model refused", servers)
        assert servers.wait(False, TOLD) is not None
    finally:
        servers.stop()
    summaries.append(str(outcome))
    check(outcome)
    check_honest(outcome, answers=False, keeps=False)


def _talked(name: str, servers: Servers) -> Outcome:
    people = People(servers)
    people.arrive()
    told = tuple(people.say(line) for line in lines(TURNS))
    for text in CANARIES:
        people.say(Line(CANARY, text))
    assert servers.holding(CANARY) == []
    return Outcome(name, told)
