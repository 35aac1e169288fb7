import pytest

from bot.serve import house
from bot.store import build
from bot.store.facts import Facts


@pytest.fixture(scope="session")
def known():
    """The content, as the Rasa process has it."""
    return house().content


@pytest.fixture(scope="session")
def facts(known, tmp_path_factory):
    """The content, as the action server has it."""
    path = tmp_path_factory.mktemp("facts") / "facts.sqlite"
    build.build(known, path)
    return Facts(path, expected=known.digest)
