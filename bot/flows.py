"""`charley flows`: pictures of how the talk runs, from the real rules and the check's questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot import settings
from bot.core.interview import Book
from bot.settings import ROOT
from bot.store import content

PAGE = ROOT / "docs" / "flows.md"
_HEAD = """# How the talk runs
Written by `charley flows` from `data/rules/`, `data/stories/` and `content/check/`: do not edit it by hand.

The safety policy stands before all of this: it hears danger, drives emergencies, wishes about the talk
itself (forget me, start over ...), the check and the coach, and sees that standing advice is said
(`bot/policies/`). A box is what the person says; a rounded box is what the bot does.
"""
_MANY = 4
"""So many rules or more that do the same are drawn as one box."""


def page() -> str:
    """The page.

    Raises:
        ContentError: content/ cannot be used.
    """
    book = content.load(settings.load().content_dir).book
    blocks = [_HEAD]
    for kind, folder in (("rule", "rules"), ("story", "stories")):
        for file in sorted((ROOT / "data" / folder).glob("*.yml")):
            blocks.append(f"## data/{folder}/{file.name}\n" + _fenced(_rules(_read(file, kind))))
    blocks.append(
        "## The questions of the short check\n"
        "In this order, each only while an answer could make the result more urgent. An arrow says what\n"
        "a question needs to be asked; a doubled frame asks about danger, and is always asked.\n"
        + _fenced(_check(book))
    )
    return "\n".join(blocks)


def write() -> Path:
    """The file written.

    Raises:
        ContentError: content/ cannot be used; nothing was written.
    """
    PAGE.write_text(page(), encoding="utf-8")
    return PAGE


def _read(file: Path, kind: str) -> list[Mapping[str, Any]]:
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    told: list[Mapping[str, Any]] = read["rules" if kind == "rule" else "stories"]
    return told


def _rules(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    """Rules that do the same as one path; their intents in one box."""
    yield "flowchart LR"
    paths: dict[tuple[str, ...], list[str]] = {}
    for rule in rules:
        first, *rest = _steps(rule)
        paths.setdefault((_condition(rule), *rest), []).append(first)
    for number, ((condition, *done), said) in enumerate(paths.items()):
        asks = said if len(said) < _MANY else [f"{len(said)} intents: {said[0]} ... {said[-1]}"]
        told = f"{condition}<br/>{'<br/>'.join(asks)}" if condition else "<br/>".join(asks)
        yield f'  s{number}["{told}"]'
        for place, step in enumerate(done):
            before = f"a{number}_{place - 1}" if place else f"s{number}"
            shape = f'["{step[1:]}"]' if step.startswith("\0") else f'("{step}")'
            yield f"  {before} --> a{number}_{place}{shape}"


def _steps(rule: Mapping[str, Any]) -> list[str]:
    """What happens, in order, the first being what is said; a NUL marks what a person says later."""
    steps: list[str] = []
    for step in rule["steps"]:
        if "intent" in step:
            steps.append(f"\0{step['intent']}" if steps else step["intent"])
        elif "action" in step:
            steps.append(step["action"])
    return steps


def _condition(rule: Mapping[str, Any]) -> str:
    conditions = [c for condition in rule.get("condition", ()) for c in condition.items()]
    return ", ".join(f"in {v}" if k == "active_loop" else _slots(v) for k, v in conditions)


def _slots(slots: list[Mapping[str, Any]]) -> str:
    return ", ".join(f"{name} is {str(value).lower()}" for slot in slots for name, value in slot.items())


def _check(book: Book) -> Iterator[str]:
    yield "flowchart TD"
    for inquiry in book.inquiries:
        asked = "<br/>".join([f"<b>{_node(inquiry.id)}</b>", *(c.title for c in inquiry.choices)])
        shape = f'[["{asked}"]]' if inquiry.danger else f'["{asked}"]'
        yield f"  {_node(inquiry.id)}{shape}"
    for before, after in zip(book.inquiries, book.inquiries[1:], strict=False):
        if not after.when:
            yield f"  {_node(before.id)} --> {_node(after.id)}"
    for inquiry in book.inquiries:
        for concept in inquiry.when:
            sources = [q.id for q in book.inquiries if any(concept in c.tells for c in q.choices)]
            for source in sources or ["told"]:
                yield f"  {_node(source)} -- {concept.replace('_', ' ')} --> {_node(inquiry.id)}"
    yield '  result("result: level, why, what to do, what would change it, and a question back")'
    yield f"  {_node(book.inquiries[-1].id)} --> result"


def _node(id_: str) -> str:
    return re.sub(r"\W", "_", id_.removeprefix("check."))


def _fenced(lines: Iterator[str]) -> str:
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"
