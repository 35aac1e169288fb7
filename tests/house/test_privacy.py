"""The data map says what the databases really hold, and the notice what the settings really are."""

import re

import pytest
import sqlalchemy as sa

from bot import privacy, settings
from bot.conversations.deliveries import Deliveries
from bot.conversations.records import Records
from bot.settings import ROOT
from bot.store.journal import Journal

PAGES = {"data-map.md": privacy.data_map, "notice.md": lambda here: privacy._MADE + privacy.notice(here)}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_fresh(name):
    assert (privacy.FOLDER / name).read_text(encoding="utf-8") == PAGES[name](settings.load({})), (
        "run: charley privacy"
    )


def test_the_map_has_each_table_and_column_that_is_in_a_real_database(tmp_path):
    records = Records(tmp_path / "conversations.sqlite")
    Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}", records.vault).close()
    Deliveries(tmp_path / "deliveries.sqlite")
    found = {}
    for database in privacy.DATABASES:
        engine = sa.create_engine(f"sqlite:///{tmp_path / database.file}", future=True)
        there = sa.inspect(engine)
        for table in set(there.get_table_names()) - {"alembic_version"}:
            found[table] = [column["name"] for column in there.get_columns(table)]
        engine.dispose()
    page = privacy.data_map(settings.load({}))
    told = {}
    for part in re.split(r"^\*\*`", page.partition("## Other files")[0], flags=re.M)[1:]:
        told[part.partition("`")[0]] = re.findall(r"^\| `(\w+)` \| .{3,} \|$", part, re.M)
    assert told == found and len(told) >= 7


def test_every_file_of_the_data_folder_is_in_the_map(tmp_path, monkeypatch):
    here = settings.load({"DATA_DIR": str(tmp_path)})
    files = {here.master_key_file, here.secret_file, here.facts_db}
    page = privacy.data_map(here)
    assert all(f"| `{file.name}` |" in page for file in files)


def test_nothing_that_a_person_said_is_kept_unsealed():
    """Every column that may hold words is bytes; text is pseudonyms and random names alone."""
    for database in privacy.DATABASES:
        for table in database.tables.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, sa.LargeBinary):
                    assert re.match("sealed|its key", column.comment)
                elif isinstance(column.type, sa.String):
                    assert re.search(
                        "pseudonym|by chance|of which reply|sealed text|which app", column.comment
                    ), column
                else:
                    assert isinstance(column.type, sa.Integer | sa.Float | sa.Boolean), column


@pytest.mark.parametrize(
    "environ, says",
    [
        ({"CHARLEY_KEEP_DAYS": "7"}, "7 days after your last message"),
        ({"CHARLEY_CONTACT": "The Clinic"}, "run by: The Clinic"),
        ({"CHARLEY_REVIEW": "on"}, "shows them single questions"),
        ({}, "shows them nothing of it"),
    ],
)
def test_the_notice_follows_the_settings(environ, says):
    assert says in privacy.notice(settings.load(environ))


def test_the_button_that_the_notice_names_is_in_the_chat():
    assert f'"{privacy._FORGET}"' in (ROOT / "widget" / "src" / "strings.ts").read_text(encoding="utf-8")
