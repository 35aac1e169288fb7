"""Files that are run or told from are what they were made as: a checksum beside each, as `sha256sum -c`
reads it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

__all__ = ["beside", "is_whole", "of", "write"]

_AT_ONCE = 1 << 20


def of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(_AT_ONCE):
            total.update(some)
    return total.hexdigest()


def beside(path: Path) -> Path:
    """Where the checksum of a file lies."""
    return path.with_name(f"{path.name}.sha256")


def write(path: Path) -> None:
    """Write the checksum of a file beside it, in one step."""
    new = path.with_name(f"{path.name}.{os.getpid()}.sum")
    new.write_text(f"{of(path)}  {path.name}\n", encoding="ascii")
    new.replace(beside(path))


def is_whole(path: Path) -> bool | None:
    """Whether a file is what its checksum says; None where it has none."""
    try:
        known = beside(path).read_text(encoding="ascii").partition(" ")[0]
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return False
    return path.is_file() and of(path) == known
