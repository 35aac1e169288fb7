"""A share with its exact bounds, and the mark it is held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scipy.stats import binomtest

SLACK = 0.005
"""How far a share may stray from the accepted one: processors round differently."""


@dataclass(frozen=True)
class Figure:
    """``count`` of ``of``: a share that may be at most ``most``, or must be at least ``least``.

    ``of`` must be at least ``enough``. Without ``most`` and ``least`` it is held to nothing.
    """

    name: str
    count: int
    of: int
    most: float | None = None
    least: float | None = None
    enough: int = 1

    @property
    def share(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.count / self.of if self.of else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The Clopper-Pearson interval, 95 % two-sided."""
        if not self.of:
            return 0.0, 1.0
        found = binomtest(self.count, self.of).proportion_ci(method="exact")
        return float(found.low), float(found.high)

    @property
    def met(self) -> bool | None:
        """Whether the mark is met; None where there is none."""
        if self.most is None and self.least is None:
            return None
        low_enough = self.most is None or self.share <= self.most
        high_enough = self.least is None or self.share >= self.least
        return low_enough and high_enough and self.of >= self.enough

    def line(self) -> str:
        """One line for the screen."""
        low, high = self.bounds
        shown = f"{self.count:5} of {self.of:<5} {self.share:6.1%}  [{low:6.1%}, {high:6.1%}]"
        return f"{self.name:<66} {shown}  {self._mark()}".rstrip()

    def plain(self) -> dict[str, object]:
        """For the results file."""
        low, high = self.bounds
        return {
            "name": self.name,
            "count": self.count,
            "of": self.of,
            "share": round(self.share, 5),
            "bounds": [round(low, 5), round(high, 5)],
            "mark": self._mark() or None,
            "met": self.met,
        }

    def _mark(self) -> str:
        if self.met is None:
            return ""
        sign, mark = ("<=", self.most) if self.most is not None else (">=", self.least)
        size = f" of >= {self.enough}" if self.enough > 1 else ""
        return f"{sign} {mark:.0%}{size}: {'met' if self.met else 'NOT MET'}"


def unmet(figures: Iterable[Figure]) -> list[Figure]:
    """The figures whose mark is not met."""
    return [f for f in figures if f.met is False]


def worse(figures: Iterable[Figure], accepted: Mapping[str, float]) -> list[Figure]:
    """The figures with a mark that are on the wrong side of their accepted share, or have none."""
    return [f for f in figures if f.met is not None and _strays(f, accepted.get(f.name))]


def _strays(figure: Figure, accepted: float | None) -> bool:
    if accepted is None:
        return True
    return (figure.share - accepted if figure.most is not None else accepted - figure.share) > SLACK
