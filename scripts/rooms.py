"""The rooms of the house as they are: modules with their first sentence, and who imports whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TOPS = ("bot", "actions")


def page(root: Path) -> str:
    """Every room with its modules, drawn from the code, as Markdown."""
    parts = ["# Rooms", "Made from the code at each build. [The house](house.md) says why it is so."]
    for room, modules in sorted(found(root).items()):
        parts.append(f"## {room}")
        first = next((m for m in modules if m.name == "__init__.py"), None)
        if first:
            parts.append(said(first))
        named = sorted({n for m in modules for n in imported(m)} - {room})
        parts.append("Imports: " + (", ".join(f"`{n}`" for n in named) or "nothing of ours") + ".")
        others = [m for m in modules if m.name != "__init__.py"]
        rows = [f"| `{m.name}` | {said(m)} | {_lines(m)} |" for m in others]
        if rows:
            parts.append("\n".join(["| module | what it is | lines |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def found(root: Path) -> dict[str, list[Path]]:
    """Rooms, `bot.core` and the like, with their modules; what stands in `bot/` itself is the room `bot`."""
    rooms: dict[str, list[Path]] = {}
    for top in TOPS:
        for path in sorted((root / top).rglob("*.py")):
            inside = path.relative_to(root).parts
            if "migrations" in inside:
                continue
            room = ".".join(inside[:2]) if top == "bot" and len(inside) > 2 else top
            rooms.setdefault(room, []).append(path)
    return rooms


def said(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from; modules of `bot/` itself by their own names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = [f"{node.module}.{a.name}" for a in node.names] if node.module == "bot" else [node.module]
        elif isinstance(node, ast.Import):
            whole = [a.name for a in node.names]
        else:
            continue
        for name in whole:
            parts = name.split(".")
            if parts[0] in TOPS:
                yield ".".join(parts[:2]) if parts[0] == "bot" else parts[0]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
