"""What a run found: as a table, as a dated file, as pictures."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import marks, pictures
from bench.marks import OURS, STOCK
from bot.settings import ROOT
from evals.understanding import report

RESULTS = ROOT / "bench" / "results"
UNKEPT = ROOT / "results"
UNFINISHED = UNKEPT / "bench-unfinished.json"
"""What a run has found so far. `python -m bench.results` makes results of it; what was not
reached is then not measured."""
_PARTS: Mapping[str, Any] = {"turns": [], "throughput": [], "long": {}, "memory_mb": {}}
PICTURE = ROOT / "docs" / "pictures" / "speed.png"


def circumstances(**told: Any) -> dict[str, Any]:
    """What the results hold for."""
    return {**report.circumstances(), "cores_used": sorted(os.sched_getaffinity(0)), **told}


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


def paired(
    rows: Sequence[Mapping[str, Any]], value: Callable[[Mapping[str, Any]], float]
) -> dict[str, float]:
    """Our value over the stock one's in each repeat; the median of those, and their range."""
    by = {(r["repeat"], r["bot"]): value(r) for r in rows}
    each = [mine / by[n, STOCK] for (n, bot), mine in by.items() if bot == OURS and (n, STOCK) in by]
    if not each:
        return {}
    told = {"median": statistics.median(each), "low": min(each), "high": max(each)}
    return {name: round(v, 3) for name, v in told.items()}


def ratios(rows: Sequence[Mapping[str, Any]], what: str = "cpu_ms") -> dict[str, dict[str, float]]:
    """By kind: our median turn over the stock one's, as `paired` tells it."""
    kinds = dict.fromkeys(r["kind"] for r in rows)
    each = {
        k: paired([r for r in rows if r["kind"] == k], lambda r: statistics.median(r[what])) for k in kinds
    }
    return {kind: ratio for kind, ratio in each.items() if ratio}


def answered(row: Mapping[str, Any]) -> float:
    """Turns a second that got an answer: an apology is none."""
    return float(row["turns_s"]) * (1 - row["unanswered"] / row["turns"])


def flows(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """By bot: the median of answered turns a second at each number of talks."""
    found: dict[str, dict[str, float]] = {}
    for bot, talks in dict.fromkeys((r["bot"], r["talks"]) for r in sorted(rows, key=lambda r: r["talks"])):
        each = [answered(r) for r in rows if (r["bot"], r["talks"]) == (bot, talks)]
        found.setdefault(bot, {})[str(talks)] = round(statistics.median(each), 2)
    return found


def starts(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """By bot: the median seconds and megabytes of its starts, and how many there were."""
    found: dict[str, dict[str, float]] = {}
    for bot in dict.fromkeys(r["bot"] for r in rows):
        mine = [r for r in rows if r["bot"] == bot]
        found[bot] = {
            w: round(statistics.median(r[w] for r in mine), 2) for w in ("cpu_s", "wall_s", "rss_mb")
        }
        found[bot]["starts"] = len(mine)
    return found


def summary(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader wants of a run."""
    told = {
        "turns": turns(found["turns"]),
        "ratios_cpu": ratios(found["turns"]),
        "ratios_wall": ratios(found["turns"], "wall_ms"),
        "turns_a_second": flows(found["throughput"]),
        "starts": starts(found["start"]),
        "memory_mb": found["memory_mb"],
        "training": found["training"],
        "quality": found.get("quality", {}),
    }
    many = [r for r in found["throughput"] if r["talks"] == 32]
    ratio = {
        "start": paired(found["start"], lambda r: r["cpu_s"]),
        "memory": paired(found["start"], lambda r: r["rss_mb"]),
        "flow": paired(many, answered),
        "flow_cpu": paired(many, lambda r: r["cpu_ms_turn"]),
    }
    return {**told, "ratios": ratio, "marks": [m.to_dict() for m in marks.judge({**told, **ratio}, found)]}


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
    told = summary(found)
    for name in ("starts", "memory_mb", "training", "quality"):
        print(f"\n{name}")
        for bot, each in told[name].items():
            print(f"  {bot:12} {each}")
    print("\nmarks")
    for mark in told["marks"]:
        met = {None: "-", True: "met", False: "MISSED"}[mark["met"]]
        print(f"  {mark['name']:52} {mark['value']!s:>8} {mark['wanted']:8} {met}")


def keep(found: Mapping[str, Any]) -> Path:
    """Print, write the dated file, and draw. What a short run found, or one without the stock bot, stays out
    of the repository."""
    show(found)
    about = found["about"]
    whole = not about["quick"] and STOCK in found["training"]
    path = (RESULTS if whole else UNKEPT) / f"{report.stem(about)}.json"
    path.parent.mkdir(exist_ok=True)
    told, raw = summary(found), {name: each for name, each in found.items() if name != "about"}
    path.write_text(report.as_json({**about, **told, "raw": raw}) + "\n", encoding="utf-8")
    pictures.draw(told, found["long"], PICTURE if whole else path.with_suffix(".png"))
    print(f"\nKept in {path.relative_to(ROOT)}.")
    return path


if __name__ == "__main__":
    keep({**_PARTS, **json.loads(UNFINISHED.read_text(encoding="utf-8"))})
