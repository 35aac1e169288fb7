"""What the ear learns from, as numbers: the marked messages, and Rasa's examples for what is asked."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import yaml

from bot.core.talk import intent_of
from bot.settings import ROOT
from learning import marked
from learning.marked import STATUSES, Message
from learning.network import Batch
from learning.variants import RELATIVES

NLU = ROOT / "data" / "nlu"
_LENGTHS = (12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256)
_AT_ONCE, _TOKENS_AT_ONCE = 32, 1280


def asked(folder: Path = NLU) -> list[Message]:
    """Rasa's examples of intents; nothing in them is marked."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]
    return [
        Message(
            f"nlu {entry['intent']}", (entry["intent"],), line.removeprefix("-").strip(), (), complete=False
        )
        for file in files
        for entry in file["nlu"]
        for line in entry["examples"].splitlines()
        if line.strip()
    ]


def intents(said: Message) -> list[str]:
    """The intents of a message: of its topics, or named themselves."""
    if not said.complete:
        return list(said.topics)
    return [intent_of(t) for t in said.topics] or [intent_of(None)]


@dataclass(frozen=True)
class Classes:
    """The names behind each head's numbers."""

    concepts: list[str]
    persons: list[str]
    intents: list[str]

    @classmethod
    def of(cls, said: Sequence[Message]) -> Classes:
        """Those that the messages use; "self" comes first."""
        persons = sorted({*RELATIVES, *(m.person for s in said for m in s.marks)} - {marked.SELF})
        return cls(
            sorted({m.concept for s in said for m in s.marks}),
            [marked.SELF, *persons],
            sorted({intent for s in said for intent in intents(s)}),
        )

    @property
    def sizes(self) -> dict[str, int]:
        """How many classes each head has."""
        return {
            "concept": len(self.concepts),
            "status": len(STATUSES),
            "person": len(self.persons),
            "intent": len(self.intents),
        }


class Examples:
    """Messages as numbers, batch by batch."""

    def __init__(self, classes: Classes, tokenizer: Any, chance: random.Random) -> None:
        self._classes, self._tokenizer, self._chance = classes, tokenizer, chance
        self._tokenizer.enable_truncation(_LENGTHS[-1])

    def batches(self, said: Sequence[Message]) -> Iterator[tuple[list[Message], Batch]]:
        """All of them once, those of like length together, in a new order every time."""
        encoded = [(s, self._tokenizer.encode(s.text)) for s in said]
        by_length: dict[int, list[Any]] = {}
        for pair in encoded:
            by_length.setdefault(next(n for n in _LENGTHS if n >= len(pair[1].ids)), []).append(pair)
        cut = []
        for length, pairs in by_length.items():
            self._chance.shuffle(pairs)
            size = min(_AT_ONCE, max(8, _TOKENS_AT_ONCE // length))
            cut += [(length, pairs[i : i + size]) for i in range(0, len(pairs), size)]
        self._chance.shuffle(cut)
        for length, pairs in cut:
            yield [said for said, _ in pairs], self._batch(length, pairs)

    def _batch(self, length: int, pairs: Sequence[Any]) -> Batch:
        names, shape = self._classes, (len(pairs), length)
        ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.float32)
        concepts = np.zeros((*shape, len(names.concepts)), np.float32)
        statuses, persons = np.full(shape, -1, np.int32), np.full(shape, -1, np.int32)
        asked = np.zeros((len(pairs), len(names.intents)), np.float32)
        complete = np.array([said.complete for said, _ in pairs], np.float32)
        for row, (said, tokens) in enumerate(pairs):
            ids[row, : len(tokens.ids)], mask[row, : len(tokens.ids)] = tokens.ids, 1
            asked[row, [names.intents.index(i) for i in intents(said)]] = 1
            for mark in said.marks:
                for place, (start, end) in enumerate(tokens.offsets):
                    if end > start and start < mark.end and mark.start < end:
                        concepts[row, place, names.concepts.index(mark.concept)] = 1
                        statuses[row, place] = STATUSES.index(mark.status)
                        persons[row, place] = names.persons.index(mark.person)
        return Batch(*map(tf.constant, (ids, mask, concepts, statuses, persons, asked, complete)))
