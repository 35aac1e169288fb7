"""Connections to a SQLite file that stay open from one transaction to the next.

Opening one, with its PRAGMAs, and writing the log back when the last one closes cost more than a
transaction does. A connection is used again only while it is sure to be as good as a new one: in the
process that opened it, over the very file that it opened, and after nothing went wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

OPTIONS: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 5, "max_overflow": -1, "pool_use_lifo": True}
"""For `create_engine`: as many connections as are used at once, five of them kept. In one event loop that
is one; threads that sweep or forget have their own."""

_OF_OTHERS: list[Any] = []
"""What a parent process opened: never closed here, as SQLite would take itself for the last to close."""

_Mark = tuple[int, ...]


def mark(path: Path) -> _Mark:
    """What tells the files from others put in their place, from altered ones (written by anyone but through
    the log), and from those whose rights were changed. Empty where the database is not there.

    A connection of another process, or our own, that writes the log back into the file changes it too: that
    is one opening in some hundred turns.
    """
    try:
        file, log = os.stat(path), os.stat(f"{path}-wal")
    except OSError:
        return ()
    return file.st_dev, file.st_ino, file.st_ctime_ns, file.st_mode, log.st_ino


def keep_open(engine: sa.engine.Engine, path: Path, wait: Callable[[], float]) -> None:
    """Have an engine made with `OPTIONS` look at each connection before it uses it again.

    Args:
        engine: of one SQLite file.
        path: the file.
        wait: seconds to wait for a lock, asked for each transaction.
    """

    def taken(connection: Any, record: Any, _: Any) -> None:
        known = record.info
        if "mark" in known and (known["process"] != os.getpid() or not known["mark"] == mark(path) != ()):
            if known["process"] != os.getpid():
                _OF_OTHERS.append(connection)
                record.dbapi_connection = None
            raise sa.exc.DisconnectionError("The file is another, or this process is")
        known["process"] = os.getpid()
        if known.get("wait") != (now := wait()):
            connection.execute(f"PRAGMA busy_timeout = {round(now * 1000)}")
            known["wait"] = now

    def given_back(connection: Any, record: Any) -> None:
        record.info["mark"] = mark(path)

    def went_wrong(context: Any) -> None:
        context.is_disconnect = True

    sa.event.listen(engine, "checkout", taken)
    sa.event.listen(engine, "checkin", given_back)
    sa.event.listen(engine, "handle_error", went_wrong)
