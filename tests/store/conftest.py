from pathlib import Path
from shutil import copytree

import pytest

from bot.settings import ROOT
from bot.store import build
from bot.store.vault import Vault
from tests.databases import change


@pytest.fixture
def folder(tmp_path):
    """A copy of content/ to spoil."""
    return Path(copytree(ROOT / "content", tmp_path / "content"))


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
def vault(tmp_path):
    """What seals, its keys in files of their own."""
    made = Vault.beside(tmp_path / "keys" / "any")
    yield made
    made.close()


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


@pytest.fixture(name="change")
def changing():
    """The function that writes to a database behind the library's back."""
    return change
