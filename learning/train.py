"""Teach the second ear: `make ear` teaches it on from what it knows (a quarter of an hour on two cores),
`make ear EAR=--anew` from the published weights (three quarters).

Reads data/said and data/nlu, writes bot/language/learned/: the ear's layers as bytes with a scale a row,
and the names of what its numbers stand for, with the digest of the messages. Nothing at run time needs
TensorFlow for it. `--held NAME ...` leaves files that begin so out, begins anew, and prints how the ear
fares on them; nothing is written then.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from bot.language import lexicon, minilm, weights
from bot.language.ear import LEARNED, NAMES, WEIGHTS
from bot.settings import load
from bot.store import content
from learning import marked, packing
from learning.examples import Classes, Examples, asked
from learning.marked import STATUSES, Message
from learning.network import Batch, Network
from learning.score import Score, score
from learning.variants import Variants, normalised

EPOCHS, EPOCHS_ON = 7, 2
DANGER, DANGEROUS_PATTERN, USUAL, PATTERN = 0.08, 0.3, 0.5, 0.6
"""From which sureness on a concept counts, chosen on the development set. A pattern is how it goes or who
somebody is ("often", "elderly"); danger is what an emergency rule names."""
_RATE, _HEADS_RATE = 3e-4, 2.4e-3
_SLOWER = 0.3
"""An ear that learns on changes so much slower, as long as few messages are new."""
_AGAIN = 0.2
"""The share of known messages that is told again with fresh ones, so that they are not forgotten."""
_WARM_UP = 0.06
_SEED = 0


class _Rate(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Rises to its peak, then falls to nothing."""

    def __init__(self, peak: float, steps: int) -> None:
        self._peak, self._steps = peak, float(steps)

    def __call__(self, step: Any) -> Any:
        step, warm = tf.cast(step, tf.float32), self._steps * _WARM_UP
        return self._peak * tf.minimum(
            step / warm, tf.maximum(0.0, (self._steps - step) / (self._steps - warm))
        )


def learn(
    network: Network,
    said: Sequence[Message],
    examples: Examples,
    variants: Variants,
    epochs: int,
    pace: float = 1.0,
) -> None:
    """Teach a network the messages, each in a new guise every time; ``pace`` 1 is that of a beginner."""
    steps = epochs * sum(1 for _ in examples.batches([normalised(s) for s in said]))
    makers = [
        (
            tf.keras.optimizers.AdamW(_Rate(rate * pace, steps), weight_decay=0.01, beta_2=0.98),
            list(own.values()),
        )
        for rate, own in ((_RATE, network.layers), (_HEADS_RATE, network.heads))
    ]
    for maker, own in makers:
        maker.build(own)

    @tf.function(reduce_retracing=True)
    def step(*batch: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = network.loss(Batch(*batch))
        every = [v for _, own in makers for v in own]
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, every), 1.0)
        for maker, own in makers:
            maker.apply_gradients(list(zip(slopes, own)))  # noqa: B905 (TensorFlow's zip knows no strict)
            slopes = slopes[len(own) :]
        return loss

    started = time.monotonic()
    for epoch in range(epochs):
        guises = [normalised(variants.guise(s)) for s in said]
        losses = [float(step(*vars(batch).values())) for _, batch in examples.batches(guises)]
        print(
            f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", flush=True
        )


def held_score(network: Network, said: Sequence[Message], examples: Examples, classes: Classes) -> Score:
    """How a network fares on messages that it has not seen."""
    told = tf.function(lambda ids, mask: network.told(ids, mask), reduce_retracing=True)
    results = []
    for group, batch in examples.batches([normalised(s) for s in said]):
        made = told(batch.ids, batch.mask)
        parts = (tf.sigmoid(made["concept"]), tf.nn.softmax(made["status"]), tf.nn.softmax(made["person"]))
        rows = zip(group, *(p.numpy() for p in parts), batch.mask.numpy(), strict=True)
        results += [(m, c[:n], s[:n], p[:n]) for m, c, s, p, mask in rows for n in [int(mask.sum())]]
    least = thresholds(classes.concepts)
    return score(results, classes.concepts, classes.persons, np.array([least[c] for c in classes.concepts]))


def take_up(network: Network, classes: Classes, folder: Path = LEARNED) -> None:
    """Lay what an ear knows into a network; what its heads have no numbers for yet starts as it is."""
    known = minilm.unpacked(load_file(folder / WEIGHTS.name))
    names = json.loads((folder / NAMES.name).read_text(encoding="utf-8"))
    for name, variable in network.layers.items():
        variable.assign(known[name])
    heads = {
        "concept": (names["concepts"], classes.concepts),
        "status": (list(STATUSES), list(STATUSES)),
        "person": (names["persons"], classes.persons),
        "intent": (names["intents"], classes.intents),
        "attention": ([""], [""]),
    }
    for head, (before, now) in heads.items():
        for part in ("weight", "bias"):
            values = network.heads[f"{head}.{part}"].numpy()
            for row, name in enumerate(now):
                if name in before:
                    values[row] = known[f"{head}.{part}"][before.index(name)]
            network.heads[f"{head}.{part}"].assign(values)


def thresholds(concepts: Sequence[str]) -> dict[str, float]:
    """From which sureness on each concept counts."""
    known = content.load(load().content_dir)
    kinds = {e.concept.id: e.concept.kind for e in lexicon.from_content(known.lexicon).entries}
    of_life = {c for c in concepts if kinds.get(c) in {"pattern", "person"}}
    each = {c: DANGER if c in known.danger else USUAL for c in concepts}
    return each | {c: DANGEROUS_PATTERN if c in known.danger else PATTERN for c in of_life}


def save(network: Network, classes: Classes, digest: str, folder: Path = LEARNED) -> None:
    """Write what was learned, and what its numbers stand for."""
    numbers = {name: v.numpy() for name, v in {**network.layers, **network.heads}.items()}
    names = {**vars(classes), "statuses": list(STATUSES)}
    told = {"generated": "by `make ear`", "said": digest, "thresholds": thresholds(classes.concepts), **names}
    packing.write(numbers, json.dumps(told, indent=1) + "\n", folder)


def divided(said: Sequence[Message], names: Sequence[str]) -> tuple[list[Message], list[Message]]:
    """The messages of files that begin so, and the others."""
    named = [bool(names) and s.place.startswith(tuple(names)) for s in said]
    return [s for s, is_ in zip(said, named, strict=True) if is_], [
        s for s, is_ in zip(said, named, strict=True) if not is_
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach an ear and write it, or teach it without some messages and print how it fares on them."""
    parser = argparse.ArgumentParser(prog="learning.train", description="Teach the second ear.")
    parser.add_argument(
        "--held", nargs="*", default=[], metavar="NAME", help="files left out, by their beginning"
    )
    parser.add_argument(
        "--fresh",
        nargs="*",
        default=[],
        metavar="NAME",
        help="files that are new, by their beginning: a fifth of the others is told again with them",
    )
    parser.add_argument("--anew", action="store_true", help="from the published weights")
    parser.add_argument("--epochs", type=int)
    parser.add_argument(
        "--pace", type=float, default=_SLOWER, help="of an ear that is taught on; a beginner's is 1"
    )
    options = parser.parse_args(arguments)
    tf.random.set_seed(_SEED)
    chance = random.Random(_SEED)
    said = marked.read()
    apart, learned = divided(said, options.held)
    learned += asked()
    classes = Classes.of([*said, *learned])
    if options.fresh:
        new, known = divided(learned, options.fresh)
        learned = new + chance.sample(known, round(len(known) * _AGAIN))
    files = weights.installed()
    if files is None:
        raise SystemExit("The package with the published weights is not installed: run `make setup`.")
    examples = Examples(classes, weights.tokenizer(files), chance)
    network = Network(load_file(files / "model.safetensors"), classes.sizes, _SEED)
    anew = options.anew or bool(apart) or not WEIGHTS.exists()
    if not anew:
        take_up(network, classes)
    epochs = options.epochs or (EPOCHS if anew else EPOCHS_ON)
    names = {
        e.concept.id: e.names for e in lexicon.from_content(content.load(load().content_dir).lexicon).entries
    }
    print(f"{len(learned)} messages, {len(classes.concepts)} concepts, {epochs} epochs", flush=True)
    learn(network, learned, examples, Variants(names, chance), epochs, 1.0 if anew else options.pace)
    if apart:
        print(held_score(network, apart, examples, classes))
    else:
        save(network, classes, marked.digest())


if __name__ == "__main__":
    main()
