"""`charley content ...` as it is typed."""

import json
import re

import pytest
from typer.testing import CliRunner

from bot import editing
from bot.settings import ROOT
from bot.store.content import ContentError
from bot.store.facts import Facts

pytestmark = pytest.mark.slow

SAID = "In the United States, the drug regulator (FDA) says not to use quinine for night leg cramps."


@pytest.fixture
def charley(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARLEY_CONTENT_DIR", str(folder))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(editing.app, [str(a) for a in arguments])


def test_check_tells_what_there_is_and_what_is_due(charley, known):
    done = charley("check", "--today", "2026-11-21")
    assert done.exit_code == 0, done.output
    for part in (
        "100 % proven",
        "Status of facts",
        "Registers",
        "Facts per source",
        "Reading grade",
        known.digest,
    ):
        assert part in done.output
    assert "Due: " in charley("check", "--today", "2099-01-01").output
    assert isinstance(charley("check", "--strict", "--today", "2099-01-01").exception, ContentError)
    assert "is no day" in charley("check", "--today", "soon").output


@pytest.mark.parametrize(
    "said, code", [(SAID, 0), (f"• {SAID} [1]", 0), ("Bananas cure cramps.", 1), ("", 1)]
)
def test_trace_tells_whether_it_was_said(charley, said, code):
    done = charley("trace", said)
    assert done.exit_code == (code and 1)
    assert ("S-FDA-QUIN" in done.output) == (code == 0)


def test_show_diff_and_export(charley, folder, tmp_path):
    assert "RF-14" in charley("show", "RF-14").output
    assert charley("show", "nothing").exit_code == 2
    assert "No id was added" in charley("diff", folder, folder).output
    assert json.loads(charley("export").output)["facts"]
    charley("export", "--format", "csv", "--out", tmp_path / "facts.csv")
    assert (tmp_path / "facts.csv").read_text().startswith("id,status,plain")
    charley("reference", "--out", tmp_path / "here" / "index.html")
    assert "Everything Charley knows" in (tmp_path / "here" / "index.html").read_text()


def test_register_takes_new_ids_and_lets_go_of_old_ones(charley, folder):
    gaps = folder / "gaps.yml"
    gaps.write_text(gaps.read_text().replace("id: N-01", "id: N-77"))
    assert isinstance(charley("register").exception, ContentError)
    assert "1 new id" in charley("register", "--retire", "N-01").output
    register = (folder / "ids.txt").read_text()
    assert "\ngap N-01 retired\n" in register and "\ngap N-77\n" in register
    assert charley("check").exit_code == 0


def test_a_build_that_is_refused_leaves_the_old_one(charley, folder, tmp_path, known):
    assert charley("build").exit_code == 0
    answer = folder / "answers" / "quinine.yml"
    answer.write_text(answer.read_text() + "gap: Bananas stop cramps.\n")
    refused = charley("build").exception
    assert isinstance(refused, ContentError) and "no source carries" in str(refused)
    assert Facts(tmp_path / "data" / "facts.sqlite", expected=known.digest).facts("quinine")


def test_every_command_of_the_tasks_exists():
    pages = sorted((ROOT / "docs" / "tasks").glob("*.md"))
    told = {
        c for page in pages for c in re.findall(r"charley content ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert len(pages) >= 4 and told <= {c.name for c in editing.app.registered_commands}
