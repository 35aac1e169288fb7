import os
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.store import build, tables
from bot.store.facts import Facts


def test_a_build_leaves_one_file_stamped_with_content_and_schema(built, known):
    assert [p.name for p in built.parent.iterdir()] == ["facts.sqlite"]
    engine = sa.create_engine(f"sqlite:///{built}", future=True)
    with engine.connect() as connection:
        stamps = dict(connection.execute(sa.select(tables.stamp)).all())
    engine.dispose()
    assert stamps == {"content": known.digest, "schema": build.SCHEMA}


def test_a_build_replaces_the_one_before(built, known):
    build.build(replace(known, digest="new"), built)
    assert Facts(built).digest == "new"


def test_a_build_that_fails_leaves_the_old_database_and_nothing_else(built, known):
    twice = replace(known, digest="new", fact_list=known.fact_list * 2)
    with pytest.raises(sa.exc.IntegrityError):
        build.build(twice, built)
    assert [p.name for p in built.parent.iterdir()] == ["facts.sqlite"]
    assert Facts(built, expected=known.digest).facts("prevention")


def test_what_a_killed_build_left_behind_is_no_hindrance(built, known):
    built.with_name(f"facts.sqlite.{os.getpid()}.building").write_bytes(b"half")
    build.build(replace(known, digest="new"), built)
    assert Facts(built).digest == "new"
    assert [p.name for p in built.parent.iterdir()] == ["facts.sqlite"]


def test_a_folder_that_cannot_be_made_is_an_os_error(known, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        build.build(known, tmp_path / "file" / "facts.sqlite")


@pytest.mark.parametrize("name", ["plain", "with space", "50% & more?", "hash#tag", "ümlaut"])
def test_any_folder_name_will_do(known, tmp_path, name):
    path = tmp_path / name / "facts.sqlite"
    build.build(known, path)
    assert Facts(path, expected=known.digest).facts("prevention")
    assert [p.name for p in path.parent.iterdir()] == ["facts.sqlite"]


def test_an_open_library_goes_on_with_the_content_it_was_opened_with(built, known):
    before = Facts(built)
    changed = tuple(replace(f, plain="New words.") for f in known.fact_list)
    build.build(replace(known, digest="new", fact_list=changed), built)
    assert before.digest == known.digest
    assert "New words." not in {f.plain for f in before.facts("prevention")}
    assert {f.plain for f in Facts(built).facts("prevention")} == {"New words."}
