"""Sentences as points: near ones mean much the same. The encoder is optional; see `open_encoder`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.language import weights

WIDTH = 384
_GRAPH = "minilm-1.onnx"
"""Change the number when `bot.language.minilm` writes another graph."""
_MOST_TOKENS = 128
_CACHED = 2048


class Encoder:
    """Encodes sentences, one at a time: the same text gives the same point whatever came before."""

    def __init__(self, graph: Path, files: Path) -> None:
        self._session = weights.session(graph)
        self._tokenizer = weights.tokenizer(files)
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._encode = lru_cache(maxsize=_CACHED)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> NDArray[Any]:
        """One row a text (float32, texts x `WIDTH`), each of length 1."""
        points = [self._encode(text) for text in texts]
        return np.stack(points) if points else np.zeros((0, WIDTH), dtype=np.float32)

    def _encode_one(self, text: str) -> NDArray[Any]:
        tokens = self._tokenizer.encode(text)
        given = {"ids": tokens.ids, "mask": tokens.attention_mask}
        sentence: NDArray[Any] = self._session.run(
            None, {name: np.array([values], dtype=np.int64) for name, values in given.items()}
        )[0]
        point: NDArray[Any] = sentence[0]
        return point


def open_encoder(where: str | None, built: Path) -> Encoder | None:
    """The encoder, prepared the first time it is opened; None when there is none here.

    Args:
        where: the folder of its files, "off" for no encoder, None for the installed package.
        built: the folder for the prepared graph.

    Raises:
        EncoderRefused: ``where`` lacks a file, or holds another than the known one.
    """
    files = weights.folder(where)
    if files is None:
        return None
    weights.prepare(files, built / _GRAPH, _write)
    return Encoder(built / _GRAPH, files)


def _write(published: Path, target: Path) -> None:
    from bot.language import minilm  # needed once in a model's life, and slow to load

    minilm.write(published, target)
