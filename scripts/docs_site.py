"""What MkDocs cannot do by itself: the order of pages, the pages made from code, links out of docs/."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from scripts import reference, rooms

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SECTIONS = {
    "Tasks": "tasks/*.md",
    "Design": "design/*.md",
    "Decisions": "decisions/*.md",
    "Safety": "safety/*.md",
    "Privacy": "privacy/*.md",
    "Reference": "reference/*.md",
}
_OUTSIDE = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#\s]*)(#[^)]*)?\)")


def made() -> dict[str, str]:
    """The pages made from code: address under docs/ -> Markdown."""
    return {
        "reference/commands.md": reference.commands(),
        "reference/targets.md": reference.targets((ROOT / "Makefile").read_text(encoding="utf-8")),
        "reference/api.md": reference.api(),
        "design/rooms.md": rooms.page(ROOT),
    }


def on_config(config: Any) -> Any:
    """Every page has its place in the nav: nobody has to remember to enter it."""
    pages = {str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")} | made().keys()
    nav: list[Any] = ["index.md"]
    for title, pattern in SECTIONS.items():
        found = sorted(p for p in pages if Path(p).match(pattern) and p.count("/") == 1)
        if title == "Reference":
            found.insert(0, "settings.md")
        nav.append({title: found})
    placed = {p for part in nav if isinstance(part, dict) for p in next(iter(part.values()))}
    others = sorted(pages - placed - {"index.md"})
    config.nav = [*nav, {"More": others}] if others else nav
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages made from code."""
    for address, text in made().items():
        files.append(File.generated(config, address, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A link to a file of the repository that is no page becomes that file's name, if it is there."""
    here = (DOCS / page.file.src_uri).parent

    def named(link: re.Match[str]) -> str:
        target = (here / link[2]).resolve()
        if target.is_relative_to(DOCS):
            return link[0]
        if not target.exists():
            raise PluginError(f"{page.file.src_uri} links to {link[2]}, which does not exist.")
        path = target.relative_to(ROOT)
        return f"{link[1]} (`{path}`)" if link[1].strip("`") != str(path) else f"`{path}`"

    return _OUTSIDE.sub(named, markdown)
