"""How much each of many may ask for: a burst, filled up again steadily."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

_MOST = 20_000
"""How many are remembered; the longest silent are forgotten first."""


@dataclass
class _Allowance:
    left: float
    seen: float


class Allowances:
    """The allowance of each name, ``burst`` at most, with ``per_second`` more each second."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst, self._per_second = burst, per_second
        self._known: OrderedDict[str, _Allowance] = OrderedDict()

    def spends(self, name: str) -> bool:
        """Whether one more is within the allowance."""
        now = time.monotonic()
        allowance = self._known.pop(name, None) or _Allowance(self._burst, now)
        left = min(self._burst, allowance.left + (now - allowance.seen) * self._per_second)
        self._known[name] = _Allowance(left - 1 if left >= 1 else left, now)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return left >= 1
