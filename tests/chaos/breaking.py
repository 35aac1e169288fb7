"""Files, disks and ports broken for real, and mended when the block ends."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


class _Failing(BaseHTTPRequestHandler):
    """Answers everything with 500."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_error(500)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def answering_500(port: int) -> Iterator[None]:
    """A server on the port that answers 500."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Failing)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """The database, held by another writer. Readers cannot be kept out while a server has it open."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


@contextmanager
def spoilt(path: Path, first: int = 0) -> Iterator[None]:
    """The file with its bytes from ``first`` on overwritten in place, once its log is written back."""
    with closing(sqlite3.connect(path, timeout=10)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(first)
        file.write(b"spoilt! " * ((len(whole) - first) // 8))
    try:
        yield
    finally:
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        path.write_bytes(whole)


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """The file and its folder without the right to write."""
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        yield
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o600)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The file system of the folder without a free byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"0" * size)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A file system of its own at the folder; False where this machine does not allow one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "chaos", str(folder)]
    mounted = subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
