"""What running processes cost, read from Linux's /proc: CPU to the nanosecond, resident memory."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_STOP_SECONDS = 20


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def cpu_ms(pids: Sequence[int]) -> float:
    """Milliseconds that all threads of these processes have run so far."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for task in os.scandir(f"/proc/{pid}/task"):
                with suppress(OSError):
                    total += int(Path(task.path, "schedstat").read_text().split()[0])
    return total / 1e6


def spent_s(pids: Sequence[int]) -> float:
    """CPU seconds of these processes so far, those of ended threads as well (to a hundredth)."""
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory of one process, shared pages included."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def name(pid: int) -> str:
    """Which part a process is, by its command."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    known = {
        "rasa_sdk": "actions",
        "bot.lean": "rasa",
        "rasa run": "rasa",
        "bot.processes": "supervisor",
        "bench.retriever": "bm25",
    }
    return next((part for sign, part in known.items() if sign in command), command.split()[0][-20:])


def end(process: subprocess.Popen[str]) -> None:
    """Stop a process of ours, politely first."""
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    if process.poll() is None:
        process.kill()
        process.wait()
