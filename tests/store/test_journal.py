"""The journal keeps receipts until their conversation is forgotten, and moves by versions."""

import sqlite3

import pytest

from bot.store.journal import Journal, JournalUnavailable, upgrade

BODY = {"content": "abc", "state": {"findings": [{"concept": "diuretic"}]}, "said": []}


def test_a_receipt_comes_back_as_it_was_kept(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    assert journal.receipt(journal.keep("api:1", BODY)) == BODY
    assert journal.receipt("unknown") is None


def test_forgetting_takes_one_conversations_receipts_from_the_file(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(f"sqlite:///{path}")
    mine = [journal.keep("api:1", BODY) for _ in range(50)]
    other = journal.keep("api:2", {"said": []})
    journal.forget("api:1")
    assert [journal.receipt(i) for i in mine] == [None] * 50
    assert journal.receipt(other) == {"said": []}
    journal.close()
    assert all(b"diuretic" not in p.read_bytes() for p in tmp_path.iterdir())


def test_opening_twice_keeps_what_is_there(tmp_path):
    url = f"sqlite:///{tmp_path}/journal.sqlite"
    kept = Journal(url).keep("api:1", BODY)
    assert Journal(url).receipt(kept) == BODY


def test_an_empty_database_is_brought_to_the_newest_version(tmp_path):
    path = tmp_path / "journal.sqlite"
    upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        tables = {
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        }
        assert tables >= {"receipt", "alembic_version"}
        assert connection.execute("select version_num from alembic_version").fetchone() == ("0001",)


@pytest.mark.parametrize("spoil", ["folder", "garbage"])
def test_a_journal_that_cannot_be_used_says_so(tmp_path, spoil):
    path = tmp_path / "journal.sqlite"
    path.mkdir() if spoil == "folder" else path.write_bytes(b"no database at all" * 99)
    with pytest.raises(JournalUnavailable, match="journal"):
        Journal(f"sqlite:///{path}")
