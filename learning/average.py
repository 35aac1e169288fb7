"""The mean of ears that were taught one from the other: `python -m learning.average FOLDER FOLDER ...`.

Each teaching leaves an ear a little louder or a little quieter; their mean errs less on either side
(averaging of weights, Izmailov et al. 2018, arXiv:1803.05407). A folder holds what bot/language/learned
held after a teaching; the last one's names and messages are kept, and only numbers of its shapes count.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from bot.language import minilm
from bot.language.ear import LEARNED, NAMES, WEIGHTS, Names
from learning.packing import write


def mean(ears: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The numbers of the last ear, each the mean of those of the same name and shape.

    Args:
        ears: names and arrays, as `bot.language.minilm.unpacked` gives them; one or more.
    """
    return {
        name: np.mean([e[name] for e in ears if name in e and e[name].shape == last.shape], axis=0)
        for name, last in ears[-1].items()
    }


def main(folders: Sequence[Path]) -> None:
    """Write the mean of these ears where the bot's own lies.

    Raises:
        SystemExit: the ears do not know the same concepts.
    """
    names = [Names.read(f / NAMES.name) for f in folders]
    if any(n.concepts != names[-1].concepts for n in names):
        sys.exit("These ears know different concepts: teach one from the other first.")
    ears = [minilm.unpacked(load_file(f / WEIGHTS.name)) for f in folders]
    write(mean(ears), (folders[-1] / NAMES.name).read_text(encoding="utf-8"), LEARNED)


if __name__ == "__main__":
    main([Path(a) for a in sys.argv[1:]])
