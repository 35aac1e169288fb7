"""What is sealed in the data folder of a running Charley, read and rewritten behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.store.vault import Vault

Event = dict[str, Any]


def events(data_dir: Path, conversation: str) -> list[Event]:
    """The events of a conversation, in order, as the database has them."""
    vault = _vault(data_dir)
    name = vault.name(conversation)
    with closing(_connect(data_dir, "ro")) as connection:
        query = "select seq, data from event where conversation = ? order by seq"
        return [vault.open(name, f"event {seq}", data) for seq, data in connection.execute(query, (name,))]


def rewrite(data_dir: Path, change: Callable[[Event], Event]) -> None:
    """Change every event of every conversation."""
    vault = _vault(data_dir)
    with closing(_connect(data_dir, "rw")) as connection, connection:
        for name, seq, data in connection.execute("select conversation, seq, data from event").fetchall():
            sealed = vault.seal(name, f"event {seq}", change(vault.open(name, f"event {seq}", data)))
            mine = (sealed, name, seq)
            connection.execute("update event set data = ? where conversation = ? and seq = ?", mine)


def _vault(data_dir: Path) -> Vault:
    return Vault.beside(data_dir / "conversations.sqlite", 10)


def _connect(data_dir: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data_dir / 'conversations.sqlite'}?mode={mode}", uri=True, timeout=10)
