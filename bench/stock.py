"""The bot that most would build: `rasa init`'s own pipeline and policies, on our data, with our actions.

Rasa's default configuration is read from the installed Rasa, so it is stock by construction; so are the
channel (rest), the tracker store (in memory) and the wording (domain.yml). The training data, the stories,
the domain and the action server are ours. It is trained once: the model is kept under the digest of what it
was made from.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.processes import MODEL, QUIET
from bot.settings import ROOT
from evals.understanding import data

FULL = 100
"""Epochs that `rasa init` trains each of its networks for."""
NETWORKS = ("DIETClassifier", "ResponseSelector", "UnexpecTEDIntentPolicy", "TEDPolicy")
KEPT = MODEL.parent / "peers"
_STEP = re.compile(r"^(\S+ \S+) INFO .* - (Starting to train|Finished training) component '(\w+)'", re.M)


def config(epochs: int = FULL) -> dict[str, Any]:
    """Rasa's default configuration, with other epochs where they are asked for."""
    package = importlib.util.find_spec("rasa")
    assert package and package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "engine/recipes/config_files/default_config.yml"
    given: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    given["assistant_id"] = "stock"
    for part in (*given["pipeline"], *given["policies"]):
        if "epochs" in part:
            part["epochs"] = epochs
    return given


def model(epochs: int = FULL) -> tuple[Path, dict[str, Any]]:
    """The trained model, and what its training took: what `timed` says, and ``epochs``.

    Raises:
        SystemExit: its training failed.
    """
    written = yaml.safe_dump(config(epochs), sort_keys=False)
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="charley-bench-") as name:
        folder = Path(name)
        (folder / "config.yml").write_text(written, encoding="utf-8")
        taught = [p for part in ("nlu", "rules", "stories") for p in (ROOT / "data" / part).rglob("*.yml")]
        digest = data.digest([folder / "config.yml", ROOT / "domain.yml", *taught])
        path = KEPT / f"stock-{digest}.tar.gz"
        kept = KEPT / f"stock-{digest}.json"
        if not (path.exists() and kept.exists()):
            for part in ("nlu", "rules", "stories"):
                shutil.copytree(ROOT / "data" / part, folder / "data" / part)
            took = train(folder, path)
            kept.write_text(json.dumps({**took, "epochs": epochs}), encoding="utf-8")
        return path, json.loads(kept.read_text(encoding="utf-8"))


def train(folder: Path, path: Path) -> dict[str, Any]:
    """Train from nothing what a folder holds (config.yml, data/) with our domain; seconds of wall and CPU."""
    print(f"Training rasa init's pipeline into {path.name}: many minutes, once ...", file=sys.stderr)
    command = [
        sys.executable, "-m", "rasa", "train", "--config", str(folder / "config.yml"),
        "--data", str(folder / "data"), "--domain", str(ROOT / "domain.yml"),
        "--out", str(path.parent), "--fixed-model-name", path.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    return timed(command, folder, path)


def timed(command: list[str], folder: Path, made: Path) -> dict[str, Any]:
    """Run a training with a cache of its own, so that it is a fresh one: seconds of wall and CPU, and those
    by the clock of each part that learns."""
    quiet = {k: v for k, v in QUIET.items() if not k.startswith("TF_NUM")}  # it may use every core
    environment = {**os.environ, **quiet, "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "train.log").open("w+") as log:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        log.seek(0)
        told = log.read()
        if done.returncode or not made.exists():
            raise SystemExit("Training failed:\n" + "\n".join(told.splitlines()[-15:]))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = round(time.perf_counter() - started, 1)
    return {"wall_s": wall, "cpu_s": round(cpu, 1), "parts_s": parts(told)}


def parts(log: str) -> dict[str, float]:
    """Of Rasa's log of a training: seconds by the clock of each part that took any."""
    began: dict[str, datetime] = {}
    took: dict[str, float] = {}
    for when, step, name in _STEP.findall(log):
        at = datetime.fromisoformat(when)
        if step.startswith("Starting"):
            began[name] = at
        else:
            took[name] = took.get(name, 0) + (at - began[name]).total_seconds()
    return {name: seconds for name, seconds in took.items() if seconds}


def at_full(took: Mapping[str, Any]) -> float:
    """CPU seconds that all epochs would take, EXTRAPOLATED from a training of fewer: what the networks took
    grows with the epochs, the rest does not. Its clock is taken for its CPU, part by part."""
    networks = sum(seconds for name, seconds in took["parts_s"].items() if name in NETWORKS)
    share = networks / took["wall_s"]
    return round(float(took["cpu_s"] * (1 - share + share * FULL / took["epochs"])), 0)


if __name__ == "__main__":
    print(model(int(sys.argv[1]) if sys.argv[1:] else FULL)[1])
