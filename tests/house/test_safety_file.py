"""docs/safety/: its pages are those of today's content and log, and what it names exists."""

import ast
import re

import pytest

from bot import cli, editing, safety_file
from bot.core.model import LEVELS
from bot.serve import house
from bot.settings import ROOT
from bot.store import hazards
from bot.store.files import ContentError

FOLDER = safety_file.FOLDER
LOG = hazards.read(FOLDER / "hazards.yml")
NAMED = sorted({test for hazard in LOG["hazards"] for test in hazard["tests"]})
PAGES = sorted(FOLDER.glob("*.md"))


def problem(named):
    """What is wrong with the name of a test or a command, or None."""
    path, _, test = named.partition("::")
    if test:
        file = ROOT / path
        if not (path.startswith("tests/") and file.is_file()):
            return f"{path} is no file of tests"
        tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        tests = {n.name for n in tree if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
        return None if test in tests and test.startswith("test_") else f"{path} has no {test}"
    program, *words = named.split()
    if program == "make":
        targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
        return None if words and words[0] in targets else f"make has no target {words}"
    groups = {"content": {c.name for c in editing.app.registered_commands}}
    commands = {c.callback.__name__ for c in cli.app.registered_commands}
    known = words and (words[0] in commands or (len(words) > 1 and words[1] in groups.get(words[0], ())))
    return None if program == "charley" and known else f"{named} is neither a test nor a command"


@pytest.mark.parametrize("path, text", safety_file.pages().items(), ids=lambda p: getattr(p, "name", "text"))
def test_the_generated_pages_are_fresh(path, text):
    """When it fails: charley safety"""
    assert path.read_text(encoding="utf-8") == text


def test_every_test_and_command_of_the_hazard_log_exists():
    assert NAMED and [told for named in NAMED if (told := problem(named))] == []


@pytest.mark.parametrize(
    "named",
    [
        "tests/house/test_gone.py::test_x",
        "tests/house/test_safety_file.py::test_gone",
        "tests/house/test_safety_file.py::problem",
        "bot/cli.py::main",
        "make",
        "make sure",
        "charley content",
        "charley gone",
        "charley content gone",
        "a promise",
    ],
)
def test_what_does_not_exist_is_found_out(named):
    assert problem(named)


def test_there_are_enough_hazards_numbered_in_order_and_each_says_what_remains():
    numbers = [hazard["id"] for hazard in LOG["hazards"]]
    assert numbers == [f"H-{n:02}" for n in range(1, len(numbers) + 1)] and len(numbers) >= 25


def test_the_matrix_never_falls_with_severity_or_likelihood():
    steps = range(1, 6)
    assert all(hazards.risk(LOG, s, n) <= hazards.risk(LOG, s + 1, n) for n in steps for s in range(1, 5))
    assert all(hazards.risk(LOG, s, n) <= hazards.risk(LOG, s, n + 1) for s in steps for n in range(1, 5))
    assert (hazards.risk(LOG, 1, 1), hazards.risk(LOG, 5, 5)) == (1, 5)


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("id: H-02", "id: H-01", "'H-01' is taken"),
        (
            "    severity: 2\n    likelihood: 5\n",
            "    severity: 1\n    likelihood: 1\n",
            "riskier after its controls",
        ),
        ("    likelihood: 5\n", "    likelihood: 6\n", "likelihood"),
        ("    cause:", "    because:", "because"),
    ],
)
def test_a_log_that_is_wrong_is_refused_with_its_line(tmp_path, old, new, says):
    text = (FOLDER / "hazards.yml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "hazards.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"hazards\.yml:\d+: .*{says}"):
        hazards.read(path)


def test_the_rules_page_tells_every_rule_under_its_level_with_all_that_it_says():
    page = (FOLDER / "rules.md").read_text(encoding="utf-8")
    rules = house().content.rules.values()
    assert re.findall(r"^### (RF-\d\d): ", page, re.M) == [
        r.id for r in sorted(rules, key=lambda r: (-LEVELS.index(r.level), r.id))
    ]
    for rule in rules:
        texts = [rule.reason, rule.ask, *rule.advice.values(), *rule.operator]
        assert [t for t in texts if t not in page] == [], rule.id
        assert all(f"`{c.source}`" in page for c in rule.cites)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_rule_and_command_that_the_pages_name_exists():
    texts = {path.name: path.read_text(encoding="utf-8") for path in PAGES}
    rules = {r for text in texts.values() for r in re.findall(r"RF-\d\d", text)}
    assert rules <= house().content.rules.keys()
    commands = {c for text in texts.values() for c in re.findall(r"`((?:make|charley)(?: [a-z]+)+)", text)}
    assert [c for c in sorted(commands) if problem(c)] == []


def test_the_pages_are_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in PAGES} <= set(re.findall(r"docs/safety/([a-z-]+\.md)", readme))
