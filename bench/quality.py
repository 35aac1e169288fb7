"""How well each bot answers, beside how fast: the frozen sentences of evals/, scored as there.

Charley is asked as a whole; of the others the topic is what their classifier, or their best fact, names.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp

from bench import stock
from bench.bots import HOST, Bot, Charley, Stock
from bot.processes import MODEL, TRAINED_FROM
from evals.understanding import ask, data, topics
from evals.understanding.data import Item
from evals.understanding.said import Said, from_intent


def training() -> dict[str, Any]:
    """What a fresh training of ours took, as `stock.timed` tells it, kept until what it learns from changes;
    the model in use stays."""
    kept, learned_from = stock.KEPT / "ours.json", MODEL.with_name(TRAINED_FROM).read_text()
    if kept.exists() and (told := json.loads(kept.read_text()))["of"] == learned_from:
        return dict(told["took"])
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        folder = Path(name)
        command = [
            sys.executable, "-m", "rasa", "train", "--force", "--out", name, "--fixed-model-name", "fresh",
        ]  # fmt: skip
        took = stock.timed(command, folder, folder / "fresh.tar.gz")
    stock.KEPT.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"of": learned_from, "took": took}))
    return took


async def measure(client: aiohttp.ClientSession, bots: Sequence[Bot]) -> dict[str, Any]:
    """Of each bot, which is up, the shares that a classifier alone can be compared by."""
    items = data.utterances()
    return {bot.name: _shares(items, await _heard(client, bot, items)) for bot in bots}


async def _heard(client: aiohttp.ClientSession, bot: Bot, items: list[Item]) -> list[Said]:
    if isinstance(bot, Stock):
        return [from_intent(await bot.understood(client, item.text)) for item in items]
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
