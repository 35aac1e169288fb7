"""How well Charley understands people, measured on frozen sentences: `make eval`.

Every utterance goes to the running bot in a fresh session, every dialogue turn by turn in one; topics
and findings are read from turn/1. evals/README.md says what each figure means.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any

import numpy as np
import typer

from bot import processes
from bot.settings import ROOT
from evals.understanding import ask, data, hearing, parse, report, rivals, topics
from evals.understanding.data import Item
from evals.understanding.figures import Figure
from evals.understanding.rivals import Peer
from evals.understanding.said import Said

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)  # they would show variables

Pair = tuple[Item, Said]


class Part(str, Enum):
    """What can be measured alone."""

    topics = "topics"
    findings = "findings"
    dialogues = "dialogues"


@dataclass
class Results:
    """What was measured, in the order in which it is shown."""

    figures: dict[str, list[Figure]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    def take(self, title: str, figures: list[Figure]) -> None:
        """Show figures and keep them."""
        report.show(title, figures)
        self.figures[title] = figures

    @property
    def unmet(self) -> list[str]:
        """The figures that miss their mark."""
        return [f.name for figures in self.figures.values() for f in figures if f.met is False]


@app.command()
def main(
    part: Annotated[Part | None, typer.Option(help="Only this; nothing is written then.")] = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="What is mistaken for what, by ids.")] = False,
    with_peers: Annotated[bool, typer.Option("--peers", help="Compare with other classifiers.")] = False,
    train: Annotated[bool, typer.Option("--train", help="Time a fresh training as well.")] = False,
    gate: Annotated[bool, typer.Option("--gate", help="Fail when a mark is missed.")] = False,
    peer_epochs: Annotated[int | None, typer.Option(hidden=True)] = None,
    peer_sample: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure how well Charley understands people."""
    if broken := data.broken_seals():
        sys.exit(f"These are not the sentences that were frozen: {', '.join(broken)}.")
    about = report.circumstances()
    processes.train()
    others = _others(peer_epochs, peer_sample) if with_peers and part in (None, Part.topics) else []
    said, turns = _asked(part)
    results = Results()
    if part in (None, Part.topics):
        _topics(results, said, kinds)
    if part != Part.topics:
        _findings(results, said, turns, kinds)
    if turns:
        results.take("Topics in dialogues", topics.scores(turns, marked=False))
        if kinds:
            report.show_kinds("Topics mistaken in dialogues", topics.mistakes(turns))
    if part is None:
        _speed(results, said, train)
    if others:
        _peers(results, said, others)
    if part is None and not (peer_epochs or peer_sample):
        _keep(results, about, said, turns)
    print(f"\nMarks missed: {', '.join(results.unmet) or 'none'}.")
    sys.exit(1 if gate and results.unmet else 0)


def _asked(part: Part | None) -> tuple[list[Pair], list[Pair]]:
    """The utterances and the turns of dialogues, each with what the bot said."""
    items = data.utterances() if part != Part.dialogues else []
    talks = data.dialogues() if part in (None, Part.dialogues) else []
    print(f"Asking {len(items)} utterances and {len(talks)} dialogues ...", file=sys.stderr)
    with ask.serving() as address:
        said = [(item, ask.converse(address, [item])[0]) for item in items]
        turns = [p for talk in talks for p in zip(talk, ask.converse(address, talk), strict=True)]
    return said, turns


def _topics(results: Results, said: Sequence[Pair], kinds: bool) -> None:
    results.take("Topics", topics.scores(said))
    report.show_topics(topics.per_topic(said))
    if kinds:
        report.show_kinds("Topics mistaken", topics.mistakes(said))


def _findings(results: Results, said: Sequence[Pair], turns: Sequence[Pair], kinds: bool) -> None:
    both = [*said, *turns]
    results.take("Findings", hearing.scores(both))
    if said and turns:
        results.take("Findings of utterances", hearing.scores(said, marked=False))
        results.take("Findings of dialogues", hearing.scores(turns, marked=False))
    compared = hearing.compared(both)
    report.show_groups(hearing.by_group(compared))
    report.show_concepts(hearing.by_concept(compared), hearing.danger())
    if kinds:
        report.show_kinds("Near-misses and dangers", hearing.raising(compared))
        report.show_kinds("Findings mistaken", hearing.mistakes(compared))


def _speed(results: Results, said: Sequence[Pair], train: bool) -> None:
    nlu = parse.parse(processes.MODEL)
    speed = {
        "whole_turn_ms": _spread([s.ms for _, s in said]),
        "nlu_ms": _spread([ms for _, ms in nlu.values()]),
        "train_seconds": _train_seconds() if train else None,
    }
    results.told["speed"] = speed
    print("\nSpeed, as measured on this machine (p50, p95)")
    print(f"  a whole turn over the API, ms           {speed['whole_turn_ms']}")
    print(f"  the NLU pipeline in process, ms         {speed['nlu_ms']}")
    if train:
        print(f"  a fresh training, s                     {speed['train_seconds']}")


def _others(epochs: int | None, sample: int | None) -> list[Peer]:
    """The other classifiers. Training comes first: what may take long or fail costs no asking."""
    items, examples = data.utterances(), data.training()
    trained = rivals.rasa_init(examples, epochs=epochs, sample=sample)
    return [rivals.ours_alone(), rivals.linear(items, examples), trained]


def _peers(results: Results, said: Sequence[Pair], others: Sequence[Peer]) -> None:
    rows: dict[str, dict[str, Any]] = {}
    for peer in [Peer("Charley, the whole bot", {item.id: s for item, s in said}), *others]:
        figures = topics.scores([(item, peer.said[item.id]) for item, _ in said], marked=False)
        times = {"ms": _spread([s.ms for s in peer.said.values()]), "train_seconds": peer.train_seconds}
        rows[peer.name] = {"figures": figures[: topics.COMPARED], **times}
    report.show_peers(rows)
    results.told["peers"] = {
        n: {**r, "figures": [f.to_dict() for f in r["figures"]]} for n, r in rows.items()
    }


def _keep(results: Results, about: dict[str, Any], said: Sequence[Pair], turns: Sequence[Pair]) -> None:
    compared = hearing.compared([*said, *turns])
    stem = report.stem(about)
    path = report.write(
        stem,
        {
            **about,
            "figures": {t: [f.to_dict() for f in fs] for t, fs in results.figures.items()},
            "topics_hit_missed_extra": {
                t.name: f"{t.hit} {t.missed} {t.extra}" for t in topics.per_topic(said)
            },
            "concepts_hit_extra_missed": {
                c: " ".join(map(str, n)) for c, n in hearing.by_concept(compared).items()
            },
            "groups": {
                g: [f.to_dict() for f in figures] for g, figures in hearing.by_group(compared).items()
            },
            **results.told,
            "mistaken_topics": report.compact(topics.mistakes(said)),
            "near_misses_and_dangers": report.compact(hearing.raising(compared)),
            "mistaken_findings": report.compact(hearing.mistakes(compared)),
        },
    )
    picture = report.draw(stem, topics.confusion(said))
    print(f"\nKept in {path.relative_to(ROOT)} and {picture.name}.")


def _train_seconds() -> float:
    """The time of a training from nothing; the model that is in use stays."""
    with tempfile.TemporaryDirectory(prefix="charley-evals-") as folder:
        environment = {**os.environ, **processes.QUIET, "RASA_CACHE_DIRECTORY": f"{folder}/cache"}
        command = [sys.executable, "-m", "rasa", "train", "--force", "--out", folder]
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        return round(time.perf_counter() - started, 1)


def _spread(milliseconds: Sequence[float]) -> list[float]:
    """The median and the 95th percentile."""
    return [round(float(p), 1) for p in np.percentile(milliseconds, [50, 95])]


if __name__ == "__main__":
    app()
