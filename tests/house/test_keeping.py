"""The commands about keys and the sweep, and which settings go together."""

import sqlite3
import time

import pytest
from typer.testing import CliRunner

from bot import cli, settings, vault
from bot.conversations import forgetting
from bot.settings import SettingsError
from bot.store.keys import read_masters
from bot.store.transactions import StoreUnavailable

DAY = 86_400.0


def run(*words):
    return CliRunner().invoke(cli.app, words)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_new_master_key_is_one_and_another_each_time():
    first, second = run("keys", "new").stdout, run("keys", "new").stdout
    assert first != second and read_masters(f"{first} {second}")


def test_the_master_key_is_changed_without_losing_a_word(data, monkeypatch):
    """From the key of the data folder to one of the operator's, step by step as the page tells."""
    records = forgetting._records()
    records.open_conversation("api:one")
    records.append("api:one", [{"event": "user"}], after=0, snapshot={"a": 1}, may_open=False)
    own, new = (data / "master.key").read_text(), run("keys", "new").stdout.strip()
    monkeypatch.setenv("CHARLEY_MASTER_KEY", f"{new} {own}")
    told = run("keys", "rotate")
    assert (told.exit_code, told.stdout) == (0, "2 keys are wrapped by the first master key.\n")
    monkeypatch.setenv("CHARLEY_MASTER_KEY", new)
    assert forgetting.Records(data / "conversations.sqlite", 1, vault.vault()).load(
        "api:one", 9
    ).snapshot == {"a": 1}
    monkeypatch.setenv("CHARLEY_MASTER_KEY", own)
    with pytest.raises(StoreUnavailable, match="CHARLEY_MASTER_KEY"):
        vault.vault()


def test_a_rotation_with_a_strange_key_changes_nothing_and_says_so(data, monkeypatch):
    forgetting._records()
    monkeypatch.setenv("CHARLEY_MASTER_KEY", run("keys", "new").stdout.strip())
    told = run("keys", "rotate")
    assert told.exit_code == 1 and "Nothing was changed" in told.output


def test_the_sweep_command_forgets_whose_time_is_over(data):
    records = forgetting._records()
    for n in range(450):  # more than one step of a sweep
        records.vault.begin(records.vault.name(f"api:{n}"))
    old = [(records.vault.name(f"api:{n}"), 0, 0, time.time() - 31 * DAY) for n in range(450)]
    connection = sqlite3.connect(data / "conversations.sqlite")
    with connection:
        connection.executemany(
            "insert into conversation (id, next_seq, session_seq, updated) values (?, ?, ?, ?)", old
        )
    connection.close()
    records.open_conversation("api:new")
    told = run("sweep")
    assert (told.exit_code, told.stdout) == (0, "450 conversations were forgotten.\n")
    assert records.exists("api:new") and not records.is_known("api:7")


def test_the_start_says_where_the_master_key_lies(data, caplog, monkeypatch):
    vault.keys(settings.load())
    assert vault.NO_MASTER_KEY in caplog.text
    caplog.clear()
    monkeypatch.setenv("CHARLEY_MASTER_KEY", (data / "master.key").read_text())
    vault.keys(settings.load())
    assert caplog.text == ""


@pytest.mark.parametrize(
    "environ, says",
    [
        ({"CHARLEY_CONVERSATIONS_URL": "postgresql://h/d"}, "needs CHARLEY_MASTER_KEY"),
        (
            {
                "CHARLEY_CONVERSATIONS_URL": "postgresql://h/d",
                "CHARLEY_KEYS_URL": "postgresql://h/d",
                "CHARLEY_MASTER_KEY": "x",
            },
            "another database",
        ),
        ({"CHARLEY_MASTER_KEY": "no key"}, "charley keys new"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(data, environ, says):
    with pytest.raises(SettingsError, match=says):
        vault.keys(settings.load({"DATA_DIR": str(data), **environ}))
