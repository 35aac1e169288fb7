"""Every utterance through one model's NLU: `python -m evals.understanding.parse MODEL OUT`, on its own.

Writes the intent and the milliseconds of each to OUT, by id. One message at a time, as in the bot.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.processes import QUIET
from bot.settings import ROOT
from evals.understanding import data

_WARM_UP = 20

Parsed = dict[str, tuple[str, float]]
"""For each item its intent and milliseconds."""


def parse(model: Path) -> Parsed:
    """What a model makes of every utterance, from a process of its own.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryDirectory(prefix="charley-evals-") as folder:
        out = Path(folder) / "parsed.json"
        command = [sys.executable, "-m", "evals.understanding.parse", str(model), str(out)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True)
        if done.returncode:
            raise SystemExit(f"The model could not be asked. See: {' '.join(command[1:4])} /dev/null")
        return {id_: (intent, ms) for id_, (intent, ms) in json.loads(out.read_text()).items()}


async def _parse(model: str) -> Parsed:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent: Any = Agent.load(model)
    items = data.utterances()
    for item in items[:_WARM_UP]:
        await agent.parse_message(item.text)
    found: Parsed = {}
    for item in items:
        started = time.perf_counter()
        parsed = await agent.parse_message(item.text)
        ms = (time.perf_counter() - started) * 1000
        found[item.id] = parsed["intent"]["name"] or "", round(ms, 3)
    return found


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asyncio.run(_parse(sys.argv[1]))), encoding="utf-8")
