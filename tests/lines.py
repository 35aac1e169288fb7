"""One test over many lines of data: every line that fails is told at once, with what was wrong.

A line that is not right yet carries a reason: it may fail. Where it no longer does, it is told: it fails
the test, or stands in the last lines of the run where ``strict`` is false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Line = TypeVar("Line")


def hold(
    lines: Iterable[Line],
    wrong: Callable[[Line], str],
    *,
    named: Callable[[Line], str] = str,
    missed: Callable[[Line], str | None] = lambda line: None,
    strict: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Fail with every line of which ``wrong`` says what is wrong (nothing: ""), marked ones apart."""
    failing, right, marked, count = [], [], 0, 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        reason = missed(line)
        try:
            told = wrong(line)
        except Exception as error:
            raise AssertionError(f"{named(line)}: {error!r}") from error
        if reason:
            marked += 1
            right += [] if told else [f"{named(line)}: is right, though marked: {reason}"]
        elif told:
            failing.append(f"{named(line)}: {told}")
    assert count, "there is no line"
    if marked and not strict:
        told = f"{marked} of {count} lines are marked; {len(right)} of these are right now"
        tell("\n  ".join([told, *right]))
    elif strict:
        failing += right
    assert not failing, "\n".join([f"{len(failing)} of {count} lines", *failing])
