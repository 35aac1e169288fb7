"""Reading YAML with line numbers, and telling what is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

Path_ = tuple[str | int, ...]


class ContentError(Exception):
    """Content that cannot be used; ``problems`` says what, where and what to do, one each."""

    wordless = True

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Document:
    """One YAML file: its data, and the line of each part."""

    path: Path
    data: Any
    lines: dict[Path_, int]

    def where(self, *place: str | int) -> str:
        """``file:line`` of a part, or of the nearest part above it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return f"{self.path.parent.name}/{self.path.name}:{self.lines[place[:length]]}"
        return f"{self.path.parent.name}/{self.path.name}:1"


def read(path: Path) -> Document:
    """The document in a file.

    Raises:
        ContentError: the file cannot be read, is not YAML, or has a key twice.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        lines: dict[Path_, int] = {}
        data = None if node is None else _build(node, (), lines, name)
    except OSError as error:
        raise ContentError(
            [f"{name}:1: cannot be read ({error.strerror}). Check the file and its rights."]
        ) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError([f"{name}:{line}: is not UTF-8 text. Save it as UTF-8."]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise ContentError([f"{name}:{line}: is not valid YAML: {problem}. Mend the line."]) from error
    except RecursionError as error:
        raise ContentError([f"{name}:1: holds itself. Write it out without * and &."]) from error
    if node is None:
        raise ContentError([f"{name}:1: is empty. Fill it or delete it."])
    return Document(path, data, lines)


def problems(document: Document, schema: dict[str, Any]) -> list[str]:
    """What is wrong with a document's shape, each with file and line."""
    validator = jsonschema.Draft202012Validator(schema)
    found = sorted(validator.iter_errors(document.data), key=lambda e: [str(p) for p in e.absolute_path])
    return [f"{document.where(*e.absolute_path)}: {_say(e)}" for e in found]


def _say(error: jsonschema.ValidationError) -> str:
    place = ".".join(str(p) for p in error.absolute_path) or "the file"
    return f"{place}: {error.message[:200]}. Allowed: {_allowed(error)}"


def _allowed(error: jsonschema.ValidationError) -> str:
    if error.validator == "additionalProperties" and isinstance(error.schema, Mapping):
        return "only the keys " + ", ".join(sorted(error.schema.get("properties", {})))
    if error.validator == "required" and isinstance(error.validator_value, list):
        return "all of the keys " + ", ".join(error.validator_value)
    return f"{error.validator} {error.validator_value}"[:200]


def _build(node: Any, place: Path_, lines: dict[Path_, int], name: str) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in out:
                raise ContentError(
                    [f"{name}:{key_node.start_mark.line + 1}: key {key!r} stands twice. Remove one."]
                )
            out[key] = _build(value_node, (*place, key), lines, name)
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*place, i), lines, name) for i, item in enumerate(node.value)]
    try:
        value = _scalar(node)
    except ValueError as error:
        line = node.start_mark.line + 1
        raise ContentError([f"{name}:{line}: {node.value!r} cannot be read ({error}). Mend it."]) from error
    return value.isoformat() if isinstance(value, datetime.date) else value


def _scalar(node: Any) -> Any:
    if node.tag == "tag:yaml.org,2002:str":  # nearly all: no loader is made for them
        return node.value
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    finally:
        loader.dispose()
