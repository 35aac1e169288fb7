"""How well each bot answers, beside how fast: the frozen sentences of evals/, scored as there.

Charley is asked as a whole; of the others the topic is what their classifier, or their best fact, names.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

import aiohttp

from bench import stock
from bench.bots import Bot, NlpJs, Retriever
from evals.understanding import ask, data, topics
from evals.understanding.data import Item
from evals.understanding.parse import parse
from evals.understanding.said import Said, from_intent


def training() -> dict[str, float]:
    """A fresh training of ours: seconds of wall and CPU; the model in use stays."""
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        folder = Path(name)
        command = [
            sys.executable, "-m", "rasa", "train", "--force", "--out", name, "--fixed-model-name", "fresh",
        ]  # fmt: skip
        return stock.timed(command, folder, folder / "fresh.tar.gz")


def measure(epochs: int, port: int) -> dict[str, Any]:
    """Of each bot the shares that a classifier alone can be compared by."""
    items = data.utterances()
    with ask.serving() as address:
        said = {"Charley": [ask.converse(address, [item])[0] for item in items]}
    found = parse(stock.model(epochs)[0])
    said["rasa init"] = [from_intent(found[item.id][0]) for item in items]
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        for bot in (
            NlpJs("nlp.js", (port, port), Path(name)),
            Retriever("BM25", (port + 1, port), Path(name)),
        ):
            said[bot.name] = asyncio.run(_asked(bot, items))
    return {name: _shares(items, told) for name, told in said.items()}


def _shares(items: list[Item], told: list[Said]) -> dict[str, float | None]:
    figures = topics.scores(list(zip(items, told, strict=True)), marked=False)
    return {figure.name: figure.value for figure in figures[: topics.COMPARED]}


async def _asked(bot: Bot, items: list[Item]) -> list[Said]:
    async with aiohttp.ClientSession() as client:
        try:
            await bot.start(client)
            return [_said((await bot.say(client, None, item.text))[1]) for item in items]
        finally:
            bot.stop()


def _said(body: dict[str, Any]) -> Said:
    if "topic" in body:
        return from_intent(f"ask_{body['topic']}" if body["topic"] else "out_of_scope")
    return from_intent(body["intent"] if body["intent"] != "None" else "out_of_scope")
