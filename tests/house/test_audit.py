"""The list of vulnerabilities that are lived with: dated, reasoned, complete where that can be looked up."""

from __future__ import annotations

import datetime as dt

import pytest

from scripts import audit

TODAY = dt.date(2026, 11, 30)
ONE = "[{id: A-1, package: p, accepted: 2026-11-01, until: 2026-12-01, reason: never called}]"


def test_the_list_is_dated_and_reasoned() -> None:
    known = audit.accepted(audit.ACCEPTED.read_text(encoding="utf-8"))
    today = dt.datetime.now(dt.timezone.utc).date()
    assert [p for p in audit.problems(known, known, today)] == []


def test_what_is_not_listed_not_found_or_past_its_day_is_told() -> None:
    known = audit.accepted(ONE)
    assert audit.problems([("p", "A-1")], known, TODAY) == []
    assert audit.problems([("p", "A-1"), ("q", "B-2")], known, TODAY) == ["q: B-2 is not in accepted.yml"]
    assert audit.problems([], known, TODAY) == ["p: A-1 is not found any more"]
    late = audit.problems([("p", "A-1")], known, dt.date(2026, 12, 2))
    assert late == ["p: A-1 was to be looked at again"]


@pytest.mark.parametrize(
    "bad",
    [ONE.replace("never called", "''"), ONE.replace("2026-12-01", "2027-12-01"), ONE.replace("A-1", "")],
)
def test_an_entry_without_a_reason_or_for_ever_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="missing|days after"):
        audit.accepted(bad)


def test_both_reports_are_read() -> None:
    python = {
        "dependencies": [{"name": "p", "version": "1", "vulns": [{"id": "A-1"}]}, {"name": "q", "vulns": []}]
    }
    assert audit.of_python(python) == {("p", "A-1")}
    via = {"url": "https://github.com/advisories/GHSA-1"}
    node = {"vulnerabilities": {"n": {"via": [via]}, "m": {"via": ["n"]}}}
    assert audit.of_node(node) == {("n", "GHSA-1")}


@pytest.mark.slow
def test_the_list_is_complete_as_far_as_the_services_know_today() -> None:
    try:
        found = audit.look()
    except audit.Unreachable as error:
        pytest.skip(f"no service that knows vulnerabilities can be reached ({error})")
    known = audit.accepted(audit.ACCEPTED.read_text(encoding="utf-8"))
    assert audit.problems(found, known, dt.datetime.now(dt.timezone.utc).date()) == []
