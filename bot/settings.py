"""Environment to one frozen `Settings`; the only reader of os.environ."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import overload

from bot.core.model import SAYABLE

ROOT = Path(__file__).resolve().parent.parent

Network = IPv4Network | IPv6Network

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?|https?://\[[0-9a-f:]+\](:[0-9]+)?")
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?|https?://\[[0-9a-f:]+\](:[0-9]+)?/?"
)

COUNTRIES: Mapping[str, str] = {"US": "911", "UK": "999", "EU": "112"}


class SettingsError(ValueError):
    """A setting that cannot be used: which one, its value, and what it may be."""

    wordless = True


@dataclass(frozen=True)
class Settings:
    """Everything that an operator may set. Every field is documented in docs/settings.md."""

    data_dir: Path
    content_dir: Path
    port: int = 5005
    actions_port: int = 5055
    country: str | None = None
    contact: str | None = None
    lowest_status: str = "under_review"
    secret: str | None = field(default=None, repr=False)
    journal_url: str | None = None
    conversations_url: str | None = None
    keys_url: str | None = None
    master_key: str | None = None
    keep_days: int = 30
    facts_url: str | None = None
    rate_burst: int = 100
    rate_per_second: float = 50.0
    pending_messages: int = 20
    sqlite_wait: float = 1.0
    encoder: str | None = None
    review: str = "off"
    widget_origins: tuple[str, ...] = ()
    diary_days: int = 365
    public_url: str | None = None
    telegram_token: str | None = field(default=None, repr=False)
    telegram_api: str = "https://api.telegram.org"
    twilio_account: str | None = None
    twilio_token: str | None = field(default=None, repr=False)
    twilio_api: str = "https://api.twilio.com"
    slack_token: str | None = field(default=None, repr=False)
    slack_secret: str | None = field(default=None, repr=False)
    slack_api: str = "https://slack.com"
    messenger_token: str | None = field(default=None, repr=False)
    messenger_secret: str | None = field(default=None, repr=False)
    messenger_verify: str | None = field(default=None, repr=False)
    messenger_api: str = "https://graph.facebook.com/v21.0"
    redis_url: str | None = None
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    proxies: tuple[Network, ...] = ()
    address_burst: int = 300
    address_per_second: float = 50.0
    connections: int = 2000
    forks: int = 1

    @property
    def facts_db(self) -> Path:
        """The built facts database: a product of content/, thrown away freely."""
        return self.data_dir / "facts.sqlite"

    @property
    def journal(self) -> str:
        """Where receipts are kept, as an SQLAlchemy URL."""
        return self.journal_url or f"sqlite:///{self.data_dir / 'journal.sqlite'}"

    @property
    def facts(self) -> Path | str:
        """Where the facts are: an SQLAlchemy URL, or the file of the data directory."""
        return self.facts_url or self.facts_db

    @property
    def conversations_db(self) -> Path | str:
        """The conversations, kept until they are forgotten: a file, or an SQLAlchemy URL."""
        return self.conversations_url or self.data_dir / "conversations.sqlite"

    @property
    def keys_db(self) -> Path | str:
        """The wrapped keys of conversations: a file, or an SQLAlchemy URL."""
        return self.keys_url or self.data_dir / "keys.sqlite"

    @property
    def master_key_file(self) -> Path:
        """Where the master key is kept when the environment gives none."""
        return self.data_dir / "master.key"

    @property
    def deliveries_db(self) -> Path | str:
        """What messaging apps delivered, and what still goes back to them: no words, no readable names;
        beside the conversations where an address names their database."""
        return self.conversations_url or self.data_dir / "deliveries.sqlite"

    @property
    def secret_file(self) -> Path:
        """Where the signing secret is kept when the environment gives none."""
        return self.data_dir / "secret.key"

    @property
    def telegram_hook(self) -> str | None:
        """What Telegram sends with every update, so that nobody else's is taken: made from the bot's token,
        which only the bot and Telegram know."""
        if self.telegram_token is None:
            return None
        return hmac.new(self.telegram_token.encode(), b"charley-telegram-1", "sha256").hexdigest()


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a value cannot be used.
    """
    env = os.environ if environ is None else environ
    port = _whole(env, "PORT", 5005, 1, 65535)
    return Settings(
        data_dir=Path(env.get("DATA_DIR") or ROOT / ".charley").absolute(),
        content_dir=Path(env.get("CHARLEY_CONTENT_DIR") or ROOT / "content").absolute(),
        port=port,
        actions_port=_whole(env, "ACTIONS_PORT", port + 50, 1, 65535),
        country=_country(env.get("CHARLEY_COUNTRY")),
        contact=env.get("CHARLEY_CONTACT") or None,
        lowest_status=_one_of(env, "CHARLEY_LOWEST_STATUS", SAYABLE, "under_review"),
        journal_url=env.get("CHARLEY_JOURNAL_URL") or None,
        conversations_url=env.get("CHARLEY_CONVERSATIONS_URL") or None,
        keys_url=env.get("CHARLEY_KEYS_URL") or None,
        master_key=env.get("CHARLEY_MASTER_KEY") or None,
        keep_days=_whole(env, "CHARLEY_KEEP_DAYS", 30, 1, 3650),
        facts_url=env.get("CHARLEY_FACTS_URL") or None,
        secret=env.get("CHARLEY_SECRET") or None,
        rate_burst=_whole(env, "CHARLEY_RATE_BURST", 100, 1, 100_000),
        rate_per_second=_whole(env, "CHARLEY_RATE_PER_SECOND", 50, 1, 100_000),
        pending_messages=_whole(env, "CHARLEY_PENDING_MESSAGES", 20, 1, 1000),
        sqlite_wait=_whole(env, "CHARLEY_SQLITE_WAIT_MS", 1000, 0, 10_000) / 1000,
        encoder=env.get("CHARLEY_ENCODER") or None,
        review=_one_of(env, "CHARLEY_REVIEW", ("off", "on"), "off"),
        diary_days=_whole(env, "CHARLEY_DIARY_DAYS", 365, 1, 3650),
        widget_origins=_origins(env, "CHARLEY_WIDGET_ORIGINS"),
        public_url=_address(env, "CHARLEY_PUBLIC_URL", None),
        telegram_token=env.get("CHARLEY_TELEGRAM_TOKEN") or None,
        telegram_api=_address(env, "CHARLEY_TELEGRAM_API", Settings.telegram_api),
        twilio_account=env.get("CHARLEY_TWILIO_ACCOUNT") or None,
        twilio_token=env.get("CHARLEY_TWILIO_TOKEN") or None,
        twilio_api=_address(env, "CHARLEY_TWILIO_API", Settings.twilio_api),
        slack_token=env.get("CHARLEY_SLACK_TOKEN") or None,
        slack_secret=env.get("CHARLEY_SLACK_SECRET") or None,
        slack_api=_address(env, "CHARLEY_SLACK_API", Settings.slack_api),
        messenger_token=env.get("CHARLEY_MESSENGER_TOKEN") or None,
        messenger_secret=env.get("CHARLEY_MESSENGER_SECRET") or None,
        messenger_verify=env.get("CHARLEY_MESSENGER_VERIFY") or None,
        messenger_api=_address(env, "CHARLEY_MESSENGER_API", Settings.messenger_api),
        redis_url=env.get("CHARLEY_REDIS_URL") or None,
        metrics_port=_whole(env, "CHARLEY_METRICS_PORT", 0, 1, 65535) or None,
        metrics_host=env.get("CHARLEY_METRICS_HOST") or "127.0.0.1",
        proxies=_networks(env, "CHARLEY_PROXIES"),
        address_burst=_whole(env, "CHARLEY_ADDRESS_BURST", 300, 1, 100_000),
        address_per_second=_whole(env, "CHARLEY_ADDRESS_PER_SECOND", 50, 1, 100_000),
        connections=_whole(env, "CHARLEY_CONNECTIONS", 2000, 1, 100_000),
        forks=_whole(env, "SANIC_WORKERS", 1, 1, 1000),
    )


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name)
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise SettingsError(f"{name}={raw!r} cannot be used: give a whole number from {low} to {high}.")
    return value


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise SettingsError(f"{name}={value!r} is not known: give one of {', '.join(allowed)}.")
    return value


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The web origins that a variable lists, as browsers write them."""
    given = (env.get(name) or "").split()
    for origin in given:
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{name}: {origin!r} is no origin: give scheme and host, as https://www.example.org."
            )
    return tuple(given)


@overload
def _address(env: Mapping[str, str], name: str, default: str) -> str: ...


@overload
def _address(env: Mapping[str, str], name: str, default: None) -> str | None: ...


def _address(env: Mapping[str, str], name: str, default: str | None) -> str | None:
    """The web address that a variable gives, without a slash at its end."""
    given = env.get(name)
    if given and not _ADDRESS.fullmatch(given):
        raise SettingsError(
            f"{name}: {given!r} is no address: give scheme and host, as https://charley.example."
        )
    return given.rstrip("/") if given else default


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    """The networks that a variable lists."""
    try:
        return tuple(ip_network(given) for given in (env.get(name) or "").split())
    except ValueError as error:
        raise SettingsError(f"{name}: {error}. Give addresses or networks, as 10.0.0.0/24.") from None


def _country(raw: str | None) -> str | None:
    if not raw:
        return None
    name = {"GB": "UK"}.get(raw.upper(), raw.upper())
    if name not in COUNTRIES:
        raise SettingsError(f"CHARLEY_COUNTRY={raw!r} is not known: give one of {', '.join(COUNTRIES)}.")
    return name
