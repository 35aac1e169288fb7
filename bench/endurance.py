"""Whether it keeps up: one talk of a thousand turns, and memory under an hour of steady load.

    python -m bench.endurance talk [--turns 1000]       its last turns against its first, and a new talk
    python -m bench.endurance steady [--minutes 60]     megabytes an hour of each process

Each result is kept in bench/results/endurance-talk-DATE.json and endurance-steady-DATE.json.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import numpy as np
import typer

from bench import processes, results
from bench.bots import Charley
from bench.run import PACE, QUESTIONS, wordings
from bot import processes as ours

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
SOME = 100
"""Turns at either end of the long talk that are compared; so many are said in another talk first."""
AIM = 1.5
"""The most that the last turns may take, as a multiple of the first."""
_EVERY = 5.0
"""Seconds between two looks at the memory."""
_WARM = 0.2
"""The share of the steady load that only fills caches: no slope is taken from it."""


def beside(base: Sequence[float], last: Sequence[float]) -> dict[str, dict[str, float]]:
    """The p95, the median and the mean of some turns and of the last, and the one over the other."""
    kinds = {"p95": lambda v: np.percentile(v, 95), "median": np.median, "mean": np.mean}
    found = {kind: (float(of(base)), float(of(last))) for kind, of in kinds.items()}
    return {
        kind: {"base": round(one, 1), "last": round(other, 1), "ratio": round(other / one, 3)}
        for kind, (one, other) in found.items()
    }


def slope(times: Sequence[float], megabytes: Sequence[float]) -> float:
    """Megabytes an hour, by least squares: times in seconds."""
    return round(float(np.polyfit(np.array(times) / 3600, megabytes, 1)[0]), 1)


async def timed(
    bot: Charley, client: aiohttp.ClientSession, talk: Any, text: str
) -> tuple[float, float, bool]:
    """Wall and CPU ms (Rasa process) of one turn, and whether it was answered."""
    rasa = next(p for p in bot.pids if processes.name(p) == "rasa")
    spent, began = processes.cpu_ms([rasa]), time.perf_counter()
    answered, _ = await bot.say(client, talk, text)
    return (time.perf_counter() - began) * 1000, processes.cpu_ms([rasa]) - spent, answered


async def long_talk(bot: Charley, client: aiohttp.ClientSession, turns: int) -> dict[str, Any]:
    """Wall and CPU ms of each turn of one talk. In its last turns a new talk says the same, before or after
    it by turns: what others do to the machine meanwhile meets both."""
    texts, some = wordings("answer"), min(SOME, turns // 2)
    warm = await bot.open(client, "warm")
    for _ in range(SOME):
        await bot.say(client, warm, next(texts))
    talk, new = await bot.open(client, "long"), await bot.open(client, "new")
    long, young, loads = [], [], [os.getloadavg()[0]]
    for n in range(turns):
        both = [(talk, long), (new, young)] if n >= turns - some else [(talk, long)]
        text = next(texts)
        for which, times in both if n % 2 else reversed(both):
            times.append(await timed(bot, client, which, text))
        if n in (some - 1, turns - some - 1, turns - 1):
            loads.append(os.getloadavg()[0])
    wall, cpu, answered = zip(*long, strict=True)
    young_wall, young_cpu, young_answered = zip(*young, strict=True)
    return {
        "turns": turns,
        "unanswered": (answered + young_answered).count(False),
        "compared": some,
        "last_after_first": {
            "wall_ms": beside(wall[:some], wall[-some:]),
            "cpu_ms": beside(cpu[:some], cpu[-some:]),
        },
        "last_beside_new": {
            "wall_ms": beside(young_wall, wall[-some:]),
            "cpu_ms": beside(young_cpu, cpu[-some:]),
        },
        "load_around_first_and_last": [round(load, 1) for load in loads],
        "aim": f"ratio of wall p95, last after first, under {AIM}",
    }


async def steady(bot: Charley, client: aiohttp.ClientSession, minutes: float, rate: float) -> dict[str, Any]:
    """Turns at a steady rate, a new talk every so many; the resident memory of each process meanwhile."""
    times: list[float] = []
    seen: dict[str, list[float]] = {processes.name(p): [] for p in bot.pids}
    began, count, unanswered, looked = time.monotonic(), 0, 0, -_EVERY
    kinds = list(QUESTIONS["kinds"])
    asked = {kind: wordings(kind) for kind in kinds}
    while (now := time.monotonic() - began) < minutes * 60:
        if now - looked >= _EVERY:
            looked = now
            times.append(now)
            for pid in bot.pids:
                seen[processes.name(pid)].append(processes.rss_mb(pid))
        if count % PACE == 0:
            talk, texts = await bot.open(client, "steady"), asked[kinds[count // PACE % len(kinds)]]
        answered, _ = await bot.say(client, talk, next(texts))
        count, unanswered = count + 1, unanswered + (not answered)
        await asyncio.sleep(max(0.0, began + count / rate - time.monotonic()))
    from_ = next(n for n, t in enumerate(times) if t >= times[-1] * _WARM)
    memory = {
        name: {
            "first_mb": round(each[0], 1),
            "warm_mb": round(each[from_], 1),
            "last_mb": round(each[-1], 1),
            "slope_mb_h": slope(times[from_:], each[from_:]),
        }
        for name, each in seen.items()
    }
    return {"minutes": minutes, "turns": count, "turns_s": round(count / (minutes * 60), 2),
            "unanswered": unanswered, "memory": memory}  # fmt: skip


def _measured(kind: str, port: int, work: Callable[[Charley, aiohttp.ClientSession], Awaitable[Any]]) -> None:
    """Run it on a bot of its own, print and keep what came of it."""
    ours.train()
    about = results.circumstances()

    async def whole(folder: Path) -> Any:
        bot = Charley("Charley", (port, port + 1), folder)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as client:
            try:
                await bot.start(client)
                return await work(bot, client)
            finally:
                bot.stop()

    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        found = {**about, **asyncio.run(whole(Path(name) / "data"))}
    results.RESULTS.mkdir(exist_ok=True)
    path = results.RESULTS / f"endurance-{kind}-{about['when'][:10]}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


@app.command()
def talk(turns: int = 1000, port: int = 6260) -> None:
    """One talk of so many turns."""
    _measured("talk", port, lambda bot, client: long_talk(bot, client, turns))


@app.command(name="steady")
def steady_(
    minutes: float = 60,
    rate: Annotated[float, typer.Option(help="Turns a second; fewer where it does not keep up.")] = 2,
    port: int = 6264,
) -> None:
    """Memory under steady load."""
    _measured("steady", port, lambda bot, client: steady(bot, client, minutes, rate))


if __name__ == "__main__":
    app()
