"""The conversation files beside this one: what the person says, and what the bot is to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
GROUPS = (
    "happy_paths",
    "corrections",
    "digressions",
    "other_people",
    "danger_midway",
    "forgetting",
    "out_of_scope",
)
FILES = sorted(HERE.glob("*/test_user_*.yml"))


@dataclass
class Turn:
    """What a person says, its intent, and the actions that follow."""

    said: str
    intent: str
    actions: list[str] = field(default_factory=list)


def story_of(file: Path) -> dict[str, Any]:
    """The one story of a file."""
    (story,) = yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]
    told: dict[str, Any] = story
    return told


def turns_of(file: Path) -> list[Turn]:
    """The turns of a file's story, in order."""
    turns: list[Turn] = []
    for step in story_of(file)["steps"]:
        if "user" in step:
            turns.append(Turn(_plain(step["user"]), step["intent"]))
        elif "action" in step:
            turns[-1].actions.append(step["action"])
    return turns


def fixed_texts() -> dict[str, str]:
    """What each response says before its first placeholder, of those with a text of their own."""
    return {name: text.split("{")[0] for name, text in _texts() if text != name}


def _texts() -> Iterator[tuple[str, str]]:
    for file in ("domain.yml", "phrases.yml"):
        responses = yaml.safe_load((HERE.parent.parent / file).read_text(encoding="utf-8"))["responses"]
        for name, variants in responses.items():
            yield name, variants[0]["text"]


def _plain(marked: str) -> str:
    """The words of a message whose entities are marked."""
    return re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", marked).strip()
