"""What a run had to show, and whether it did: each mark with its figure, told plainly."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench import stock

OURS, STOCK = "Charley", "rasa init"
OTHERS = ("nlp.js", "BM25")
TURNS = {"answer": 0.25, "small_talk": 0.40}
"""The most that a turn of ours may cost, as a share of the stock one's."""
RIGHT = "topic right: health questions and off-topic"


@dataclass(frozen=True)
class Mark:
    """A figure beside its bound; ``low`` and ``high`` are those of the repeats, where there were any."""

    name: str
    value: float | None
    bound: float
    least: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the figure reaches its bound; None where it was not measured."""
        if self.value is None:
            return None
        return self.value >= self.bound if self.least else self.value <= self.bound

    def to_dict(self) -> dict[str, Any]:
        """Its JSON."""
        wanted = f"{'>=' if self.least else '<='} {self.bound}"
        return {
            "name": self.name, "value": self.value, "low": self.low, "high": self.high,
            "wanted": wanted, "met": self.met,
        }  # fmt: skip


def judge(told: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Mark]:
    """Each mark of a run, from its summary and what it found."""
    for what, words in (("ratios_cpu", "CPU"), ("ratios_wall", "wall")):
        for kind, bound in TURNS.items():
            yield _of(
                f"{kind.replace('_', ' ')} turn p50, {words}, ours/stock", told[what].get(kind, {}), bound
            )
    yield _of("answered turns a second at 32 talks, ours/stock", told["flow"], 3.5, least=True)
    yield _of("CPU of a turn at 32 talks, ours/stock", told["flow_cpu"], round(1 / 3.5, 3))
    yield _of("resident memory at the first answer, ours/stock", told["memory"], 0.65)
    yield Mark("resident memory after all the work, ours/stock", _over(_sums(found["memory_mb"])), 0.65)
    yield _of("CPU to the first answer, ours/stock", told["start"], 0.40)
    trained = found["training"]
    yield Mark("CPU of training, ours/stock as trained here", _over(_each(trained, "cpu_s")), 0.1)
    full = _each(trained, "cpu_s")
    if STOCK in full:
        full[STOCK] = stock.at_full(trained[STOCK])
    yield Mark(f"CPU of training, ours/stock, EXTRAPOLATED to {stock.FULL} epochs", _over(full), 0.1)
    if OURS in found["long"]:
        yield Mark("last turns of the long talk / turn 10, CPU", grown(found["long"][OURS]), 1.3)
    right = _each(found.get("quality", {}), RIGHT)
    for other in OTHERS:
        lead = round(right[OURS] - right[other], 3) if {OURS, other} <= right.keys() else None
        yield Mark(f"lead in topics right over {other}", lead, 0.15, least=True)


def grown(talk: Sequence[float]) -> float:
    """The CPU of the last 20 turns of a talk over that of its turns 6 to 25, by medians."""
    return round(statistics.median(talk[-20:]) / statistics.median(talk[5:25]), 2)


def _of(name: str, ratio: Mapping[str, float], bound: float, *, least: bool = False) -> Mark:
    return Mark(name, ratio.get("median"), bound, least, ratio.get("low"), ratio.get("high"))


def _each(rows: Mapping[str, Mapping[str, float]], what: str) -> dict[str, float]:
    return {bot: row[what] for bot, row in rows.items()}


def _sums(rows: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {bot: sum(row.values()) for bot, row in rows.items()}


def _over(values: Mapping[str, float]) -> float | None:
    return round(values[OURS] / values[STOCK], 3) if {OURS, STOCK} <= values.keys() else None
