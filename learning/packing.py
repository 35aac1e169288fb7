"""What an ear learned, as the files that the bot reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from bot import checksums
from bot.language.ear import NAMES, WEIGHTS

_LAYERS = "encoder."


def write(numbers: Mapping[str, Any], names: str, folder: Path) -> None:
    """Write an ear and the checksums of its files.

    Args:
        numbers: an array a name; matrices of layers become bytes with a scale a row, the rest stays.
        names: the JSON text of what the numbers stand for.
        folder: is made where it is not there.
    """
    packed: dict[str, Any] = {}
    for name, values in numbers.items():
        if name.startswith(_LAYERS) and values.ndim == 2:
            scale = np.abs(values).max(axis=1) / 127
            packed[name], packed[f"{name}.scale"] = np.round(values / scale[:, None]).astype(np.int8), scale
        else:
            packed[name] = values
    folder.mkdir(exist_ok=True)
    save_file(packed, folder / WEIGHTS.name)
    (folder / NAMES.name).write_text(names, encoding="utf-8")
    for path in (WEIGHTS, NAMES):
        checksums.write(folder / path.name)
