"""Forgetting: one person everywhere, when they ask; everybody, when their time is over.

Every door that forgets goes through `forget`: the API, the website, the talk itself, the sweep.
"""

from __future__ import annotations

import logging
import time
from functools import lru_cache

from bot import settings
from bot.conversations.records import Records, StoreUnavailable, shared
from bot.store.journal import Journal, JournalUnavailable
from bot.vault import vault

logger = logging.getLogger(__name__)

_DAY = 86_400.0


@lru_cache(maxsize=8)
def journal(url: str) -> Journal:
    """The one `Journal` of this process for a database.

    Raises:
        JournalUnavailable: it cannot be opened.
    """
    return Journal(url, vault())


def forget(conversation: str) -> None:
    """Forget a conversation everywhere: its words, what it carried, replies, receipts, feedback, its key,
    and what this process remembers. Call it while no turn of the conversation runs.

    Asked again after a failure it goes on where it failed; the sweep does so by itself.

    Raises:
        StoreUnavailable: something of it may still be readable.
    """
    records = _records()
    _from_journal([records.vault.name(conversation)])
    records.forget(conversation)


def sweep(now: float | None = None) -> int:
    """Forget some of those whose last turn is longer ago than `CHARLEY_KEEP_DAYS`, and finish what was
    begun to be forgotten; how many there were. Call it until there are none. A clock that leapt by more
    than two days is not believed for a day (`leaps`).

    Raises:
        StoreUnavailable: some may still be readable; the next sweep tries again.
    """
    now = time.time() if now is None else now
    records = _records()
    names = records.outlived(settings.load().keep_days * _DAY, now)
    _from_journal(names)
    if names:
        records.finish_forgetting(names)
        logger.info("%d conversations were forgotten: their time was over", len(names))
    return len(names)


def _records() -> Records:
    here = settings.load()
    return shared(here.conversations_db, here.sqlite_wait)


def _from_journal(names: list[str]) -> None:
    try:
        journal(settings.load().journal).forget_named(names)
    except JournalUnavailable as error:
        raise StoreUnavailable(f"Receipts could not be forgotten: {error}") from None
