"""The ear's network while it learns: MiniLM's six layers with heads on every token, in TensorFlow.

The layers are those of `bot.language.minilm` (BERT, Devlin and others, 2019); embeddings stay as published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

LAYERS, HEADS, WIDTH = 6, 12, 384
_EPSILON = 1e-12
_FAR = -1e9
_DROPPED = 0.1
_UNUSUAL = -5.0
"""Where a concept's sureness starts: most tokens tell of none."""


@dataclass(frozen=True)
class Batch:
    """Messages of like length: token ids and mask (messages x tokens), and what is to be learned of them.

    ``concepts`` is messages x tokens x concepts (0 or 1), and counts where ``complete`` (messages) is 1;
    ``statuses`` and ``persons`` are classes, -1 where a token tells of no concept; ``intents`` is messages x
    intents (0 or 1).
    """

    ids: Any
    mask: Any
    concepts: Any
    statuses: Any
    persons: Any
    intents: Any
    complete: Any


class Network:
    """The network; ``sizes`` are the classes of each head: concept, status, person, intent."""

    def __init__(self, published: Mapping[str, Any], sizes: Mapping[str, int], seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.fixed = {
            n: tf.constant(v, tf.float32)
            for n, v in published.items()
            if n.startswith("embeddings.") and "ids" not in n
        }
        self.layers = {
            n: tf.Variable(v, dtype=tf.float32) for n, v in published.items() if n.startswith("encoder.")
        }
        self.heads: dict[str, tf.Variable] = {}
        for name, size in {**sizes, "attention": 1}.items():
            start = _UNUSUAL if name in {"concept", "intent"} else 0.0
            self.heads[f"{name}.weight"] = tf.Variable(
                chance.normal(0, 0.02, (size, WIDTH)), dtype=tf.float32
            )
            self.heads[f"{name}.bias"] = tf.Variable(np.full(size, start), dtype=tf.float32)

    def told(self, ids: Any, mask: Any, *, learning: bool = False) -> dict[str, Any]:
        """What the heads make of each token (concept, status, person) and of each message (intent)."""
        hidden = self._hidden(ids, mask, learning)
        told = {name: self._head(name, hidden) for name in ("concept", "status", "person")}
        weights = tf.nn.softmax(self._head("attention", hidden)[..., 0] + (1 - mask) * _FAR)
        return told | {"intent": self._head("intent", tf.reduce_sum(hidden * weights[..., None], 1))}

    def loss(self, batch: Batch) -> Any:
        """How far off it is: concepts by token and by message, status and person on marked tokens."""
        told = self.told(batch.ids, batch.mask, learning=True)
        cross = tf.nn.sigmoid_cross_entropy_with_logits
        counts = batch.mask * batch.complete[:, None]
        each = tf.reduce_sum(cross(batch.concepts, told["concept"]), -1)
        tokens = tf.reduce_sum(each * counts) / (tf.reduce_sum(counts) + 1)
        strongest = tf.reduce_max(told["concept"] + (1 - batch.mask)[..., None] * _FAR, 1)
        whole = tf.reduce_sum(cross(tf.reduce_max(batch.concepts, 1), strongest), -1)
        messages = tf.reduce_sum(whole * batch.complete) / (tf.reduce_sum(batch.complete) + 1)
        classes = sum(
            _of_marked(told[n], c) for n, c in (("status", batch.statuses), ("person", batch.persons))
        )
        intents = tf.reduce_mean(tf.reduce_sum(cross(batch.intents, told["intent"]), -1))
        return tokens + 0.3 * messages + 0.5 * classes + 0.3 * intents

    def _hidden(self, ids: Any, mask: Any, learning: bool) -> Any:
        drop = (lambda x: tf.nn.dropout(x, _DROPPED)) if learning else (lambda x: x)
        at = "embeddings."
        x = tf.gather(self.fixed[f"{at}word_embeddings.weight"], ids)
        x += self.fixed[f"{at}position_embeddings.weight"][: tf.shape(ids)[1]]
        x = drop(self._normal(f"{at}LayerNorm", x + self.fixed[f"{at}token_type_embeddings.weight"][0]))
        away = (1 - mask)[:, None, None, :] * _FAR
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}"
            x = self._normal(
                f"{at}.attention.output.LayerNorm",
                x + drop(self._attention(f"{at}.attention", x, away, drop)),
            )
            inner = self._linear(
                f"{at}.output.dense", tf.nn.gelu(self._linear(f"{at}.intermediate.dense", x))
            )
            x = self._normal(f"{at}.output.LayerNorm", x + drop(inner))
        return drop(x)

    def _attention(self, at: str, x: Any, away: Any, drop: Any) -> Any:
        shape = tf.shape(x)
        split = [shape[0], shape[1], HEADS, WIDTH // HEADS]
        query, key, value = (
            tf.transpose(tf.reshape(self._linear(f"{at}.self.{part}", x), split), [0, 2, 1, 3])
            for part in ("query", "key", "value")
        )
        scores = tf.matmul(query, key, transpose_b=True) / np.sqrt(WIDTH / HEADS).astype(np.float32)
        mixed = tf.matmul(drop(tf.nn.softmax(scores + away)), value)
        return self._linear(f"{at}.output.dense", tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), shape))

    def _linear(self, at: str, x: Any) -> Any:
        """A layer's own numbers, or a head's: outputs x inputs."""
        weight, bias = (self.layers[f"{at}.{n}"] for n in ("weight", "bias"))
        return _times(x, weight, bias)

    def _head(self, name: str, x: Any) -> Any:
        return _times(x, self.heads[f"{name}.weight"], self.heads[f"{name}.bias"])

    def _normal(self, at: str, x: Any) -> Any:
        own = self.fixed if at.startswith("embeddings.") else self.layers
        mean, spread = tf.nn.moments(x, -1, keepdims=True)
        return (x - mean) * tf.math.rsqrt(spread + _EPSILON) * own[f"{at}.weight"] + own[f"{at}.bias"]


def _times(x: Any, weight: Any, bias: Any) -> Any:
    """x times a matrix of outputs x inputs; flat, as TensorFlow multiplies many small matrices slowly."""
    flat = tf.matmul(tf.reshape(x, [-1, weight.shape[1]]), weight, transpose_b=True) + bias
    return tf.reshape(flat, tf.concat([tf.shape(x)[:-1], [weight.shape[0]]], 0))


def _of_marked(told: Any, classes: Any) -> Any:
    """The mean cross-entropy over the tokens that have a class."""
    known = tf.cast(classes >= 0, tf.float32)
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(classes, 0), told)
    return tf.reduce_sum(each * known) / (tf.reduce_sum(known) + 1)
