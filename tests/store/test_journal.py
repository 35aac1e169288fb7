"""The journal keeps receipts and feedback until their conversation is forgotten, and moves by versions."""

import json
import sqlite3

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.settings import ROOT
from bot.store.journal import Journal, JournalUnavailable, metadata, upgrade

BODY = {"content": "abc", "state": {"findings": [{"concept": "diuretic"}]}, "said": []}
OTHER = {"said": []}


@pytest.fixture
def journal(journal_url, vault):
    with_tables = Journal(journal_url, vault)
    yield with_tables
    with_tables.close()


def test_a_receipt_comes_back_as_it_was_kept(journal):
    assert journal.receipt(journal.keep("api:1", BODY)) == BODY
    assert journal.receipt("unknown") is None


def test_forgetting_takes_one_conversations_receipts_and_feedback(journal, vault):
    mine = [journal.keep("api:1", BODY) for _ in range(5)]
    other = journal.keep("api:2", OTHER)
    for conversation, receipt in [*(("api:1", i) for i in mine), ("api:2", other)]:
        assert journal.judge(conversation, receipt, helpful=False)
    journal.forget("api:1")
    assert [journal.receipt(i) for i in mine] == [None] * 5
    assert journal.receipt(other) == OTHER
    assert [c for c, _ in journal.judged(helpful=False)] == [vault.name("api:2")]


def test_what_was_forgotten_is_gone_from_the_file(tmp_path, vault):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite", vault)
    for _ in range(50):
        journal.keep("api:1", BODY)
    with sqlite3.connect(tmp_path / "journal.sqlite") as reader:
        sealed = [body for (body,) in reader.execute("select body from receipt")]
    reader.close()

    def on_disk():
        return b"".join(file.read_bytes() for file in tmp_path.glob("journal.sqlite*"))

    assert len(sealed) == 50 and all(body in on_disk() for body in sealed) and b"diuretic" not in on_disk()
    journal.forget("api:1")
    assert not any(body in on_disk() for body in sealed), "while the journal is open"
    journal.close()
    assert not any(body in on_disk() for body in sealed)


def test_the_newest_word_on_a_reply_counts(journal, vault):
    first, second = journal.keep("api:1", BODY), journal.keep("api:2", OTHER)
    for helpful in (True, False):
        assert journal.judge("api:1", first, helpful)
    assert journal.judge("api:2", second, helpful=True)
    assert [[c for c, _ in journal.judged(helpful)] for helpful in (False, True)] == [
        [vault.name("api:1")],
        [vault.name("api:2")],
    ]


@pytest.mark.parametrize("conversation", ["api:2", ""])
def test_only_the_conversation_that_got_a_reply_may_judge_it(journal, conversation):
    receipt = journal.keep("api:1", BODY)
    assert not journal.judge(conversation, receipt, helpful=False)
    assert not journal.judge("api:1", "unknown", helpful=False)
    assert journal.judged(helpful=False) == []


def test_opening_twice_keeps_what_is_there(journal, journal_url, vault):
    kept = journal.keep("api:1", BODY)
    assert Journal(journal_url, vault).receipt(kept) == BODY


def test_migrations_and_tables_agree(journal_url, vault):
    upgrade(journal_url, vault)
    engine = sa.create_engine(journal_url, future=True)
    found = sa.inspect(engine)
    for table in metadata.sorted_tables:
        columns = {c["name"]: c["nullable"] for c in found.get_columns(table.name)}
        assert columns == {c.name: c.nullable for c in table.columns}
        assert {i["name"] for i in found.get_indexes(table.name)} == {i.name for i in table.indexes}
    engine.dispose()


def test_a_journal_of_the_first_version_keeps_its_receipts(journal_url, vault):
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot/store/migrations"))
    config.set_main_option("sqlalchemy.url", journal_url)
    command.upgrade(config, "0001")
    engine = sa.create_engine(journal_url, future=True)
    with engine.begin() as connection:
        old = sa.table("receipt", *(sa.column(n) for n in ("id", "conversation", "made", "body")))
        row = {"id": "old", "conversation": "api:1", "made": 1.0, "body": json.dumps(BODY)}
        connection.execute(sa.insert(old).values(row))
    engine.dispose()
    journal = Journal(journal_url, vault)
    assert journal.receipt("old") == BODY
    assert journal.judge("api:1", "old", helpful=True)


@pytest.mark.parametrize("spoil", ["folder", "garbage"])
def test_a_journal_that_cannot_be_used_says_so(tmp_path, spoil, vault):
    path = tmp_path / "journal.sqlite"
    path.mkdir() if spoil == "folder" else path.write_bytes(b"no database at all" * 99)
    with pytest.raises(JournalUnavailable, match="journal"):
        Journal(f"sqlite:///{path}", vault)


def test_a_journal_out_of_reach_says_so(vault):
    with pytest.raises(JournalUnavailable, match="journal"):
        Journal("postgresql://nobody@127.0.0.1:1/nothing", vault)
