"""The content, and a PostgreSQL and a Redis server, for all tests that want them; the last lines of a run."""

import itertools
import os

import pytest
import sqlalchemy as sa
from hypothesis import settings

from bot.settings import ROOT
from bot.store import content
from tests import lines, redis
from tests.databases import change
from tests.postgres import Missing, cluster

NUMBERS = itertools.count(1)
SUMMARY = "summary"
"""The property of a test (`record_property`) that is a line for the end of the run."""

# How many cases are generated for a property; `make check` asks for the quick profile.
settings.register_profile("thorough", deadline=None, max_examples=300)
settings.register_profile("quick", deadline=None, max_examples=50)
settings.load_profile("thorough")


@pytest.fixture
def hold(record_property, request):
    """`tests.lines.hold`, which tells at the end of the run what became of lines that are marked."""

    def check(*args, **how):
        lines.hold(*args, tell=lambda told: record_property(SUMMARY, f"{request.node.name}: {told}"), **how)

    return check


@pytest.fixture(scope="session")
def known():
    """The content of the repository."""
    return content.load(ROOT / "content")


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


@pytest.fixture(scope="session")
def redis_server():
    """A Redis server of this test run."""
    try:
        with redis.running() as running:
            yield running
    except redis.Missing as missing:
        if os.environ.get("CHARLEY_REQUIRE_REDIS"):
            pytest.fail(f"CHARLEY_REQUIRE_REDIS is set, but {missing}.")
        pytest.skip(f"{missing}.")


def pytest_terminal_summary(terminalreporter):
    """What tests measured, whichever process they ran in."""
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if getattr(report, "when", None) == "teardown":
            for name, line in report.user_properties:
                if name == SUMMARY:
                    terminalreporter.write_line(line)
