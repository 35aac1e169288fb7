"""Where the time of a turn goes: `make where` samples a running bot with py-spy and draws it.

Only the Rasa process, which does nearly all; every sample counts for the innermost part it was in. What is
kept: bench/results/where-DATE.json (shares), docs/pictures/where.png, and results/where.txt (the stacks,
collapsed: any flame graph viewer shows them).
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import aiohttp

from bench import processes, results
from bench.bots import Charley
from bench.run import QUESTIONS, wordings
from bot.settings import ROOT

PICTURE = ROOT / "docs" / "pictures" / "where.png"
PARTS = (
    ("second ear (onnxruntime)", ("_read_all (bot/language/ear.py",)),
    ("sentence encoder (onnxruntime)", ("_encode_one (bot/language/encoder.py",)),
    ("the rest of hearing: lexicon, contexts", ("hear (bot/language/ears.py", "_find (bot/language/ears.py")),
    ("which question: features, margins, gate", ("ask (bot/language/asking.py",)),
    ("verdict, check, coach", ("bot/core/", "bot/serve.py")),
    ("the call of the action server", ("rasa/core/actions/action.py", "rasa/utils/endpoints.py")),
    ("rules and memoization", ("rasa/core/policies/",)),
    ("safety policy", ("bot/policies/",)),
    ("conversations: reading and writing", ("bot/conversations/", "sqlalchemy/")),
    ("receipts and replies", ("bot/channels/", "bot/store/")),
    ("wording", ("bot/nlg/",)),
    ("Rasa's tracker and events", ("rasa/shared/core/",)),
    ("the rest of Rasa", ("rasa/",)),
    ("web server and event loop", ("sanic/", "asyncio/", "uvloop", "aiohttp/")),
)
"""From the innermost out: the first whose sign stands in a stack's line, read from its innermost frame."""
WAITING = "serve (sanic/server/runners.py"
"""The innermost frame of a process with nothing to do, which counts as work where the cores are busy."""


def part_of(stack: str) -> str:
    """The part that a collapsed stack belongs to."""
    for frame in reversed(stack.split(";")):
        for part, signs in PARTS:
            if any(sign in frame for sign in signs):
                return part
    return "others"


def shares(collapsed: str) -> dict[str, float]:
    """Of py-spy's collapsed stacks: each part's share of the samples at work, largest first."""
    counted: Counter[str] = Counter()
    for line in collapsed.splitlines():
        stack, _, count = line.rpartition(" ")
        if not stack.rpartition(";")[2].startswith(WAITING):
            counted[part_of(stack)] += int(count)
    return {part: round(n / counted.total(), 4) for part, n in counted.most_common()}


async def sampled(folder: Path, port: int, turns: int) -> tuple[str, float]:
    """The collapsed stacks of turns of every kind alike, and the CPU ms of one in the Rasa process."""
    bot, out = Charley("Charley", (port, port + 1), folder), folder / "stacks.txt"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as client:
        try:
            await bot.start(client)
            rasa = next(p for p in bot.pids if processes.name(p) == "rasa")
            asked = {kind: wordings(kind) for kind in QUESTIONS["kinds"]}
            await _converse(bot, client, asked, 3)
            spy = subprocess.Popen(_record(rasa, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            await asyncio.sleep(2)
            before = processes.cpu_ms([rasa])
            await _converse(bot, client, asked, turns)
            cost = (processes.cpu_ms([rasa]) - before) / turns / len(asked)
            spy.send_signal(2)
            spy.wait(60)
            return out.read_text(), cost
        finally:
            bot.stop()


def _record(pid: int, out: Path) -> list[str]:
    """The command that samples until it is interrupted."""
    spy = str(Path(sys.executable).with_name("py-spy"))
    return [spy, "record", "-p", str(pid), "-o", str(out), "-f", "raw", "-r", "250", "-d", "3600"]


async def _converse(bot: Charley, client: aiohttp.ClientSession, asked: dict, turns: int) -> None:
    for kind, texts in asked.items():
        for number in range(turns):
            if number % 12 == 0:
                talk = await bot.open(client, kind)
                await bot.say(client, talk, QUESTIONS["begins"].get(kind, "hello"))
            await bot.say(client, talk, next(texts))


def main() -> None:
    """Sample, keep and draw."""
    about = results.circumstances(load=[round(n, 1) for n in os.getloadavg()])
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        stacks, cost = asyncio.run(sampled(Path(name), 6250, int(sys.argv[1]) if sys.argv[1:] else 60))
    told = shares(stacks)
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results" / "where.txt").write_text(stacks)
    path = results.RESULTS / f"where-{about['when'][:10]}.json"
    results.RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps({**about, "cpu_ms_turn": round(cost, 2), "shares": told}, indent=1) + "\n")
    draw(told, cost, PICTURE)
    for part, share in told.items():
        print(f"{share:6.1%} {share * cost:7.2f} ms  {part}")


def draw(told: dict[str, float], cost: float, path: Path) -> None:
    """Bars, the largest on top."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    axes.barh(list(told)[::-1], [share * cost for share in told.values()][::-1], color="#3b6ea5")
    axes.set_xlabel(f"CPU ms of {cost:.1f} ms: a turn in the Rasa process, all kinds alike")
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
