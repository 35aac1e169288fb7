"""`charley safety`: write the generated pages of docs/safety/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot import settings
from bot.settings import ROOT
from bot.store import content, hazards, rulebook

FOLDER = ROOT / "docs" / "safety"


def pages() -> Mapping[Path, str]:
    """What the generated pages hold, by file.

    Raises:
        ContentError: content/ or the hazard log cannot be used; every problem with file and line.
    """
    return {
        FOLDER / "rules.md": rulebook.page(content.load(settings.load().content_dir)),
        FOLDER / "hazard-log.md": hazards.page(hazards.read(FOLDER / "hazards.yml")),
    }


def write() -> tuple[Path, ...]:
    """The files written.

    Raises:
        ContentError: content/ or the hazard log cannot be used; nothing was written.
    """
    made = pages()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return tuple(made)
