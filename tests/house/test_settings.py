"""docs/settings.md against bot/settings.py, and what a setting may be."""

import ast
import dataclasses
import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot import settings
from bot.settings import ROOT, Settings, SettingsError

TABLE = re.findall(
    r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "settings.md").read_text(), re.M
)
OTHERS = {
    "DATA_DIR": ("/elsewhere", Path("/elsewhere")),
    "CHARLEY_CONTENT_DIR": ("/elsewhere", Path("/elsewhere")),
    "PORT": ("6001", 6001),
    "ACTIONS_PORT": ("6002", 6002),
    "CHARLEY_COUNTRY": ("gb", "UK"),
    "CHARLEY_CONTACT": ("someone", "someone"),
    "CHARLEY_LOWEST_STATUS": ("approved", "approved"),
    "CHARLEY_JOURNAL_URL": ("sqlite:///elsewhere", "sqlite:///elsewhere"),
    "CHARLEY_CONVERSATIONS_URL": ("postgresql://elsewhere/talks", "postgresql://elsewhere/talks"),
    "CHARLEY_KEYS_URL": ("postgresql://elsewhere/keys", "postgresql://elsewhere/keys"),
    "CHARLEY_MASTER_KEY": ("one two", "one two"),
    "CHARLEY_KEEP_DAYS": ("7", 7),
    "CHARLEY_FACTS_URL": ("postgresql://elsewhere/facts", "postgresql://elsewhere/facts"),
    "CHARLEY_SECRET": ("hush", "hush"),
    "CHARLEY_RATE_BURST": ("7", 7),
    "CHARLEY_RATE_PER_SECOND": ("7", 7),
    "CHARLEY_PENDING_MESSAGES": ("7", 7),
    "CHARLEY_SQLITE_WAIT_MS": ("250", 0.25),
    "CHARLEY_ENCODER": ("/elsewhere", "/elsewhere"),
    "CHARLEY_REVIEW": ("on", "on"),
    "CHARLEY_DIARY_DAYS": ("30", 30),
    "CHARLEY_WIDGET_ORIGINS": (
        "https://a.example http://b.example:81",
        ("https://a.example", "http://b.example:81"),
    ),
    "CHARLEY_PUBLIC_URL": ("https://charley.example/", "https://charley.example"),
    "CHARLEY_TELEGRAM_TOKEN": ("1:a", "1:a"),
    "CHARLEY_TWILIO_ACCOUNT": ("AC1", "AC1"),
    "CHARLEY_TWILIO_TOKEN": ("hush", "hush"),
    "CHARLEY_SLACK_TOKEN": ("xoxb-1", "xoxb-1"),
    "CHARLEY_SLACK_SECRET": ("hush", "hush"),
    "CHARLEY_MESSENGER_TOKEN": ("hush", "hush"),
    "CHARLEY_MESSENGER_SECRET": ("hush", "hush"),
    "CHARLEY_MESSENGER_VERIFY": ("word", "word"),
    **{
        f"CHARLEY_{app}_API": ("http://127.0.0.1:81/api", "http://127.0.0.1:81/api")
        for app in ("TELEGRAM", "TWILIO", "SLACK", "MESSENGER")
    },
    "CHARLEY_REDIS_URL": ("redis://elsewhere", "redis://elsewhere"),
    "CHARLEY_METRICS_PORT": ("9100", 9100),
    "CHARLEY_METRICS_HOST": ("10.0.0.1", "10.0.0.1"),
    "CHARLEY_PROXIES": ("10.0.0.0/24 ::2", (ip_network("10.0.0.0/24"), ip_network("::2"))),
    "CHARLEY_ADDRESS_BURST": ("7", 7),
    "CHARLEY_ADDRESS_PER_SECOND": ("7", 7),
    "CHARLEY_CONNECTIONS": ("7", 7),
    "SANIC_WORKERS": ("2", 2),
}
NUMBERS = (
    "PORT",
    "ACTIONS_PORT",
    *(
        n
        for n in OTHERS
        if n.startswith(("CHARLEY_RATE", "CHARLEY_PENDING", "CHARLEY_DIARY", "CHARLEY_A", "CHARLEY_CONN"))
    ),
)


def read_in_source():
    """The names of the environment variables that bot/settings.py reads."""
    tree = ast.parse((ROOT / "bot" / "settings.py").read_text())
    first_words = (n.args for n in ast.walk(tree) if isinstance(n, ast.Call))
    strings = (a.value for args in first_words for a in args if isinstance(a, ast.Constant))
    return {s for s in strings if isinstance(s, str) and re.fullmatch(r"[A-Z][A-Z_]+", s)}


def test_every_setting_and_every_variable_is_in_the_table_once():
    assert [row[0] for row in TABLE] == [f.name for f in dataclasses.fields(Settings)]
    assert sorted(row[1] for row in TABLE) == sorted(read_in_source()) == sorted(OTHERS)


@pytest.mark.parametrize("name, variable, default, meaning", TABLE, ids=[row[0] for row in TABLE])
def test_the_table_says_what_a_variable_sets(name, variable, default, meaning):
    value, expected = OTHERS[variable]
    unset, given = settings.load({}), settings.load({variable: value})
    assert getattr(given, name) == expected != getattr(unset, name)
    follows = {"actions_port"} if name == "port" else set()
    changed = {f for f, v in vars(given).items() if v != getattr(unset, f)}
    assert changed - follows == {name}
    assert settings.load({variable: ""}) == unset


@pytest.mark.parametrize("name, variable, default, meaning", TABLE, ids=[row[0] for row in TABLE])
def test_the_table_says_the_default(name, variable, default, meaning):
    value = getattr(settings.load({}), name)
    told = {
        "data_dir": "`.charley` in the project",
        "content_dir": "`content` in the project",
        "actions_port": "`PORT` + 50",
        "widget_origins": "none",
        "proxies": "none",
        "sqlite_wait": f"`{settings.load({}).sqlite_wait * 1000:.0f}`",
    }
    assert default == told.get(name, "unset" if value is None else f"`{value}`")


def test_the_fields_defaults_are_those_of_an_empty_environment():
    assert settings.load({}) == Settings(ROOT / ".charley", ROOT / "content")


@pytest.mark.parametrize("variable", NUMBERS)
@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "99999999"])
def test_a_number_that_cannot_be_used_is_refused_by_name(variable, value):
    with pytest.raises(SettingsError, match=rf"^{variable}='{re.escape(value)}'"):
        settings.load({variable: value})


def test_a_country_without_a_number_is_refused_with_those_that_have_one():
    with pytest.raises(SettingsError, match=r"CHARLEY_COUNTRY='Atlantis'.*US, UK, EU"):
        settings.load({"CHARLEY_COUNTRY": "Atlantis"})


@pytest.mark.parametrize(
    "origin",
    ["example.org", "https://example.org/", "https://example.org/page", "*", "https://*.example.org"],
)
def test_what_is_no_origin_is_refused_and_shown(origin):
    with pytest.raises(SettingsError, match=rf"^CHARLEY_WIDGET_ORIGINS: '{re.escape(origin)}' is no origin"):
        settings.load({"CHARLEY_WIDGET_ORIGINS": f"https://a.example {origin}"})


@pytest.mark.parametrize("address", ["charley.example", "ftp://x", "https://x/?a=b", "https://x y"])
def test_what_is_no_address_is_refused_and_shown(address):
    with pytest.raises(SettingsError, match=rf"^CHARLEY_PUBLIC_URL: '{re.escape(address)}' is no address"):
        settings.load({"CHARLEY_PUBLIC_URL": address})


def test_secrets_are_not_printed_with_the_settings():
    secret = [v for v in OTHERS if v.endswith(("SECRET", "TOKEN", "VERIFY"))]
    assert len(secret) == 8
    assert "canary" not in repr(settings.load({v: "canary" for v in secret}))


def test_relative_folders_are_made_absolute():
    given = settings.load({"DATA_DIR": "data", "CHARLEY_CONTENT_DIR": "words"})
    assert given.data_dir.is_absolute() and given.content_dir.is_absolute()
    assert {given.facts_db.parent, given.conversations_db.parent, given.secret_file.parent} == {
        given.data_dir
    }
    assert given.facts_db != given.conversations_db


def test_a_proxy_that_is_no_address_is_refused_with_an_example():
    with pytest.raises(SettingsError, match=r"CHARLEY_PROXIES: 'nginx' .*10\.0\.0\.0/24"):
        settings.load({"CHARLEY_PROXIES": "nginx"})
