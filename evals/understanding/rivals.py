"""What others would make of the same training sentences: `rasa init`'s pipeline, and a plain SVM."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot.processes import MODEL, QUIET
from bot.settings import ROOT
from evals.understanding import data
from evals.understanding.data import Example, Item
from evals.understanding.parse import parse
from evals.understanding.said import Said, from_intent

CONFIG = Path(__file__).parent / "peers" / "rasa_init.yml"
_SEED = 4


@dataclass(frozen=True)
class Peer:
    """A classifier with what it said to each utterance; ``train_seconds`` where it was measured."""

    name: str
    said: Mapping[str, Said]
    train_seconds: float | None = None


def ours_alone() -> Peer:
    """Our own classifier without the rest of the bot, as the peers are judged."""
    return _parsed("Charley's classifier alone", MODEL, None)


def linear(items: Sequence[Item], examples: Sequence[Example]) -> Peer:
    """Character and word TF-IDF into a linear support vector machine, nothing else."""
    machine = make_pipeline(
        make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        ),
        LinearSVC(random_state=_SEED),
    )
    started = time.perf_counter()
    machine.fit([e.text for e in examples], [e.intent for e in examples])
    seconds = round(time.perf_counter() - started, 1)
    said = {}
    for item in items:
        started = time.perf_counter()
        intent = str(machine.predict([item.text])[0])
        said[item.id] = from_intent(intent, (time.perf_counter() - started) * 1000)
    return Peer("TF-IDF and linear SVM", said, seconds)


def rasa_init(examples: Sequence[Example], *, epochs: int | None = None, sample: int | None = None) -> Peer:
    """The pipeline of `rasa init`, trained unless a model of these very sentences is kept.

    ``epochs`` and ``sample`` (sentences an intent) make a quick trial of it.
    """
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    name = "rasa init (DIET)"
    for component in config["pipeline"] if epochs else ():
        if "epochs" in component:
            component["epochs"] = epochs
    if epochs or sample:
        name += f", TRIAL: {epochs or 100} epochs, {sample or 'all'} sentences an intent"
    with tempfile.TemporaryDirectory(prefix="charley-evals-") as folder:
        model = _trained(Path(folder), config, _sampled(examples, sample))
    seconds = json.loads(model.with_suffix("").with_suffix(".json").read_text())["train_seconds"]
    return _parsed(name, model, seconds)


def _trained(folder: Path, config: object, examples: Sequence[Example]) -> Path:
    """The model of these sentences and this configuration, from models/peers/ where it is kept."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        lines[example.intent].append(f"- {example.text}\n")
    nlu = [{"intent": intent, "examples": "".join(said)} for intent, said in sorted(lines.items())]
    (folder / "nlu").mkdir()
    (folder / "nlu" / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, width=100_000))
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    digest = data.digest([folder / "nlu" / "nlu.yml", folder / "config.yml"])
    model = MODEL.parent / "peers" / f"{digest}.tar.gz"
    kept = model.with_name(f"{digest}.json")
    if not (model.exists() and kept.exists()):
        seconds = _train(folder, model)
        kept.write_text(json.dumps({"train_seconds": round(seconds, 1), "sentences": len(examples)}))
    return model


def _train(folder: Path, model: Path) -> float:
    """Train it, with a cache of its own so that the time is that of a fresh training."""
    command = [
        sys.executable, "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml"),
        "--nlu", str(folder / "nlu"), "--out", str(model.parent),
        "--fixed-model-name", model.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    print("Training rasa init's pipeline (may take half an hour; kept afterwards) ...", file=sys.stderr)
    quiet = {k: v for k, v in QUIET.items() if not k.startswith("TF_NUM")}  # it may use every core
    environment = {**os.environ, **quiet, "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode or not model.exists():
        raise SystemExit("Training the peer failed:\n" + "\n".join(done.stderr.splitlines()[-10:]))
    return time.perf_counter() - started


def _parsed(name: str, model: Path, seconds: float | None) -> Peer:
    found = parse(model)
    return Peer(name, {id_: from_intent(intent, ms) for id_, (intent, ms) in found.items()}, seconds)


def _sampled(examples: Sequence[Example], most: int | None) -> Sequence[Example]:
    if not most:
        return examples
    by_intent: defaultdict[str, list[Example]] = defaultdict(list)
    for example in random.Random(_SEED).sample(list(examples), len(examples)):
        by_intent[example.intent].append(example)
    return [e for said in by_intent.values() for e in said[:most]]
