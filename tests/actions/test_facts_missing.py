"""An action server without its facts ends at its start with one clear line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import act
from bot.settings import ROOT
from bot.store import build
from bot.store.content import Content
from bot.store.facts import FactsUnavailable
from tests.actions.conftest import Server


@pytest.fixture(autouse=True)
def opened_anew() -> Iterator[None]:
    """The library is opened once a process: not here."""
    act.facts.cache_clear()
    yield
    act.facts.cache_clear()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path / "facts.sqlite"


def told() -> str:
    """What an ending process says."""
    with pytest.raises(SystemExit) as end:
        act.facts_or_exit()
    assert isinstance(end.value.code, str), "a status alone tells nobody what to do"
    return end.value.code


def test_a_missing_database_ends_the_server_with_what_to_do(path: Path) -> None:
    line = told()
    assert str(path) in line and "charley content build" in line
    assert "\n" not in line


def test_a_stale_database_ends_the_server_with_what_to_do(
    path: Path, known: Content, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build.build(known, path)
    changed = tmp_path / "content"
    changed.mkdir()
    (changed / "other.yml").write_text("id: other\n", encoding="utf-8")
    monkeypatch.setenv("CHARLEY_CONTENT_DIR", str(changed))
    line = told()
    assert known.digest in line and "charley content build" in line
    assert "\n" not in line


def test_a_spoilt_database_ends_the_server_with_what_to_do(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    line = told()
    assert str(path) in line and "charley content build" in line
    assert "\n" not in line


def test_a_fresh_database_opens(path: Path, known: Content) -> None:
    build.build(known, path)
    facts = act.facts_or_exit()
    assert facts.digest == known.digest
    facts.close()


def test_facts_that_can_no_longer_be_read_are_opened_anew(path: Path, known: Content) -> None:
    build.build(known, path)
    whole = path.read_bytes()
    server = Server(known, act.facts_or_exit())
    path.write_bytes(b"")
    with pytest.raises(FactsUnavailable):
        server.ask("ask_night_cramps")
    new = path.with_suffix(".new")
    new.write_bytes(whole)
    new.replace(path)  # as a build does
    assert server.ask("ask_night_cramps").turn["facts"]


@pytest.mark.slow
def test_the_action_server_loads_neither_rasa_nor_spacy() -> None:
    code = (
        "import sys, actions.answer, actions.translate, bot.act;"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'rasa','tensorflow','spacy','sklearn'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
