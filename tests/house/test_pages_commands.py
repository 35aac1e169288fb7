"""What the pages tell people to type is there: commands with their options, targets, routes, files.

Commands are run, where they write on a copy; those in PARSED_ONLY are parsed. The calls of the API are
made by tests/journeys/test_pages_calls.py.
"""

import json
import re
import shlex
import shutil

import click
import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot import settings
from bot.channels import openapi
from bot.cli import app
from bot.settings import ROOT
from scripts import reference
from tests.house.test_settings import read_in_source

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs" / "tasks").glob("*.md")),
    *sorted((ROOT / "docs" / "safety").glob("*.md")),
]
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
HOLES = {"ID": "cause.low-potassium", "<id>": "RF-14", "treatment.old": "treatment.tonic-water"}
HOLES |= {"...": "Water pills can upset the body's salts, and cramps can be a sign of that."}
PARSED_ONLY = {
    "content reference": "writes into docs/; tests/content/test_reference.py",
    "content register --retire ID": "after something was removed; tests/store/test_editorial_life.py",
    "replay <id>": "of a reply that was made; tests/journeys/test_receipts.py",
    "safety": "writes into docs/; tests/house/test_safety_file.py",
    "telegram": "asks Telegram; tests/channels/apps/test_telegram_api.py",
    "train": "takes minutes; tests/journeys train",
}
# Content may be due for review by then: these tell so with exit code 1.
MAY_REFUSE = {"content check --strict", "content check --today 2027-11-21"}
TARGETS = {name for name, _ in reference.described((ROOT / "Makefile").read_text())} | {"lint"}


def typed():
    """Each line that a page shows as typed, with its page."""
    for page in PAGES:
        text = page.read_text()
        shown = [block for kind, block in FENCED.findall(text) if kind in ("sh", "")]
        lines = [line.strip() for block in shown for line in block.splitlines()]
        lines += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
        yield from ((page.name, re.sub(r"\s+#.*", "", line).strip()) for line in lines)


def bare(line):
    """A line without the settings before its command."""
    return re.sub(r"^(?:[A-Z_]+=(?:\"[^\"]*\"|\S*)(?: |$))+", "", line)


def words(line):
    return [HOLES.get(w, w) for w in shlex.split(line)]  # what a page leaves to the reader


COMMANDS = sorted(
    {m[1] for _, line in typed() if (m := re.match(r"(?:\.venv/bin/)?charley ([a-z].*)", bare(line)))}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_can_be_typed_as_the_page_has_it(line):
    command, rest, context = typer.main.get_command(app), words(line), None
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        assert rest and rest[0] in command.commands, f"there is no {line!r}"
        command, rest = command.commands[rest[0]], rest[1:]
    if rest or not any(p.required for p in command.params):
        context = command.make_context(line, rest)
        assert context.params.keys() == {p.name for p in command.params if p.name != "help"}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder to write in, with a copy of the content and data of its own."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    monkeypatch.setenv("CHARLEY_CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHARLEY_REVIEW", "on")
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("line", [c for c in COMMANDS if c not in PARSED_ONLY])
def test_a_command_runs(line, elsewhere):
    ran = CliRunner().invoke(app, words(line))
    assert ran.exit_code == 0 or (ran.exit_code == 1 and line in MAY_REFUSE), ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.output


def test_commands_were_found_and_those_that_are_not_run_are_on_a_page():
    assert len(COMMANDS) > 15
    assert PARSED_ONLY.keys() | MAY_REFUSE <= set(COMMANDS)


def test_every_setting_that_is_typed_exists_and_is_taken():
    """Dots stand for what is left out."""
    lines = {line.removesuffix(bare(line)) for _, line in typed()} - {""}
    assert len(lines) > 3
    for line in lines:
        given = dict(word.split("=", 1) for word in shlex.split(line.replace("...", "x" * 40)))
        own = {name for name in given if name.startswith("CHARLEY_")}
        assert own <= read_in_source(), line
        assert not own or settings.load(given) != settings.load({}), line


def test_every_make_target_named_on_a_page_exists():
    named = {(page, m[1]) for page, line in typed() if (m := re.match(r"make ([a-z-]+)\b", bare(line)))}
    assert len(named) > 10
    assert [n for n in named if n[1] not in TARGETS] == []


def test_every_address_of_the_api_on_a_page_is_one():
    routes = openapi.document()["paths"].keys() | {"/webhooks/api/openapi.json"}
    shape = re.compile("|".join(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(r)) for r in routes))
    named = {(p.name, a) for p in PAGES for a in re.findall(r"/webhooks/api/[\w./-]+\w", p.read_text())}
    assert named
    assert [n for n in named if not shape.fullmatch(n[1])] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_block_of_data_can_be_read(page):
    for kind, block in FENCED.findall(page.read_text()):
        if kind == "json":
            json.loads(block)
        elif kind in ("yaml", "yml"):
            yaml.safe_load(block)


@pytest.mark.parametrize(
    "page",
    [
        ROOT / n
        for n in (
            "README.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "CODE_OF_CONDUCT.md",
            "changes/README.md",
            "evals/README.md",
        )
    ],
    ids=lambda p: p.name,
)
def test_every_link_of_a_page_outside_docs_leads_to_a_file(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
