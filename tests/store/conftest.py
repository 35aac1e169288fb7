import itertools
import os
from pathlib import Path
from shutil import copytree

import pytest
import sqlalchemy as sa

from bot.settings import ROOT
from bot.store import build, content
from tests.postgres import Missing, cluster

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def known():
    return content.load(ROOT / "content")


@pytest.fixture
def folder(tmp_path):
    """A copy of content/ to spoil."""
    return Path(copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server of this test run."""
    try:
        with cluster() as running:
            yield running
    except Missing as missing:
        if os.environ.get("CHARLEY_REQUIRE_POSTGRES"):
            pytest.fail(f"CHARLEY_REQUIRE_POSTGRES is set, but {missing}.")
        pytest.skip(f"{missing}.")


@pytest.fixture
def database(server):
    """The address of an empty database on it."""
    name = f"test_{next(NUMBERS)}"
    change(server.url(), sa.text(f"create database {name}"))
    return server.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    """A place for a facts database, in each kind of store."""
    if request.param == "sqlite":
        return tmp_path / "data" / "facts.sqlite"
    return request.getfixturevalue("database")


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_url(request, tmp_path):
    """The address of an empty journal, in each kind of store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal.sqlite"
    return request.getfixturevalue("database")


@pytest.fixture
def built(known, where):
    """A facts database of the content, in each kind of store."""
    build.build(known, where)
    return where


@pytest.fixture(scope="session")
def served(known, tmp_path_factory):
    """A facts database that no test changes."""
    path = tmp_path_factory.mktemp("served") / "facts.sqlite"
    build.build(known, path)
    return path


@pytest.fixture
def file(known, tmp_path):
    """A facts database of the content in a SQLite file."""
    path = tmp_path / "data" / "facts.sqlite"
    build.build(known, path)
    return path


def change(where, *statements):
    """Write to a database behind the library's back."""
    url = where if isinstance(where, str) else f"sqlite:///{where}"
    engine = sa.create_engine(url, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        done = [connection.execute(statement) for statement in statements]
        rows = [list(d) if d.returns_rows else [] for d in done]
    engine.dispose()
    return rows[-1]


@pytest.fixture(name="change")
def changing():
    """The function that writes to a database behind the library's back."""
    return change
