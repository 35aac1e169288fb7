"""The built widget: light, with its notices, and what its source builds to."""

import gzip
import json
import os
import re
import shutil
import subprocess

import pytest

from bot.settings import ROOT

WIDGET = ROOT / "widget"
STATIC = ROOT / "bot" / "web" / "static"
SOURCE = sorted((WIDGET / "src").glob("*.ts"))
MOST_BYTES = 25_000


@pytest.fixture(scope="module")
def node():
    """Node and the locked packages; required where CHARLEY_REQUIRE_BROWSER is set."""
    found = shutil.which("node")
    if not found or not (WIDGET / "node_modules" / "esbuild").exists():
        reason = "Node or widget/node_modules is not here (npm ci in widget/)"
        if os.environ.get("CHARLEY_REQUIRE_BROWSER"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


def test_it_is_under_25_kilobytes_packed():
    assert len(gzip.compress((STATIC / "charley.js").read_bytes(), 9)) < MOST_BYTES


def test_the_committed_files_are_what_the_source_builds_to(node, tmp_path):
    done = subprocess.run([node, "build.mjs", str(tmp_path)], cwd=WIDGET, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("charley.js", "notices.txt"):
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), f"{name}: run make widget"


def test_its_types_hold(node):
    check = [node, "node_modules/typescript/bin/tsc", "--noEmit"]
    done = subprocess.run(check, cwd=WIDGET, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_source_never_writes_markup():
    assert len(SOURCE) > 5
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|\beval\b"
    )
    code = {p.name: re.sub(r"/\*.*?\*/|//.*", "", p.read_text(), flags=re.S) for p in SOURCE}
    assert {name: forbidden.findall(text) for name, text in code.items() if forbidden.search(text)} == {}


def test_every_string_of_the_catalogue_is_used():
    catalogue = (WIDGET / "src" / "strings.ts").read_text()
    names = re.findall(r"^  (\w+):", catalogue, re.M)
    others = "".join(p.read_text() for p in SOURCE if p.name != "strings.ts")
    used = set(re.findall(r"\bs\.(\w+)", others)) | {"plain", "clinician", "calf", "pull", "where", "about"}
    assert sorted(set(names) - used - {"emergency", "urgent", "see_doctor", "next_visit"}) == []


def test_the_lock_file_names_no_address():
    lock = json.loads((WIDGET / "package-lock.json").read_text())
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [n for n, p in lock["packages"].items() if n and not p.get("integrity")] == []


@pytest.mark.slow
def test_every_part_of_others_has_its_notice():
    notices = (STATIC / "notices.txt").read_text()
    for part in ("lit-html", "socket.io-client", "engine.io-client", "socket.io-parser"):
        assert re.search(rf"^{re.escape(part)} \d", notices, re.M), part
    assert notices.count("Permission is hereby granted") + notices.count("Redistribution and use") >= 5
