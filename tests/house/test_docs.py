"""The docs: built strictly, without a stranger's host, and nothing that can be typed or set is left out."""

import re
import subprocess
import sys

import pytest
import typer

from bot.cli import app
from bot.settings import ROOT
from scripts import reference, rooms

LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|link)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"' >]+)"
)
FETCHED = re.compile(r"url\([\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//")
MAKEFILE = (ROOT / "Makefile").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make docs` builds it but elsewhere."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder]
    built = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "."}, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.slow
def test_every_page_is_built_and_every_link_leads_somewhere(site):
    pages = {p.relative_to(ROOT / "docs").with_suffix(".html") for p in (ROOT / "docs").rglob("*.md")}
    assert pages <= {p.relative_to(site) for p in site.rglob("*.html")}


@pytest.mark.slow
def test_a_page_loads_nothing_from_another_host(site):
    pages = {p: p.read_text() for p in site.rglob("*.html")}
    styles = {p: p.read_text() for p in site.rglob("*.css")}
    assert [
        (p.name, a) for p, text in pages.items() for a in LOADED.findall(text) if "canonical" not in a
    ] == []
    assert [p.name for p, text in styles.items() if FETCHED.search(text)] == []


def test_the_search_for_other_hosts_would_find_one():
    assert LOADED.findall('<link rel="stylesheet" href="https://fonts.example/css">')
    assert LOADED.findall("<script src=//cdn.example/x.js>")
    assert FETCHED.search("url(https://fonts.example/a.woff2)")


@pytest.mark.slow
def test_every_command_is_on_the_page_and_says_what_it_does(site):
    page = (site / "reference" / "commands.html").read_text()
    listed = dict(reference.walked(typer.main.get_command(app), "charley"))
    assert {"charley serve", "charley content check", "charley keys new"} <= listed.keys()
    assert [name for name, c in listed.items() if not c.help or f">{name}<" not in page] == []
    silent = [f"{n} {p.name}" for n, c in listed.items() for p in c.params if not getattr(p, "help", "x")]
    assert silent == []


@pytest.mark.slow
def test_every_make_target_a_person_types_is_on_the_page(site):
    page = (site / "reference" / "targets.html").read_text()
    phony = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M)[1].split())
    told = {name for name, _ in reference.described(MAKEFILE)}
    assert phony - told == {"lint", "content-half", "hearing-half"}, "a target without a line of help"
    assert told <= phony
    assert [name for name in told if f"make {name}<" not in page] == []


@pytest.mark.slow
def test_every_route_of_the_api_is_on_the_page(site):
    from bot.channels import openapi

    page = (site / "reference" / "api.html").read_text()
    routes = [f"{w.upper()} {p}" for p, ways in openapi.document()["paths"].items() for w in ways]
    assert routes and [r for r in routes if r not in page] == []


def test_every_room_is_drawn_and_every_module_says_what_it_is():
    house = rooms.found(ROOT)
    assert {"bot.core", "bot.store", "bot.channels", "actions"} <= house.keys()
    assert [str(p) for modules in house.values() for p in modules if not rooms.said(p)] == []
    assert set().union(*(rooms.imported(p) for p in house["bot.core"])) == {"bot.core"}
