"""One number with its interval and its mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

_RESAMPLES = 1000
_SEED = 4


@dataclass(frozen=True)
class Mark:
    """What a figure has to reach: at least ``bound``, or at most. ``aim`` is what we would like."""

    bound: float
    most: bool = False
    aim: float | None = None

    def __str__(self) -> str:
        aim = f", aim {_short(self.aim)}" if self.aim is not None else ""
        return f"{'<=' if self.most else '>='} {_short(self.bound)}{aim}"


@dataclass(frozen=True)
class Figure:
    """A value from 0 to 1 with its 95% interval; without a value where there was nothing to count.

    ``count`` says what it is made of: "486/598", or how many messages.
    """

    name: str
    value: float | None
    low: float
    high: float
    count: str
    mark: Mark | None = None

    @property
    def met(self) -> bool | None:
        """Whether the value itself, not its interval, reaches the mark; None without a mark."""
        if self.mark is None or self.value is None:
            return None
        return self.value <= self.mark.bound if self.mark.most else self.value >= self.mark.bound

    def to_dict(self) -> dict[str, Any]:
        """Its JSON."""
        plain = {"value": _round(self.value), "low": _round(self.low), "high": _round(self.high)}
        mark = {} if self.mark is None else {"mark": str(self.mark), "met": self.met}
        return {"name": self.name, **plain, "count": self.count, **mark}


def share(name: str, right: int, of: int, mark: Mark | None = None) -> Figure:
    """A proportion with Wilson's score interval (Wilson 1927, J Am Stat Assoc 22:209-212)."""
    if not of:
        return Figure(name, None, 0.0, 1.0, "0/0", mark)
    interval = binomtest(right, of).proportion_ci(method="wilson")
    return Figure(name, right / of, float(interval.low), float(interval.high), f"{right}/{of}", mark)


def resampled(
    name: str,
    score: Callable[[Any], float],
    rows: Any,
    mark: Mark | None = None,
) -> Figure:
    """A score over messages (an array, one row each) with its bootstrap percentile interval: whole
    messages are drawn, as findings of one message are not independent (Efron 1979)."""
    count = len(rows)
    if not count:
        return Figure(name, None, 0.0, 1.0, "0 messages", mark)
    chance = np.random.default_rng(_SEED)
    drawn = [score(rows[chance.integers(0, count, count)]) for _ in range(_RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(name, score(rows), float(low), float(high), f"{count} messages", mark)


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
