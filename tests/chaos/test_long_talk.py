"""One talk that does not end: its last turns cost what its first ones did."""

from __future__ import annotations

import os
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

import pytest

from tests.chaos.conftest import TURNS
from tests.chaos.people import People
from tests.chaos.script import DANGERS, QUESTIONS, SMALL_TALK, Line
from tests.chaos.servers import Servers

pytestmark = pytest.mark.chaos

LONG = int(os.environ.get("LONG") or (1000 if TURNS >= 50 else 120))
SOME = max(20, LONG // 10)
MOST = 1.5
_TICK = os.sysconf("SC_CLK_TCK")


def cpu(servers: Servers) -> float:
    """Seconds of CPU that the Rasa process has used."""
    fields = Path(f"/proc/{servers.pid('rasa')}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def test_the_last_turns_of_a_long_talk_cost_what_the_first_did(
    servers: Servers, summaries: list[str]
) -> None:
    said = [*QUESTIONS, *SMALL_TALK, *(text for text, _ in DANGERS)]
    people, took, used = People(servers), [], [cpu(servers)]
    for text in said:  # every code path once, so that no first call is counted
        people.say(Line("warm", text))
    used = [cpu(servers)]
    for text in islice(cycle(said), LONG):
        took.append(people.say(Line("long", text)).seconds)
        used.append(cpu(servers))
    first, last = (quantiles(some, n=20)[-1] for some in (took[:SOME], took[-SOME:]))
    spent = (used[SOME] - used[0]) / SOME, (used[-1] - used[-1 - SOME]) / SOME
    summaries.append(
        f"a talk of {LONG} turns: p95 of the first {SOME} {first * 1000:.0f} ms, "
        f"of the last {last * 1000:.0f} ms; CPU a turn {spent[0] * 1000:.0f} and {spent[1] * 1000:.0f} ms"
    )
    assert spent[1] < MOST * spent[0]
    assert last < MOST * first
    assert people.all_on_disk(["long"])
