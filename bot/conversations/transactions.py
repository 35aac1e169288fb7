"""A transaction of the conversations database: how long it waits for a lock, how its errors are told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

_IMPATIENT = 0.05
"""Seconds to wait for a lock once one was waited for in vain, until the database works again. Waiting
stops the whole process: with the full wait at every step a turn, and all others behind it, come late."""


class StoreUnavailable(Exception):
    """The conversations database cannot be used now."""


class Patience:
    """How long a lock is waited for: as set while the database works, hardly while it does not."""

    def __init__(self, wait: float) -> None:
        self._wait = self._now = wait

    def into(self, dialect: Any, record: Any, args: Any, parameters: dict[str, Any]) -> None:
        """Give a new connection its wait."""
        parameters["timeout"] = self._now

    def learn(self, *, works: bool) -> None:
        """Take in how a transaction ended."""
        self._now = self._wait if works else min(self._wait, _IMPATIENT)


class Guard:
    """Turns the database's errors into ours, without the values that were written."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, sa.exc.DatabaseError):
            raise StoreUnavailable(f"The conversations database refused: {error.orig}") from None


class Transaction(Guard):
    """One transaction: committed when its block ends well, else rolled back."""

    def __init__(self, engine: Any, patience: Patience, *, writes: bool = False) -> None:
        self._begin = engine.begin()
        self._patience, self._writes = patience, writes

    def __enter__(self) -> Any:
        try:
            return self._begin.__enter__()
        except sa.exc.DatabaseError as error:
            raise self._refused(error) from None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            self._begin.__exit__(kind, error, trace)
        except sa.exc.DatabaseError as failed:
            raise self._refused(failed) from None
        if isinstance(error, sa.exc.DatabaseError):
            raise self._refused(error) from None
        if isinstance(error, ValueError):  # JSON that is none: it was written well, and spoilt since
            self._patience.learn(works=False)
            raise StoreUnavailable("The conversations database does not hold what was written") from None
        if error is None and self._writes:  # who only reads may not have met the lock
            self._patience.learn(works=True)

    def _refused(self, error: Any) -> StoreUnavailable:
        self._patience.learn(works=False)
        return StoreUnavailable(f"The conversations database refused: {error.orig}")


def begin(connection: Any) -> None:
    """A writer takes its lock at once, so that it waits at the start and never fails half-way."""
    connection.exec_driver_sql(connection.get_execution_options().get("charley_begin", "BEGIN IMMEDIATE"))


def prepare(connection: Any, _: Any) -> None:
    """WAL so that readers never wait; deleted bytes are overwritten; the driver's own BEGIN is off."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
