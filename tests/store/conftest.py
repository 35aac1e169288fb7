from pathlib import Path
from shutil import copytree

import pytest

from bot.settings import ROOT
from bot.store import build, content


@pytest.fixture(scope="session")
def known():
    return content.load(ROOT / "content")


@pytest.fixture
def folder(tmp_path):
    """A copy of content/ to spoil."""
    return Path(copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def built(known, tmp_path):
    """A facts database of the content."""
    path = tmp_path / "data" / "facts.sqlite"
    build.build(known, path)
    return path
