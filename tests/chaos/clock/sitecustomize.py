"""Every Python that has this folder on its path runs `time.time` by the seconds in the file CHAOS_CLOCK."""

import os
import time

_real, _path = time.time, os.environ.get("CHAOS_CLOCK", "")


def _moved() -> float:
    try:
        with open(_path) as file:
            return _real() + float(file.read())
    except (OSError, ValueError):
        return _real()


if _path:
    time.time = _moved
