"""A database from before conversations were sealed, brought to what it is now. SQLite alone had them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from bot.conversations.tables import metadata
from bot.store.transactions import Database, StoreUnavailable
from bot.store.vault import Vault

_TABLES = ("conversation", "event", "inbox", "reply")


def upgrade(database: Database, vault: Vault) -> None:
    """Seal what an older version left readable, in one transaction, and leave none of it in the file.

    Raises:
        StoreUnavailable: it could not be done; the database is as it was.
    """
    if database.path is None or not database.path.exists():
        return
    try:
        with database.writing() as connection:
            columns = [row.name for row in connection.exec_driver_sql("PRAGMA table_info(conversation)")]
            if not columns or "forgotten" in columns:
                return
            old = {t: connection.exec_driver_sql(f"SELECT * FROM {t}").mappings().all() for t in _TABLES}
            for table in _TABLES:
                connection.exec_driver_sql(f"DROP TABLE {table}")
            metadata.create_all(connection)
            for table, rows in old.items():
                for row in rows:
                    new = _SEALED[table](vault, row)
                    connection.execute(sa.insert(metadata.tables[table]).values(new))
        database.scrub()
    except StoreUnavailable as error:
        raise StoreUnavailable(f"The database {database.name} cannot be used. {error}") from None


def _conversation(vault: Vault, row: Any) -> dict[str, Any]:
    name = vault.name(row["id"])
    vault.begin(name)
    carried = vault.seal(name, "snapshot", json.loads(row["snapshot"])) if row["snapshot"] else None
    return {**row, "id": name, "snapshot": carried}


def _event(vault: Vault, row: Any) -> dict[str, Any]:
    name, seq = vault.name(row["conversation"]), row["seq"]
    sealed = vault.seal(name, f"event {seq}", json.loads(row["data"]))
    return {"conversation": name, "seq": seq, "data": sealed}


def _inbox(vault: Vault, row: Any) -> dict[str, Any]:
    name, message = vault.name(row["conversation"]), vault.name(row["conversation"], row["message"])
    body = vault.seal(name, f"inbox {message}", {"id": row["message"], "text": row["text"]})
    return {"conversation": name, "message": message, "body": body, "received": row["received"]}


def _reply(vault: Vault, row: Any) -> dict[str, Any]:
    name, message = vault.name(row["conversation"]), vault.name(row["conversation"], row["message"])
    told = {"of": row["text_digest"], "reply": json.loads(row["body"])}
    body = vault.seal(name, f"reply {message}", told)
    return {"conversation": name, "message": message, "body": body, "given": row["given"]}


_SEALED: dict[str, Callable[[Vault, Any], dict[str, Any]]] = {
    "conversation": _conversation,
    "event": _event,
    "inbox": _inbox,
    "reply": _reply,
}
