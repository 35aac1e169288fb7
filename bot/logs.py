"""Logs that hold no word of anybody's, at any level, in any failure.

Rasa, its SDK and the libraries below put what people say into messages and tracebacks. So of a message
of theirs only that is kept which stands in their source code, found by the place of the call, and of an
exception only its type and where it came through. Both happen when the record is made, before any
handler sees it. Our own messages keep their arguments; an exception among them tells its text only when
its class says that it never holds a person's words (``wordless = True``).
"""

from __future__ import annotations

import ast
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

OURS = ("bot", "actions", "__main__")
_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "fatal"})
_BETWEEN = ("/logging/__init__.py", "/structlog/", "/warnings.py")
"""Files between a call and its record: whoever called them is the place."""
_LEFT_OUT = "..."
_MOST_PLACES = 12
_plain = logging.LogRecord


def install() -> None:
    """Make every record of this process so, and every line on its standard streams one JSON object."""
    logging.setLogRecordFactory(_record)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a handler that fails would print what it was given
    sys.excepthook = lambda kind, error, trace: _uncaught(error)
    threading.excepthook = lambda args: _uncaught(args.exc_value)
    sys.unraisablehook = lambda args: _uncaught(args.exc_value)
    for handler in logging.getLogger().handlers:
        if getattr(handler, "stream", None) in (sys.stdout, sys.stderr):
            handler.setFormatter(JsonLines())


class JsonLines(logging.Formatter):
    """A record as one line: time, level, logger, what happened, where, and the exceptions behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": getattr(record, "event", record.getMessage()),
            "place": f"{_short(record.pathname)}:{record.lineno}",
        }
        if errors := getattr(record, "errors", None):
            line["errors"] = errors
        return json.dumps(line, ensure_ascii=False)


def _record(
    name: str, level: int, path: str, line: int, msg: Any, args: Any, exc_info: Any, *more: Any, **named: Any
) -> logging.LogRecord:
    """A record as `logging` makes it, with nothing in it that may be somebody's words."""
    if any(part in path for part in _BETWEEN):
        path, line = _caller(sys._getframe(1)) or (path, line)
    error = exc_info[1] if exc_info else sys.exc_info()[1] if level >= logging.ERROR else None
    event = _ours(msg, args) if name.partition(".")[0] in OURS else written(path, line)
    errors = [_told(e) for e in _chain(error)]
    record = _plain(name, level, path, line, " | ".join((event, *errors)), (), None, *more, **named)
    record.event, record.errors = event, errors
    return record


def _ours(msg: Any, args: Any) -> str:
    given = args if isinstance(args, tuple) else (args,) if args else ()
    safe = tuple(_summary(a) if isinstance(a, BaseException) else a for a in given)
    try:
        return str(msg) % safe if safe else str(msg)
    except (TypeError, ValueError):
        return str(msg)


def written(path: str, line: int) -> str:
    """What the source code at a place gives to the log, without what it fills in."""
    spans = [(last - first, text) for first, last, text in _calls(path) if first <= line <= last]
    return min(spans, default=(0, _LEFT_OUT))[1]


@lru_cache(maxsize=1024)
def _calls(path: str) -> tuple[tuple[int, int, str], ...]:
    """The calls of logging methods in a source file: first line, last line, constant text."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ()
    return tuple(
        (node.lineno, node.end_lineno or node.lineno, _constant(node.args[0]) if node.args else "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS
    )


def _constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_constant(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _constant(node.left) + (_constant(node.right) if isinstance(node.op, ast.Add) else "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _constant(node.func.value)
    return _LEFT_OUT


def _caller(frame: FrameType | None) -> tuple[str, int] | None:
    here = __file__
    while frame is not None:
        path = frame.f_code.co_filename
        if path != here and not any(part in path for part in _BETWEEN):
            return path, frame.f_lineno
        frame = frame.f_back
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those behind it, the newest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    """An exception by its type and the places that it came through, without values and source lines."""
    through = list(traceback.walk_tb(error.__traceback__))[-_MOST_PLACES:]
    places = [f"{_short(f.f_code.co_filename)}:{line} {f.f_code.co_name}" for f, line in through]
    return " < ".join((_summary(error), *reversed(places)))


def _summary(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if getattr(kind, "wordless", False):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def _short(path: str) -> str:
    """A path from its package on: where this machine keeps it is nobody's concern."""
    for folder in ("/site-packages/", "/lib/python3.10/"):
        if folder in path:
            return path.rpartition(folder)[2]
    return "/".join(Path(path).parts[-3:])


def _uncaught(error: BaseException | None) -> None:
    logging.getLogger(__name__).error("An exception that nobody caught", exc_info=error)
