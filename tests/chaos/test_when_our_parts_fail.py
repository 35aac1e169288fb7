"""Each part of ours broken for real: nobody meets silence, danger is answered with its advice, and no word of
anybody's is in a file, a line of a log at the loudest level, or a metric."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.conftest import TURNS
from tests.chaos.modes import MODES
from tests.chaos.outcome import TOLD, Outcome, check, check_honest
from tests.chaos.people import People
from tests.chaos.script import CANARIES, CANARY, Line, lines
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("name", MODES)
def test_danger_is_answered_and_nothing_is_silent_late_or_lost(
    servers: Servers, disk: tuple[Path, bool], summaries: list[str], name: str
) -> None:
    if name == "disk full" and not disk[1]:
        pytest.skip("this machine allows no small file system of our own (mount) to fill")
    mode, people = MODES[name], People(servers)
    people.arrive()
    named = People(servers)
    named.say(Line(CANARY, CANARIES[0]))
    before = servers.logged()
    with mode.breaks(servers) as around:
        turns = []
        for line in lines(TURNS):
            with around():
                turns.append(people.say(line))
        with around():
            for text in CANARIES[1:]:
                named.say(Line(CANARY, text))
        red = servers.wait(False, TOLD) if mode.red else None
    green = servers.wait(True, TOLD)
    assert servers.logged() > before + 10 * len(turns), "the log is loud"
    assert servers.holding(CANARY) == []
    outcome = Outcome(name, tuple(turns), red, green)
    summaries.append(str(outcome))
    check(outcome)
    check_honest(outcome, answers=mode.answers, keeps=mode.keeps)
    assert green is not None, "it did not get ready again"
    assert (red is not None) is mode.red
    if not mode.keeps:
        for person in people.said:  # what could not be written is written with the next turn
            assert not people.say(Line(person, "ok")).told_unsaved
    assert people.all_on_disk()
