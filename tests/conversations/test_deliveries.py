"""Deliveries in both databases: taken once, answered by one process at a time, taken over from a dead one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.conversations import deliveries
from bot.conversations.deliveries import KEPT, LEASE, Deliveries, Delivery

ONE, TWO = Delivery("e1", "app:c1", "sealed 1"), Delivery("e2", "app:c1", "sealed 2")
Open = Callable[..., Deliveries]


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the database as another process does."""
    where = (
        tmp_path / "d.sqlite" if request.param == "sqlite" else request.getfixturevalue("database")
    )  # a file cannot be shared by processes, but by what plays them here
    return lambda shared=True: Deliveries(where, 5.0, shared=shared)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass."""
    clock = [1e9]
    monkeypatch.setattr(deliveries.time, "time", lambda: clock[0])

    def pass_(seconds: float) -> None:
        clock[0] += seconds

    return pass_


def test_an_event_is_taken_by_one_of_many(opened: Open) -> None:
    many = [opened() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        for n in range(20):
            took = list(pool.map(lambda d, n=n: d.take("app", Delivery(f"e{n}", "c", "a")), many))
            assert sum(took) == 1


def test_what_a_living_process_answers_is_nobody_elses(opened: Open, later: Callable[[float], None]) -> None:
    mine, other = opened(), opened()
    mine.take("app", ONE)
    assert other.take_over("app") == [] and mine.holds("e1") and not other.holds("e1")
    for _ in range(4):
        later(LEASE / 2)
        mine.renew()
        assert other.take_over("app") == []


def test_what_a_dead_process_left_is_one_others_with_what_was_sent(
    opened: Open, later: Callable[[float], None]
) -> None:
    dead, others = opened(), [opened() for _ in range(3)]
    for taken in (ONE, TWO):
        dead.take("app", taken)
        later(1)
    dead.sent("e1", 2)
    later(LEASE + 1)
    with ThreadPoolExecutor(3) as pool:
        found = [d for got in pool.map(lambda o: o.take_over("app"), others) for d in got]
    assert sorted(found, key=lambda d: d.event) == [Delivery("e1", "app:c1", "sealed 1", 2), TWO]
    assert [opened().take_over("app"), opened().take_over("another app")] == [[], []]
    assert not dead.holds("e1"), "it was held up only, and goes on no more"
    dead.close("e1")
    later(LEASE + 1)
    assert {d.event for d in opened().take_over("app")} == {"e1", "e2"}, "what is another's it does not close"


def test_what_is_answered_is_taken_over_by_nobody(opened: Open, later: Callable[[float], None]) -> None:
    mine = opened()
    mine.take("app", ONE)
    mine.close("e1")
    later(LEASE + 1)
    assert opened().take_over("app") == [] and not opened().take("app", ONE)
    later(KEPT)
    mine.take("app", TWO)
    mine.close("e2")
    assert opened().take("app", ONE), "known for a week"


def test_what_a_process_leaves_as_it_ends_is_taken_over_at_once(opened: Open) -> None:
    ends = opened()
    ends.take("app", ONE)
    ends.release()
    assert opened().take_over("app") == [ONE]


def test_a_process_that_is_alone_goes_on_at_once(opened: Open) -> None:
    before = opened(shared=False)
    before.take("app", ONE)
    after = opened(shared=False)
    assert after.take_over("app") == [ONE] and after.take_over("app") == []


def test_what_was_taken_before_there_were_holders_is_taken_over(opened: Open) -> None:
    opened().take("app", ONE)
    old = opened()
    with old._database.writing() as connection:
        connection.execute(sa.delete(deliveries.hold))
    assert old.take_over("app") == [ONE]
