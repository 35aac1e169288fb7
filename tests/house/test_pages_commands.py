"""What the pages tell people to type is there: commands with their options, targets, routes, files.

Commands that only read are run; those that write or start servers are parsed.
"""

import json
import re
import shlex

import click
import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot.channels import openapi
from bot.cli import app
from bot.settings import ROOT
from scripts import reference

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs" / "tasks").glob("*.md")),
    *sorted((ROOT / "docs" / "safety").glob("*.md")),
]
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
READS = ("content check", "content show", "content trace")
HOLES = {"ID": "cause.low-potassium", "<id>": "0", "treatment.old": "treatment.tonic-water"}
TARGETS = {name for name, _ in reference.described((ROOT / "Makefile").read_text())} | {"lint"}


def typed():
    """Each line that a page shows as typed, with its page."""
    for page in PAGES:
        text = page.read_text()
        lines = [line for kind, block in FENCED.findall(text) if kind == "sh" for line in block.splitlines()]
        lines += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
        yield from ((page.name, re.sub(r"\s+#.*", "", line).strip()) for line in lines)


def words(line):
    return [HOLES.get(w, w) for w in shlex.split(line)]


COMMANDS = sorted(
    {m[1] for _, line in typed() if (m := re.match(r"(?:\.venv/bin/)?charley ([a-z].*)", line))}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_can_be_typed_as_the_page_has_it(line):
    if line.endswith("..."):
        pytest.skip("a placeholder")
    command, rest, context = typer.main.get_command(app), words(line), None
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        assert rest and rest[0] in command.commands, f"there is no {line!r}"
        command, rest = command.commands[rest[0]], rest[1:]
    if rest or not any(p.required for p in command.params):
        context = command.make_context(line, rest)
        assert context.params.keys() == {p.name for p in command.params if p.name != "help"}


@pytest.mark.slow
@pytest.mark.parametrize("line", [c for c in COMMANDS if c.startswith(READS) and " " in c[14:]])
def test_a_command_that_only_reads_runs(line):
    if "NAME" in line or '"..."' in line or "--strict" in line or "--today" in line:
        pytest.skip("a placeholder, or a question whose answer changes with the day")
    ran = CliRunner().invoke(app, words(line))
    assert ran.exit_code == 0, ran.output


def test_commands_were_found():
    assert len(COMMANDS) > 15


def test_every_make_target_named_on_a_page_exists():
    named = {(page, m[1]) for page, line in typed() if (m := re.match(r"make ([a-z-]+)\b", line))}
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
