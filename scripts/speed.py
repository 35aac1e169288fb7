"""The newest run of `make bench` as two tables: the bots beside each other, and each mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.marks import OTHERS, RIGHT

FACTS_RESULTS = r"facts-sqlite-\d{4}-\d\d-\d\d\.json"
NOT = "not measured"
MET = {True: "met", False: "**missed**", None: NOT}
FACTS = {
    "lookup_ms": "look-up of a topic's facts",
    "search_ms": "search for two words",
    "frequent_ms": "search for the commonest word",
}
RESULTS = r"\d{4}-\d\d-\d\d-[0-9a-f]+\.json"
"""Names of results of a whole run, on files as committed."""


def bots(name: str, told: Mapping[str, Any]) -> str:
    """What each bot costs and how well it hears, as Markdown."""
    rows = [
        "| | CPU of an answer, ms | of small talk | turns a second, 32 talks | CPU to the first answer, s "
        "| memory after all, MB | topics right |",
        "|---|---|---|---|---|---|---|",
    ]
    for bot in told["turns"]["answer"]:
        answer, talk = (told["turns"][kind][bot]["cpu_ms"]["p50"] for kind in ("answer", "small_talk"))
        flow, memory = told["turns_a_second"].get(bot, {}).get("32"), told["memory_mb"].get(bot, {}).values()
        right, first = told["quality"].get(bot, {}).get(RIGHT), told["starts"].get(bot, {}).get("cpu_s")
        cells = [
            bot, f"{answer:.1f}", f"{talk:.1f}", f"{flow:,.1f}" if flow else NOT,
            f"{first:.1f}" if first else NOT,
            f"{sum(memory):,.0f}" if memory else NOT, f"{right:.1%}" if right is not None else NOT,
        ]  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    cost = {bot: each["cpu_ms"]["p50"] for bot, each in told["turns"]["answer"].items()}
    times = " and ".join(f"{cost['Charley'] / cost[b]:.0f} times that of {b}" for b in OTHERS if b in cost)
    return "\n".join([*rows, "", f"An answer of Charley's costs {times}. {_source(name, told)}"]) + "\n\n"


def marks(name: str, told: Mapping[str, Any]) -> str:
    """Each mark with its figure, as Markdown."""
    rows = ["| figure | result | range over repeats | mark | |", "|---|---|---|---|---|"]
    for mark in told["marks"]:
        span = "" if mark["low"] is None else f"{mark['low']} to {mark['high']}"
        value = "" if mark["value"] is None else mark["value"]
        rows.append(f"| {mark['name']} | {value} | {span} | {mark['wanted']} | {MET[mark['met']]} |")
    return "\n".join([*rows, "", _source(name, told)]) + "\n\n"


def facts(name: str, told: Mapping[str, Any]) -> str:
    """How a store of many facts compares with a small one, as Markdown."""
    few, many = (pick(told["lines"], key=lambda line: line["facts"]) for pick in (min, max))
    rows = [
        f"| {many['facts']:,} facts over {few['facts']:,}, wall p50 | result | mark | |",
        "|---|---|---|---|",
    ]
    for what, words in FACTS.items():
        times = round(many[what] / few[what], 2)
        rows.append(f"| {words} | {times} | <= 2 | {MET[times <= 2]} |")
    return "\n".join([*rows, "", f"From `bench/results/{name}`, under a load of {told['load'][0]}."]) + "\n\n"


def _source(name: str, told: Mapping[str, Any]) -> str:
    load = [value for part in told["raw"]["load"].values() for value in part]
    trained = told["training"]["rasa init"]
    less = f" `rasa init` learned for {trained['epochs']} of their 100 epochs, and hears worse so."
    return (
        f"From `bench/results/{name}`: {told['machine']['cores']} cores shared with others under a load of "
        f"{min(load)} to {max(load)}, so ratios count, and no time says anything of a free machine."
        f"{less if trained['epochs'] < 100 else ''}"
    )
