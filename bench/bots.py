"""The bots that are compared, each as the processes that it really runs as, asked over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bench import processes, stock
from bot import secret, settings
from bot.processes import QUIET
from bot.settings import ROOT
from evals.understanding import data

HOST = "127.0.0.1"
NODE = ROOT / "bench" / "nlpjs"
_START_SECONDS = 1500
_FIRST = "does magnesium help against leg cramps"


@dataclass
class Bot:
    """One of them. ``ports`` are the one it answers on and, where it has one, its action server's."""

    name: str
    ports: tuple[int, int]
    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)

    def launch(self) -> None:
        """Start its processes."""
        raise NotImplementedError

    async def open(self, client: aiohttp.ClientSession, talk: str) -> Any:
        """A new conversation: what `say` needs of it."""
        return talk

    async def say(self, client: aiohttp.ClientSession, talk: Any, text: str) -> tuple[bool, Any]:
        """Say something: whether there was an answer, and the answer."""
        raise NotImplementedError

    async def start(self, client: aiohttp.ClientSession) -> dict[str, float]:
        """Start it and wait for its first answer: seconds of wall and CPU until then, megabytes held."""
        began = time.perf_counter()
        self.launch()
        while True:
            if any(p.poll() is not None for p in self.started):
                raise SystemExit(f"{self.name} ended at its start. See {self.folder}.")
            if time.perf_counter() - began > _START_SECONDS:
                raise SystemExit(f"{self.name} gave no answer in {_START_SECONDS} s. See {self.folder}.")
            try:
                answered, _ = await self.say(client, await self.open(client, f"first{began}"), _FIRST)
                if answered:
                    break
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, KeyError, ValueError):
                pass
            await asyncio.sleep(0.3)
        wall = time.perf_counter() - began
        self.pids = [p for process in self.started for p in processes.family(process.pid)]
        rss = sum(self.memory().values())
        return {
            "wall_s": round(wall, 2),
            "cpu_s": round(processes.spent_s(self.pids), 2),
            "rss_mb": round(rss, 1),
        }

    def stop(self) -> None:
        """End its processes."""
        for process in self.started:
            processes.end(process)
        self.started.clear()

    def memory(self) -> dict[str, float]:
        """Resident megabytes of each of its processes."""
        return {processes.name(pid): round(processes.rss_mb(pid), 1) for pid in self.pids}

    def _run(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("a") as log:
            self.started.append(
                subprocess.Popen(
                    command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log, text=True,
                    start_new_session=True,  # as Charley's servers: Linux shares busy cores out by sessions
                )
            )  # fmt: skip


class Charley(Bot):
    """Ours, as `charley serve` runs it."""

    def launch(self) -> None:
        """Start it without limits on how fast one may talk."""
        ports = {"PORT": str(self.ports[0]), "ACTIONS_PORT": str(self.ports[1])}
        rates = {"CHARLEY_RATE_BURST": "100000", "CHARLEY_RATE_PER_SECOND": "100000"}
        kept = {**QUIET, **ports, **rates, "DATA_DIR": str(self.folder)}
        self._run([sys.executable, "-m", "bot.cli", "serve"], kept)

    async def open(self, client: aiohttp.ClientSession, talk: str) -> Any:
        """A session's token."""
        async with client.post(f"http://{HOST}:{self.ports[0]}/webhooks/api/sessions") as reply:
            return (await reply.json())["session"]

    async def say(self, client: aiohttp.ClientSession, talk: Any, text: str) -> tuple[bool, Any]:
        """One turn; an apology is no answer."""
        address, signed = f"http://{HOST}:{self.ports[0]}/webhooks/api/messages", f"Bearer {talk}"
        async with client.post(address, json={"message": text}, headers={"Authorization": signed}) as reply:
            body = await reply.json()
            return reply.status == 200 and body["turn"]["act"] != "apology", body


class Stock(Bot):
    """`rasa init`'s pipeline with our data and our actions (`bench.stock`)."""

    epochs: int = stock.FULL

    def launch(self) -> None:
        """Start `rasa run` and the action server as Rasa's documentation does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        endpoints, credentials = self.folder / "endpoints.yml", self.folder / "credentials.yml"
        url = f"http://{HOST}:{self.ports[1]}/webhook"
        token = secret.action_token(replace(settings.load(), data_dir=self.folder))
        called = {"url": url, "headers": {"Authorization": f"Bearer {token}"}}
        endpoints.write_text(yaml.safe_dump({"action_endpoint": called}))
        credentials.write_text("rest:\n")
        quiet = {k: v for k, v in QUIET.items() if not k.startswith("TF_NUM")}
        kept = {**quiet, "DATA_DIR": str(self.folder), "PORT": str(self.ports[0])}
        actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(self.ports[1])]
        run = [sys.executable, "-m", "rasa", "run", "--interface", HOST, "--port", str(self.ports[0])]
        run.append("--enable-api")  # for `understood`
        files = ["--endpoints", str(endpoints), "--credentials", str(credentials)]
        subprocess.run([sys.executable, "-m", "bot.cli", "content", "build"], cwd=ROOT,
                       env={**os.environ, **kept}, check=True, capture_output=True)  # fmt: skip
        self._run(actions, kept)
        self._run([*run, "--model", str(stock.model(self.epochs)[0]), *files], kept)

    async def say(self, client: aiohttp.ClientSession, talk: Any, text: str) -> tuple[bool, Any]:
        """One turn; an empty list is no answer."""
        address = f"http://{HOST}:{self.ports[0]}/webhooks/rest/webhook"
        async with client.post(address, json={"sender": talk, "message": text}) as reply:
            said = await reply.json()
            return reply.status == 200 and bool(said), said

    async def understood(self, client: aiohttp.ClientSession, text: str) -> str | None:
        """The intent that it hears, which the REST channel does not say."""
        address = f"http://{HOST}:{self.ports[0]}/model/parse"
        async with client.post(address, json={"text": text}) as reply:
            intent: str | None = (await reply.json())["intent"]["name"]
            return intent


class _Plain(Bot):
    """A bot without conversations: a text in, something out."""

    answer = "answer"

    async def say(self, client: aiohttp.ClientSession, talk: Any, text: str) -> tuple[bool, Any]:
        """One question."""
        async with client.post(f"http://{HOST}:{self.ports[0]}/", json={"text": text}) as reply:
            body = await reply.json(content_type=None)
            return reply.status == 200, body


class NlpJs(_Plain):
    """nlp.js, taught our examples at its start."""

    def launch(self) -> None:
        """Start it with Node; its packages are installed the first time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (NODE / "node_modules").exists():
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=NODE, check=True)
        examples = self.folder / "examples.json"
        examples.write_text(json.dumps([[e.text, e.intent] for e in data.training()]))
        self._run(["node", str(NODE / "server.js"), str(self.ports[0]), str(examples)], {})


class Retriever(_Plain):
    """BM25 over our facts."""

    def launch(self) -> None:
        """Start it."""
        self._run([sys.executable, "-m", "bench.retriever", str(self.ports[0])], {})
