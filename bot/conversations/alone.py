"""Which processes may serve the same conversations at once; the unsafe mixes do not start.

Locks in memory hold in one process only. Without Redis, or with conversations in a SQLite file, a second
process that serves the same conversations is refused; one with Redis is not let in beside one without.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.settings import Settings, SettingsError

_ADVISORY = 0x636861726C6579
"""The PostgreSQL advisory lock that stands for the right to serve a database's conversations."""

_claims: dict[Any, Any] = {}
"""What this process holds until it ends."""


def claim(settings: Settings) -> None:
    """Take the right to serve these conversations, until the process ends. Doing it twice does nothing.

    Raises:
        SettingsError: another process has it, and the two must not be mixed; or these settings would
            lose turns of several processes.
    """
    _check(settings)
    where = settings.conversations_url or ""
    if where.startswith("postgresql"):
        _claim_database(where, exclusive=settings.redis_url is None)
    else:
        _claim_folder(settings.data_dir)


def _check(settings: Settings) -> None:
    if settings.forks != 1:
        raise SettingsError(
            "SANIC_WORKERS must be 1: forked processes would share what they must not: start "
            "several `rasa run` instead, each with a port of its own (docs/tasks/deploy.md)."
        )
    if settings.redis_url is None:
        return
    several = "CHARLEY_REDIS_URL is for several processes, and those need"
    shared = {
        "CHARLEY_CONVERSATIONS_URL": settings.conversations_url,
        "CHARLEY_JOURNAL_URL": settings.journal_url,
    }
    for name, url in shared.items():
        if not (url or "").startswith("postgresql"):
            raise SettingsError(f"{several} a PostgreSQL in {name}.")
    if settings.keys_url is None:
        raise SettingsError(f"{several} one database of keys that all reach, in CHARLEY_KEYS_URL.")
    if settings.secret is None:
        raise SettingsError(f"{several} the same CHARLEY_SECRET: each reads the sessions that others opened.")


def _claim_folder(folder: Path) -> None:
    path = folder / "serving.lock"
    if path in _claims:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise SettingsError(
            f"Another process already serves the conversations in {folder}. Choose another DATA_DIR; for "
            "several processes set CHARLEY_CONVERSATIONS_URL (PostgreSQL) and CHARLEY_REDIS_URL."
        ) from None
    _claims[path] = file


def _claim_database(url: str, *, exclusive: bool) -> None:
    if url in _claims:
        return
    engine = sa.create_engine(
        url, future=True, poolclass=sa.pool.NullPool, connect_args={"connect_timeout": 5}
    )
    how = "pg_try_advisory_lock" if exclusive else "pg_try_advisory_lock_shared"
    try:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        granted = connection.execute(sa.text(f"SELECT {how}(:key)"), {"key": _ADVISORY}).scalar_one()
    except sa.exc.DatabaseError as error:
        raise SettingsError(f"The conversations database cannot be reached: {error.orig}") from None
    if not granted:
        connection.close()
        raise SettingsError(
            "Another process already serves the conversations of this database, and one of the two has no "
            "CHARLEY_REDIS_URL. Several processes need the same Redis, all of them."
        )
    _claims[url] = connection
