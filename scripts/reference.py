"""The reference pages that are made from code: commands, make targets, the JSON API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import typer


def commands() -> str:
    """Every command of `charley` with its arguments and options, as Markdown."""
    from bot.cli import app

    parts = ["# Commands", "Typed as `.venv/bin/charley ...`. `--help` says the same."]
    for name, command in walked(typer.main.get_command(app), "charley"):
        parts += [f"## {name}", command.help or ""]
        rows = [_row(p) for p in command.params if p.name != "help"]
        if rows:
            parts.append("\n".join(["| | meaning | default |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def walked(command: Any, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one that is no group itself, with its whole name."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for word, inner in below.items():
        yield from walked(inner, f"{name} {word}")


def targets(makefile: str) -> str:
    """The targets of a Makefile that say what they do, as Markdown."""
    rows = [f"| `make {name}` | {_cell(said)} |" for name, said in described(makefile)]
    return "\n".join(["# Make targets", "", "| type | what it does |", "|---|---|", *rows, ""])


def described(makefile: str) -> list[tuple[str, str]]:
    """Each target with its line of help."""
    return re.findall(r"^([a-z-]+):.*?## (.+)$", makefile, re.M)


def api() -> str:
    """The JSON API from its OpenAPI document, as Markdown."""
    from bot.channels import openapi

    document = openapi.document()
    parts = ["# The JSON API", document["info"]["description"]]
    parts.append("A running bot serves the whole document at `/webhooks/api/openapi.json`.")
    for path, ways in document["paths"].items():
        for way, what in ways.items():
            if way not in ("get", "post", "put", "delete", "patch"):
                continue
            parts += [f"## {way.upper()} {path}", what.get("summary", "") + "."]
            rows = [
                f"| {code} | {_cell(a.get('description', ''))} |" for code, a in what["responses"].items()
            ]
            parts.append("\n".join(["| answer | meaning |", "|---|---|", *rows]))
    parts.append("## What is sent and answered")
    for name, schema in document["components"]["schemas"].items():
        parts.append(f"### {name}")
        if schema.get("description"):
            parts.append(schema["description"])
        rows = [f"| `{field}` | {_cell(_of(s))} |" for field, s in schema.get("properties", {}).items()]
        if rows:
            parts.append("\n".join(["| field | what it is |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _of(schema: dict[str, Any]) -> str:
    kind = schema.get("type") or schema.get("$ref", "").rsplit("/", 1)[-1]
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return ". ".join(p for p in (kind, schema.get("description", "")) if p)


def _row(parameter: Any) -> str:
    names = ", ".join(f"`{n}`" for n in parameter.opts) if parameter.param_type_name == "option" else ""
    default = "" if parameter.default in (None, "", ()) or callable(parameter.default) else parameter.default
    shown = names or f"`{(parameter.metavar or parameter.name).upper()}`"
    from_here = str(default).replace(f"{_root()}/", "")
    return f"| {shown} | {_cell(getattr(parameter, 'help', '') or '')} | {_cell(from_here)} |"


def _root() -> str:
    from bot.settings import ROOT

    return str(ROOT)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
