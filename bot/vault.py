"""The one vault of a process: by the master key of the environment, or by one kept in the data folder."""

from __future__ import annotations

import logging
from functools import lru_cache

from bot import settings
from bot.settings import Settings, SettingsError
from bot.store.keys import Keys, MasterKeyError, own_master, read_masters
from bot.store.transactions import StoreUnavailable
from bot.store.vault import Vault

logger = logging.getLogger(__name__)

NO_MASTER_KEY = (
    "CHARLEY_MASTER_KEY is not set: the key that seals what people say lies beside it in the data folder, "
    "so whoever can read that folder can read what they said."
)


def vault() -> Vault:
    """The vault of this process, opened once.

    Raises:
        SettingsError: the settings do not go together.
        StoreUnavailable: its keys cannot be had.
    """
    return _opened(settings.load())


@lru_cache(maxsize=8)
def _opened(here: Settings) -> Vault:
    return Vault(keys(here))


def keys(here: Settings) -> Keys:
    """The database of keys by these settings.

    Raises:
        SettingsError, StoreUnavailable: as `vault` does.
    """
    if here.keys_url and here.keys_url in (here.conversations_url, here.journal_url):
        raise SettingsError("CHARLEY_KEYS_URL must name another database than the one that it protects.")
    if here.conversations_url and not here.master_key:
        raise SettingsError(
            "CHARLEY_CONVERSATIONS_URL needs CHARLEY_MASTER_KEY: make one with `charley keys new`."
        )
    if not here.master_key:
        logger.warning(NO_MASTER_KEY)
    try:
        masters = read_masters(here.master_key or own_master(here.master_key_file))
    except MasterKeyError as error:
        raise SettingsError(str(error)) from None
    except OSError as error:
        raise StoreUnavailable(
            f"The master key {here.master_key_file} cannot be used: {error.strerror}"
        ) from None
    return Keys(here.keys_db, masters, here.sqlite_wait)
