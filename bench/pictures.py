"""A run as a picture: what a turn costs, how many a second, one long talk, and each mark beside its bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def draw(told: Mapping[str, Any], long: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw a run's summary and its long talks."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, ((costs, flow), (talk, marks)) = pyplot.subplots(2, 2, figsize=(13, 8))
    _costs(costs, told["turns"])
    for bot, each in told["turns_a_second"].items():
        flow.plot([int(n) for n in each], list(each.values()), marker="o", label=bot)
    flow.set_xscale("log", base=2)
    flow.set_yscale("log")
    flow.set_title("turns a second, by talks at once")
    flow.legend(fontsize=8)
    for bot, each in long.items():
        talk.plot(range(1, len(each) + 1), each, label=bot, linewidth=0.8)
    talk.set_title("CPU of each turn of one talk, ms")
    talk.legend(fontsize=8)
    _marks(marks, told["marks"])
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _costs(axes: Any, told: Mapping[str, Mapping[str, Any]]) -> None:
    bots = list(next(iter(told.values())))
    width = 1 / (len(bots) + 1)
    for place, bot in enumerate(bots):
        high = [kinds[bot]["cpu_ms"]["p50"] for kinds in told.values()]
        axes.bar(np.arange(len(told)) + place * width, high, width, label=bot)
    axes.set_xticks(np.arange(len(told)) + 0.3, [k.replace("_", " ") for k in told])
    axes.set_yscale("log")
    axes.set_title("CPU of a turn, ms (p50)")
    axes.legend(fontsize=8)


def _marks(axes: Any, told: Sequence[Mapping[str, Any]]) -> None:
    """Bars that end at 1 where the bound is; green where it is met."""
    shown = [m for m in told if m["value"] is not None][::-1]
    for place, mark in enumerate(shown):
        bound = float(mark["wanted"].split()[1])
        axes.barh(place, mark["value"] / bound, color="#3a7d44" if mark["met"] else "#b3542d")
    names = [f"{m['name']}: {m['value']} ({m['wanted']})" for m in shown]
    axes.set_yticks(range(len(shown)), names, fontsize=7)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_title("figure over its mark; green: met")
