"""The calls of the API that pages show, made as they stand there: only the address is another."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.journeys.conftest import Server

HERE = "http://127.0.0.1:5005"
pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed here")


def blocks(page: str) -> list[str]:
    """The blocks of a page that call the API."""
    shown = re.findall(r"^```sh\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    return [block for block in shown if "curl" in block]


def run(script: str, server: Server, folder: Path) -> str:
    """What a shell prints that runs it, against this server."""
    assert HERE in script
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(HERE, server.address)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_readme_asks_what_a_cramp_is(server: Server, tmp_path: Path) -> None:
    (script,) = blocks("README.md")
    reply = json.loads(run(script, server, tmp_path))
    assert reply["turn"]["facts"] and "Sources:" in reply["messages"][0]["text"]


def test_the_summary_is_fetched_in_each_form(server: Server, tmp_path: Path) -> None:
    """The page goes on with the session that README opens."""
    (talk,), (summary,) = blocks("README.md"), blocks("docs/tasks/summary-and-diary.md")
    printed = run(talk.rstrip() + " >reply.json\n" + summary, server, tmp_path)
    decoder = json.JSONDecoder()
    first, end = decoder.raw_decode(printed)
    second, _ = decoder.raw_decode(printed[end:].lstrip())
    assert first["schema"] == "summary/1" and second["resourceType"] == "Bundle"
    assert "<html" in (tmp_path / "summary.html").read_text(encoding="utf-8")
