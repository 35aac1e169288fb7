"""How well each bot answers, beside how fast: the frozen sentences of evals/, scored as there.

Charley is asked as a whole; of the others the topic is what their classifier, or their best fact, names.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp

from bench import stock
from bench.bots import HOST, Bot, Charley, Stock
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


async def measure(client: aiohttp.ClientSession, bots: Sequence[Bot]) -> dict[str, Any]:
    """Of each bot, which is up, the shares that a classifier alone can be compared by."""
    items = data.utterances()
    return {bot.name: _shares(items, await _heard(client, bot, items)) for bot in bots}


async def _heard(client: aiohttp.ClientSession, bot: Bot, items: list[Item]) -> list[Said]:
    if isinstance(bot, Stock):  # its NLU alone, as the REST channel does not say what was understood
        found = await asyncio.to_thread(parse, stock.model(bot.epochs)[0])
        return [from_intent(found[item.id][0]) for item in items]
    if isinstance(bot, Charley):
        address = f"http://{HOST}:{bot.ports[0]}"
        return await asyncio.to_thread(lambda: [ask.converse(address, [item])[0] for item in items])
    return [_said((await bot.say(client, None, item.text))[1]) for item in items]


def _shares(items: list[Item], told: list[Said]) -> dict[str, float | None]:
    figures = topics.scores(list(zip(items, told, strict=True)), marked=False)
    return {figure.name: figure.value for figure in figures[: topics.COMPARED]}


def _said(body: dict[str, Any]) -> Said:
    if "topic" in body:
        return from_intent(f"ask_{body['topic']}" if body["topic"] else "out_of_scope")
    return from_intent(body["intent"] if body["intent"] != "None" else "out_of_scope")
