"""The benchmark against peers: `make bench` (BENCH=--quick: a short form).

One run, one machine, the same questions: every turn is asked of each bot in alternation, so that whatever
else the machine does falls on all alike. What counts are the ratios, and of the times CPU before wall.
docs/decisions/0015-fast-and-small.md says what was found; each figure is kept in bench/results/.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
import yaml

from bench import processes, results, stock
from bench.bots import Bot, Charley, NlpJs, Retriever, Stock
from bench.marks import STOCK
from bot import processes as ours

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
QUESTIONS = yaml.safe_load((Path(__file__).parent / "questions.yml").read_text(encoding="utf-8"))
PACE = 12
"""Turns of one talk before the next begins, so that every turn meets a history of like length."""


@dataclass(frozen=True)
class Much:
    """How much is measured: turns of each kind and repeat, long talks of ours and of stock."""

    repeats: int
    turns: int
    talks: tuple[int, ...]
    long: tuple[int, ...]
    quality: bool = True


def wordings(kind: str) -> Iterator[str]:
    """The questions of a kind, no wording twice until all were used."""
    frames = list(itertools.product(QUESTIONS["heads"], QUESTIONS["tails"]))
    texts = QUESTIONS["kinds"][kind]
    for number in itertools.count():
        head, tail = frames[number // len(texts) * 29 % len(frames)]
        yield f"{head}{texts[number % len(texts)]}{tail}"


class Bench:
    """One run over some bots."""

    def __init__(self, client: aiohttp.ClientSession, bots: list[Bot]) -> None:
        self._client, self._bots = client, bots
        self._wordings = {kind: wordings(kind) for kind in QUESTIONS["kinds"]}
        self._talks = itertools.count()

    async def start(self, repeat: int, bot: Bot) -> dict[str, Any]:
        """A start of a bot: seconds and megabytes until its first answer."""
        return {"repeat": repeat, "bot": bot.name, **await bot.start(self._client)}

    def _turned(self, number: int) -> list[Bot]:
        """The bots, another one first each time."""
        number %= len(self._bots)
        return [*self._bots[number:], *self._bots[:number]]

    async def turns(self, repeats: int, each: int) -> list[dict[str, Any]]:
        """For every repeat, kind and bot: wall and CPU ms of each turn."""
        rows = []
        for repeat in range(repeats):
            for kind in QUESTIONS["kinds"]:
                rows += await self._block(repeat, kind, each)
        return rows

    async def _block(self, repeat: int, kind: str, each: int) -> list[dict[str, Any]]:
        took: dict[str, list[tuple[float, float]]] = {bot.name: [] for bot in self._bots}
        unanswered = dict.fromkeys(took, 0)
        talks: dict[str, Any] = {}
        for number in range(each):
            if number % (1 if kind == "emergency" else PACE) == 0:
                talks = {bot.name: await self._open(bot, kind) for bot in self._bots}
            text = next(self._wordings[kind])
            for bot in self._turned(repeat + number):
                answered, wall, cpu = await self._timed(bot, talks[bot.name], text)
                took[bot.name].append((wall, cpu))
                unanswered[bot.name] += not answered
        return [
            {"repeat": repeat, "kind": kind, "bot": bot, "unanswered": unanswered[bot],
             "wall_ms": [round(w, 3) for w, _ in times], "cpu_ms": [round(c, 3) for _, c in times]}
            for bot, times in took.items()
        ]  # fmt: skip

    async def _open(self, bot: Bot, kind: str) -> Any:
        """A talk that is under way: a first turn costs more, and is nobody's usual one."""
        talk = await bot.open(self._client, f"bench{next(self._talks)}")
        first = QUESTIONS["begins"].get(kind, "hello")
        await bot.say(self._client, talk, first)
        return talk

    async def _timed(self, bot: Bot, talk: Any, text: str) -> tuple[bool, float, float]:
        before, began = processes.cpu_ms(bot.pids), time.perf_counter()
        answered, _ = await bot.say(self._client, talk, text)
        wall = (time.perf_counter() - began) * 1000
        return answered, wall, processes.cpu_ms(bot.pids) - before

    async def throughput(self, repeats: int, counts: tuple[int, ...]) -> list[dict[str, Any]]:
        """Turns a second while so many talks go on at once, and how many turns had no answer."""
        rows = []
        for repeat, count in itertools.product(range(repeats), counts):
            for bot in self._turned(repeat):
                each = max(2, 16 // count)
                talks = [await self._open(bot, "answer") for _ in range(count)]
                before, began = processes.cpu_ms(bot.pids), time.perf_counter()
                told = await asyncio.gather(*(self._converse(bot, talk, each) for talk in talks))
                seconds = time.perf_counter() - began
                rows.append(
                    {"repeat": repeat, "talks": count, "bot": bot.name, "turns": count * each,
                     "turns_s": round(count * each / seconds, 2), "unanswered": count * each - sum(told),
                     "cpu_ms_turn": round((processes.cpu_ms(bot.pids) - before) / count / each, 2)}
                )  # fmt: skip
        return rows

    async def _converse(self, bot: Bot, talk: Any, each: int) -> int:
        answered = 0
        for _ in range(each):
            with suppress(aiohttp.ClientError, asyncio.TimeoutError, ValueError, KeyError):  # none counted
                answered += (await bot.say(self._client, talk, next(self._wordings["answer"])))[0]
        return answered

    async def long_talk(self, bot: Bot, turns: int) -> list[float]:
        """CPU ms of each turn of one talk."""
        talk = await bot.open(self._client, f"long{next(self._talks)}")
        return [
            round((await self._timed(bot, talk, next(self._wordings["answer"])))[2], 2) for _ in range(turns)
        ]


async def measure(
    about: dict[str, Any], with_stock: bool, epochs: int, port: int, much: Much
) -> dict[str, Any]:
    """Everything that needs the bots up."""
    found: dict[str, Any] = {"about": about, "training": {}, "load": {}}
    if with_stock:
        Stock.epochs, found["training"][STOCK] = epochs, stock.model(epochs)[1]
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        kinds = {"Charley": Charley, "rasa init": Stock, "nlp.js": NlpJs, "BM25": Retriever}
        bots: list[Bot] = [
            made(title, (port + 2 * n, port + 2 * n + 1), Path(name) / title.replace(" ", "_"))
            for n, (title, made) in enumerate(kinds.items())
            if with_stock or made is not Stock
        ]
        limits, patience = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=120)
        async with aiohttp.ClientSession(connector=limits, timeout=patience) as client:
            try:
                await _parts(found, client, bots, much)
            finally:
                for bot in bots:
                    bot.stop()
    return found


async def _parts(found: dict[str, Any], client: aiohttp.ClientSession, bots: list[Bot], much: Much) -> None:
    """The parts one after the other; what was found so far is kept, as a run is long."""
    bench = Bench(client, bots)
    with _part(found, "first start"):
        found["start"] = list(await asyncio.gather(*(bench.start(0, bot) for bot in bots)))
    with _part(found, "turns"):
        await bench.turns(1, 3)  # warm
        found["turns"] = await bench.turns(much.repeats, much.turns)
    with _part(found, "throughput"):
        found["throughput"] = await bench.throughput(much.repeats, much.talks)
    with _part(found, "long talk"):
        found["long"] = {b.name: await bench.long_talk(b, n) for b, n in zip(bots, much.long, strict=False)}
        found["memory_mb"] = {bot.name: bot.memory() for bot in bots}
    if not much.quality:
        return
    from bench import quality  # what it needs is heavy, and a quick run needs none of it

    with _part(found, "quality"):
        found["quality"] = await quality.measure(client, bots)
    with _part(found, "training"):
        found["training"]["Charley"] = quality.training()
    with _part(found, "more starts"):
        for repeat in range(1, much.repeats):
            for bot in bots[:: 1 if repeat % 2 else -1]:
                if isinstance(bot, Charley | Stock):  # the others have no mark, and nlp.js learns each time
                    bot.stop()
                    found["start"].append(await bench.start(repeat, bot))


@contextmanager
def _part(found: dict[str, Any], name: str) -> Iterator[None]:
    """Say what is measured now, note the load at its beginning and end, and keep what there is."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    before = os.getloadavg()[0]
    yield
    found["load"][name] = [round(before, 1), round(os.getloadavg()[0], 1)]
    results.UNFINISHED.parent.mkdir(exist_ok=True)
    results.UNFINISHED.write_text(json.dumps(found), encoding="utf-8")


@app.command()
def main(
    quick: Annotated[
        bool, typer.Option("--quick", help="Few turns; no quality, no training of ours.")
    ] = False,
    epochs: Annotated[
        int, typer.Option(help="Of the stock networks: fewer train sooner, and hear worse.")
    ] = stock.FULL,
    with_stock: Annotated[bool, typer.Option("--stock/--no-stock", help="With rasa init's bot.")] = True,
    repeats: Annotated[int, typer.Option(help="How often each part is done, the bots in turn.")] = 5,
    talks: Annotated[str, typer.Option(help="How many talks at once.")] = "1,8,32,128",
    port: Annotated[int, typer.Option(help="The first of eight ports.")] = 6240,
    note: Annotated[str, typer.Option(help="What the results should say: what else ran, say.")] = "",
) -> None:
    """Compare Charley with what one might use instead."""
    ours.train()
    about = results.circumstances(quick=quick, stock_epochs=epochs, note=note)
    counts = tuple(int(count) for count in talks.split(","))
    much = Much(1, 6, (1, 32), (100,), quality=False) if quick else Much(repeats, 12, counts, (1000, 60))
    found = asyncio.run(measure(about, with_stock, epochs, port, much))
    results.keep(found)


if __name__ == "__main__":
    app()
