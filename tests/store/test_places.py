"""Where the facts are: what cannot be used is refused in one sentence that says why and what to do."""

import re

import pytest
import sqlalchemy as sa

from bot.store import build, tables
from bot.store.facts import Facts, FactsUnavailable
from tests.postgres import cluster

pytestmark = pytest.mark.slow


def refusal(where, expected=None):
    with pytest.raises(FactsUnavailable) as caught:
        Facts(where, expected=expected)
    said = str(caught.value)
    assert "\n" not in said
    return said


def renumbered(where, change, number):
    """A database that says its tables have another number."""
    if isinstance(where, str):
        change(where, sa.text(f"update facts.build set tables = '{number}'"))
    else:
        stamp = tables.stamp
        change(where, sa.update(stamp).where(stamp.c.name == "schema").values(value=number))


def test_other_content_is_told_with_both_digests(built, known):
    said = refusal(built, "0123456789abcdef")
    assert f"other content ({known.digest}, now 0123456789abcdef)" in said and "charley content build" in said


def test_tables_of_another_version_are_told_with_both_numbers(built, known, change):
    renumbered(built, change, "2")
    for expected in (None, known.digest):
        said = refusal(built, expected)
        assert f"number 2, now {tables.SCHEMA})" in said and "charley content build" in said


def test_another_version_of_the_code_builds_beside_the_old_one(built, known, change):
    renumbered(built, change, "2")
    build.build(known, built)
    assert Facts(built, known.digest).rules == known.rules


def test_a_place_without_a_build_is_told(where):
    said = refusal(where, "0123456789abcdef")
    assert re.search("does not exist|holds no build", said) and "charley content build" in said


def test_a_server_that_is_down_is_told_and_its_password_is_not(known):
    where = "postgresql://charley:hush@127.0.0.1:1/facts?connect_timeout=2&password=hush"
    said = refusal(where)
    assert "cannot be reached" in said and "CHARLEY_FACTS_URL" in said and "127.0.0.1" in said
    assert "hush" not in said
    with pytest.raises(FactsUnavailable, match="cannot be reached"):
        build.build(known, where)


def test_a_database_that_the_server_does_not_have_is_told(server):
    said = refusal(server.url("nowhere"))
    assert '"nowhere" does not exist' in said


def test_a_user_who_may_not_build_is_told(server, database, known, change):
    change(database, sa.text("drop role if exists guest"), sa.text("create role guest login"))
    with pytest.raises(FactsUnavailable, match="permission denied"):
        build.build(known, database.replace("charley@", "guest@"))


@pytest.mark.parametrize(
    "where",
    [
        "",
        "nonsense",
        "postgresql://",
        "postgresql://h:port/db",
        "mysql://h/db",
        "sqlite://",
        "postgres://h/db",
    ],
)
def test_an_address_that_names_no_database_is_told_and_not_shown(where):
    said = refusal(where)
    assert "CHARLEY_FACTS_URL" in said and "Correct it." in said


def test_an_address_may_name_a_file(known, tmp_path):
    path = tmp_path / "facts.sqlite"
    build.build(known, f"sqlite:///{path}")
    assert Facts(path, known.digest).digest == Facts(f"sqlite:///{path}", known.digest).digest


def test_a_library_survives_a_restart_of_the_server_and_tells_when_it_is_down(server, known):
    with cluster() as own:  # a server of its own: others go on using the shared one
        build.build(known, own.url())
        library = Facts(own.url(), known.digest)
        before = library.facts("prevention")
        own.stop()
        with pytest.raises(FactsUnavailable, match="cannot be reached"):
            library.facts("prevention")
        own.start()
        assert library.facts("prevention") == before
        library.close()


def test_a_library_whose_build_was_dropped_says_so(database, known, change):
    build.build(known, database)
    library = Facts(database, known.digest)
    change(database, sa.text(f"drop schema facts_{known.digest}_{tables.SCHEMA} cascade"))
    with pytest.raises(FactsUnavailable, match="does not exist.*charley content build"):
        library.facts("prevention")
