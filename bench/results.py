"""What a run found: as a table, as a dated file, as pictures."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.settings import ROOT
from evals.understanding import report

RESULTS = ROOT / "bench" / "results"
OURS, STOCK = "Charley", "rasa init"
MARKS = {"answer": 0.25, "small_talk": 0.40}
"""The most that a turn of ours may cost, as a share of the stock one's."""


def circumstances(**told: Any) -> dict[str, Any]:
    """What the results hold for."""
    return {**report.circumstances(), **told}


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99."""
    return {f"p{p}": round(float(np.percentile(values, p)), 2) for p in (50, 95, 99)} if values else {}


def turns(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """By kind and bot: the spread of wall and CPU ms over all repeats."""
    found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for row in rows:
        found.setdefault(row["kind"], {}).setdefault(row["bot"], {})
    for kind, bots in found.items():
        for bot in bots:
            mine = [r for r in rows if r["kind"] == kind and r["bot"] == bot]
            for what in ("wall_ms", "cpu_ms"):
                bots[bot][what] = spread([v for r in mine for v in r[what]])
    return found


def ratios(rows: Sequence[Mapping[str, Any]], what: str = "cpu_ms") -> dict[str, dict[str, float]]:
    """By kind: our median over the stock one's in each repeat; the median of those, and their range."""
    found: dict[str, dict[str, float]] = {}
    if not {OURS, STOCK} <= {r["bot"] for r in rows}:
        return found
    for kind in dict.fromkeys(r["kind"] for r in rows):
        each = []
        for repeat in dict.fromkeys(r["repeat"] for r in rows):
            mine, theirs = (
                next(
                    statistics.median(r[what])
                    for r in rows
                    if (r["repeat"], r["kind"], r["bot"]) == (repeat, kind, b)
                )
                for b in (OURS, STOCK)
            )
            each.append(mine / theirs)
        found[kind] = {
            "median": round(statistics.median(each), 3),
            "low": round(min(each), 3),
            "high": round(max(each), 3),
        }
    return found


def flows(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """By bot: the median turns a second at each number of talks."""
    found: dict[str, dict[str, float]] = {}
    for bot, talks in dict.fromkeys((r["bot"], r["talks"]) for r in rows):
        each = [r["turns_s"] for r in rows if (r["bot"], r["talks"]) == (bot, talks)]
        found.setdefault(bot, {})[str(talks)] = statistics.median(each)
    return found


def marks(found: Mapping[str, Any]) -> dict[str, tuple[float | None, str, bool | None]]:
    """Each mark: the figure, what it has to be, and whether it is."""
    told: dict[str, tuple[float | None, str, bool | None]] = {}

    def at_most(name: str, value: float | None, bound: float) -> None:
        told[name] = value, f"<= {bound}", None if value is None else value <= bound

    talk = found["long"][OURS]
    grown = round(statistics.median(talk[-20:]) / statistics.median(talk[5:25]), 2)
    at_most(f"turn {len(talk)} over turn 10 of one talk", grown, 1.3)
    if STOCK not in found["start"]:
        return told
    for what in ("cpu_ms", "wall_ms"):
        for kind, bound in MARKS.items():
            at_most(f"{kind} turn, {what}", ratios(found["turns"], what)[kind]["median"], bound)
    flow = flows(found["throughput"])
    gain = round(flow[OURS]["32"] / flow[STOCK]["32"], 2)
    told["throughput at 32 talks"] = gain, ">= 3.5", gain >= 3.5
    memory = {bot: sum(each.values()) for bot, each in found["memory_mb"].items()}
    at_most("resident memory of all processes", round(memory[OURS] / memory[STOCK], 2), 0.65)
    first = {bot: each["cpu_s"] for bot, each in found["start"].items()}
    at_most("CPU to the first answer", round(first[OURS] / first[STOCK], 2), 0.40)
    trained = found["training"]
    ours = round(trained[OURS]["cpu_s"] / trained[STOCK]["cpu_s"], 3) if OURS in trained else None
    at_most("CPU of training", ours, 0.1)
    return told


def show(found: Mapping[str, Any]) -> None:
    """Print the figures."""
    for kind, bots in turns(found["turns"]).items():
        print(f"\n{kind}: a turn, ms (p50 p95 p99)")
        for bot, took in bots.items():
            cpu, wall = (" ".join(f"{v:8.2f}" for v in took[w].values()) for w in ("cpu_ms", "wall_ms"))
            print(f"  {bot:12} CPU {cpu}   wall {wall}")
        for what in ("cpu_ms", "wall_ms"):
            if ratio := ratios(found["turns"], what).get(kind):
                print(f"  {OURS} / {STOCK}, {what}: {ratio['median']} ({ratio['low']} to {ratio['high']})")
    print("\nturns a second, by talks at once")
    for bot, flow in flows(found["throughput"]).items():
        print(f"  {bot:12} {flow}")
    for name in ("start", "memory_mb", "training", "quality"):
        print(f"\n{name}")
        for bot, told in found.get(name, {}).items():
            print(f"  {bot:12} {told}")
    print("\nmarks")
    for mark, (value, wanted, met) in marks(found).items():
        print(f"  {mark:36} {value!s:>8} {wanted:8} {'-' if met is None else 'met' if met else 'MISSED'}")


def keep(about: Mapping[str, Any], found: Mapping[str, Any]) -> Path:
    """Write the dated file, and the pictures."""
    RESULTS.mkdir(exist_ok=True)
    short = "-quick" if about["quick"] else ""
    path = RESULTS / f"{report.stem(about)}{short}.json"
    told = {"turns": turns(found["turns"]), "ratios_cpu": ratios(found["turns"]),
            "ratios_wall": ratios(found["turns"], "wall_ms"), "turns_a_second": flows(found["throughput"]),
            "marks": {k: list(v) for k, v in marks(found).items()}}  # fmt: skip
    path.write_text(json.dumps({**about, **told, "raw": found}, indent=1) + "\n", encoding="utf-8")
    draw(found, path.stem)
    print(f"\nKept in {path.relative_to(ROOT)}.")
    return path


def draw(found: Mapping[str, Any], name: str) -> None:
    """A picture: what a turn costs by kind, how many a second, and one long talk."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (costs, flow, talk) = pyplot.subplots(1, 3, figsize=(15, 4.2))
    told = turns(found["turns"])
    bots = list(next(iter(told.values())))
    for place, bot in enumerate(bots):
        costs.bar(
            np.arange(len(told)) + place / (len(bots) + 1),
            [kinds[bot]["cpu_ms"]["p50"] for kinds in told.values()],
            1 / (len(bots) + 1),
            label=bot,
        )
    costs.set_xticks(np.arange(len(told)) + 0.3, [k.replace("_", " ") for k in told])
    costs.set_yscale("log")
    costs.set_title("CPU of a turn, ms (p50)")
    costs.legend(fontsize=8)
    for bot, each in flows(found["throughput"]).items():
        flow.plot([int(n) for n in each], list(each.values()), marker="o", label=bot)
    flow.set_xscale("log", base=2)
    flow.set_yscale("log")
    flow.set_title("turns a second, by talks at once")
    for bot, each in found["long"].items():
        talk.plot(range(1, len(each) + 1), each, label=bot, linewidth=0.8)
    talk.set_title("CPU of each turn of one talk, ms")
    talk.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(RESULTS / f"{name}.png", dpi=80)
    pyplot.close(figure)
