import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.store import build, places, tables
from bot.store.facts import Facts, FactsUnavailable

pytestmark = pytest.mark.slow

FILES = ["facts.sqlite", "facts.sqlite.sha256"]


def test_a_build_leaves_one_file_stamped_with_content_and_schema(file, known):
    assert sorted(p.name for p in file.parent.iterdir()) == FILES
    engine = sa.create_engine(f"sqlite:///{file}", future=True)
    with engine.connect() as connection:
        stamps = dict(connection.execute(sa.select(tables.stamp)).all())
    engine.dispose()
    assert stamps == {"content": known.digest, "schema": build.SCHEMA}


def test_a_build_replaces_the_one_before(built, known):
    build.build(replace(known, digest="new"), built)
    assert Facts(built).digest == "new"


def test_a_build_that_fails_leaves_the_old_database_and_nothing_else(built, known, change):
    twice = replace(known, digest="new", fact_list=known.fact_list * 2)
    with pytest.raises(sa.exc.IntegrityError):
        build.build(twice, built)
    if isinstance(built, str):
        assert schemas(change, built) == [f"facts_{known.digest}_{build.SCHEMA}"]
    else:
        assert sorted(p.name for p in built.parent.iterdir()) == FILES
    assert Facts(built, expected=known.digest).facts("prevention")


def test_what_a_killed_build_left_behind_is_no_hindrance(file, known):
    file.with_name(f"facts.sqlite.{os.getpid()}.building").write_bytes(b"half")
    build.build(replace(known, digest="new"), file)
    assert Facts(file).digest == "new"
    assert sorted(p.name for p in file.parent.iterdir()) == FILES


def test_a_folder_that_cannot_be_made_is_an_os_error(known, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        build.build(known, tmp_path / "file" / "facts.sqlite")


@pytest.mark.parametrize("name", ["plain", "with space", "50% & more?", "hash#tag", "ümlaut"])
def test_any_folder_name_will_do(known, tmp_path, name):
    path = tmp_path / name / "facts.sqlite"
    build.build(known, path)
    assert Facts(path, expected=known.digest).facts("prevention")
    assert sorted(p.name for p in path.parent.iterdir()) == FILES


def reworded(known, words, digest=None):
    """The content with every plain sentence replaced."""
    facts = tuple(replace(f, plain=words) for f in known.fact_list)
    return replace(known, digest=digest or known.digest, fact_list=facts)


def schemas(change, where):
    """The builds that a PostgreSQL server has, listed and not."""
    found = change(
        where, sa.text("select nspname from pg_namespace where nspname like 'facts\\_%' order by 1")
    )
    return [row.nspname for row in found]


def test_an_open_library_goes_on_with_the_content_it_was_opened_with(built, known):
    before = Facts(built)
    build.build(reworded(known, "New words.", "new"), built)
    assert before.digest == known.digest
    assert "New words." not in {f.plain for f in before.facts("prevention")}
    assert {f.plain for f in Facts(built).facts("prevention")} == {"New words."}


def test_readers_keep_the_old_build_while_a_new_one_is_being_written(built, known):
    reader = Facts(built)
    with places.at(built).building("new") as connection:
        tables.metadata.create_all(connection)
        assert reader.facts("prevention") and reader.search("quinine")
        assert Facts(built, known.digest).rules == known.rules


def test_postgresql_keeps_the_last_two_builds_and_finds_each_by_its_digest(database, known, change):
    for digest in ("one", "two", "three"):
        build.build(reworded(known, digest, digest), database)
    assert schemas(change, database) == [f"facts_{d}_{build.SCHEMA}" for d in ("three", "two")]
    assert {Facts(database, d).facts("prevention")[0].plain for d in ("two", "three")} == {"two", "three"}
    with pytest.raises(FactsUnavailable, match=r"other content \(three, now one\)"):
        Facts(database, "one")


def test_postgresql_lets_an_open_library_answer_after_its_build_was_built_again(database, known, change):
    build.build(known, database)
    reader = Facts(database, known.digest)
    for _ in range(3):
        build.build(known, database)
        assert reader.facts("prevention") == Facts(database, known.digest).facts("prevention")
    assert schemas(change, database) == [f"facts_{known.digest}_{build.SCHEMA}"]


def test_postgresql_drops_no_schema_that_it_did_not_make(database, known, change):
    change(database, sa.text("create schema facts_of_ours"))
    for digest in ("one", "two", "three"):
        build.build(replace(known, digest=digest), database)
    assert "facts_of_ours" in schemas(change, database)


def test_builders_at_the_same_time_take_turns_on_postgresql(database, known):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda d: build.build(replace(known, digest=d), database), ("one", "two", "two")))
    assert {Facts(database, d).digest for d in ("one", "two")} == {"one", "two"}


def test_a_digest_that_could_be_sql_is_refused(database, known):
    with pytest.raises(ValueError, match="is no digest"):
        build.build(replace(known, digest='x"; drop schema facts'), database)
