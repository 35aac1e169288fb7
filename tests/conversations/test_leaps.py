"""Retention goes by the clock, but not by one that has just leapt: what is forgotten does not come back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations import forgetting
from bot.conversations.records import Records
from bot.store.vault import Vault

TALK = "api:one"
DAY = 86_400.0
KEPT = 7 * DAY
NOW = time.time()


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """A conversation that was last spoken to now, after the first sweep."""
    path = tmp_path / "conversations.sqlite"
    where = path if request.param == "sqlite" else request.getfixturevalue("database")
    made = Records(where, wait=2, safe=Vault.beside(path, 2))
    made.open_conversation(TALK)
    assert swept(made, NOW) == 0
    yield made
    made.close()


def swept(records: Records, *times: float) -> int:
    """How many are forgotten by sweeps at these times."""
    found = 0
    for now in times:
        names = records.outlived(KEPT, now)
        records.finish_forgetting(names)
        found += len(names)
    return found


def often(first: float, last: float) -> list[float]:
    """Every quarter of a day from one time to another."""
    return [first + n * DAY / 4 for n in range(int((last - first) * 4 / DAY) + 1)]


def test_a_clock_that_runs_forgets_on_time(records: Records) -> None:
    assert swept(records, *often(NOW, NOW + 6.9 * DAY)) == 0
    assert swept(records, NOW + 7.1 * DAY) == 1


def test_a_timer_that_sweeps_once_a_day_forgets_on_time(records: Records) -> None:
    daily = [NOW + n * 1.01 * DAY for n in range(1, 7)]
    assert swept(records, *daily) == 0
    assert swept(records, NOW + 7.07 * DAY) == 1


def test_a_clock_moved_beyond_retention_and_back_loses_nothing(
    records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = NOW + 40 * DAY
    with caplog.at_level(logging.WARNING):
        assert swept(records, *often(wrong, wrong + 0.9 * DAY)) == 0
    assert "set it right" in caplog.text
    records.open_conversation("api:two")  # the newest turn does not make it right
    caplog.clear()
    assert swept(records, *often(NOW + DAY, NOW + 6.9 * DAY)) == 0
    assert records.exists(TALK) and not caplog.text
    assert swept(records, NOW + 7.1 * DAY) == 2


def test_a_clock_that_stays_is_believed_after_a_day(records: Records) -> None:
    later = NOW + 40 * DAY  # the server was off, say
    assert swept(records, *often(later, later + 0.9 * DAY)) == 0
    assert swept(records, later + 1.1 * DAY) == 1


def test_sweeps_that_are_days_apart_forget_as_well(records: Records) -> None:
    """As of a chat that is started once a week."""
    assert swept(records, NOW + 8 * DAY) == 0
    assert swept(records, NOW + 15 * DAY) == 1


def test_one_process_with_a_wrong_clock_among_others_forgets_nobody(records: Records) -> None:
    for right in often(NOW, NOW + 6.9 * DAY):
        assert swept(records, right, right + 40 * DAY) == 0
    assert swept(records, NOW + 7.1 * DAY) == 1


def test_who_asks_is_forgotten_whatever_the_clock_shows(records: Records) -> None:
    with records._writing() as connection:
        records._delete(connection, [records.vault.name(TALK)])  # and there it stopped
    assert swept(records, NOW + 40 * DAY) == 1
    assert not records.is_known(TALK)


def test_the_sweep_of_the_server_and_of_the_command_are_these(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    here = forgetting._records()
    here.open_conversation(TALK)
    assert [forgetting.sweep(NOW), forgetting.sweep(NOW + 400 * DAY)] == [0, 0]
    assert here.exists(TALK)
