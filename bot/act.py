"""The bootstrap of the action server: settings and the facts database, nothing of Rasa or spaCy."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from bot import checksums, settings
from bot.store import content
from bot.store.content import ContentError
from bot.store.facts import Facts, FactsUnavailable


@lru_cache(maxsize=1)
def facts() -> Facts:
    """The library of this process, opened once.

    Raises:
        FactsUnavailable: it is missing, unreadable or stale; the text says what to do.
        ContentError: content/ cannot be read.
    """
    here = settings.load()
    if isinstance(here.facts, Path) and here.facts.exists() and checksums.is_whole(here.facts) is not True:
        raise FactsUnavailable(
            f"The facts database {here.facts} is not what was built. Run: charley content build --force"
        )
    return Facts(here.facts, expected=content.digest(here.content_dir), lowest_status=here.lowest_status)


def facts_anew() -> Facts:
    """The library opened again, after what was open could no longer be read.

    Raises:
        FactsUnavailable, ContentError: as `facts` does.
    """
    facts.cache_clear()
    return facts()


def facts_or_exit() -> Facts:
    """The library, or the end of the process with one clear line on standard error."""
    try:
        return facts()
    except (FactsUnavailable, ContentError, settings.SettingsError) as error:
        sys.exit(str(error))
