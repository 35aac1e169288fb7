"""The conversations of docs/transcripts/ go as they stand there, over both real processes.

`make transcripts` writes them anew, and others to build/transcripts/: then all are to be read aloud.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from tests.journeys.conftest import Server, Talk

LINES = yaml.safe_load((Path(__file__).parent / "transcripts.yml").read_text(encoding="utf-8"))
FOLDER, OTHERS = ROOT / "docs" / "transcripts", ROOT / "build" / "transcripts"
KEPT = [name for name in LINES if name[0].isdigit()]
WRITES = bool(os.environ.get("CHARLEY_TRANSCRIPTS"))
HEAD = "<!-- Written by `make transcripts`: do not edit. -->\n# {title}\n"
_WIDTH = 100


def written(server: Server, name: str, lines: list[str]) -> str:
    """A conversation as it is shown."""
    talk = Talk(server.address)
    blocks = [HEAD.format(title=name.lstrip("0123456789-").replace("-", " ").capitalize())]
    offered: dict[str, str] = {}
    for line in lines:
        pressed = line.removeprefix("> ")
        sent = next((p for t, p in offered.items() if line != pressed and t.startswith(pressed)), line)
        reply = talk.say(sent)
        offered = {b["title"]: b["payload"] for m in reply["messages"] for b in m["buttons"]}
        said = "\n\n".join(_quoted(m["text"]) for m in reply["messages"])
        choices = f"\n\n> [{'] ['.join(offered)}]" if offered else ""
        blocks.append(f"**{pressed}**\n\n{said}{choices}\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    """A message, its lines kept and folded."""
    lines = [textwrap.fill(line, _WIDTH, subsequent_indent="  ") for line in text.split("\n")]
    return "\n".join(f"> {line}" for line in "\\\n".join(lines).split("\n"))


@pytest.mark.parametrize("name", KEPT)
def test_it_goes_as_it_stands(server: Server, name: str) -> None:
    text, file = written(server, name, LINES[name]), FOLDER / f"{name}.md"
    if WRITES:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, "read it; if it is right: make transcripts"


@pytest.mark.skipif(not WRITES, reason="only `make transcripts` writes those that are not kept")
@pytest.mark.parametrize("name", [name for name in LINES if name not in KEPT])
def test_others_are_written_to_be_read(server: Server, name: str) -> None:
    OTHERS.mkdir(parents=True, exist_ok=True)
    text = written(server, name, LINES[name])
    (OTHERS / f"{name}.md").write_text(text, encoding="utf-8")
    assert "utter_" not in text
