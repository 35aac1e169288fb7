"""Messages whose turn has not ended, and the replies that ended turns gave: both sealed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.conversations.tables import conversation, inbox, reply
from bot.store.transactions import Database, Transaction
from bot.store.vault import Forgotten, Vault


class Inbox:
    """What a turn leaves before and after it. Every method is one transaction; each may raise
    StoreUnavailable."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self.vault = database, vault

    def receive(self, conversation_id: str, message_id: str, text: str) -> None:
        """Keep a person's words before any work on them starts."""
        name, message = self.vault.name(conversation_id), self.vault.name(conversation_id, message_id)
        with self._writing() as connection:
            if self.row(connection, name) is None:
                self.vault.begin(name)  # the first turn of a conversation that its channel does not open
            body = self.vault.seal(name, f"inbox {message}", {"id": message_id, "text": text})
            row = {"conversation": name, "message": message, "body": body, "received": time.time()}
            put(connection, inbox, row)

    def unfinished(self, conversation_id: str) -> list[tuple[str, str]]:
        """Messages that were received and never finished, oldest first: id and text."""
        name = self.vault.name(conversation_id)
        query = sa.select(inbox).where(inbox.c.conversation == name).order_by(inbox.c.received)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        try:
            bodies = [self.vault.open(name, f"inbox {r.message}", r.body) for r in rows]
        except Forgotten:
            return []
        return [(body["id"], body["text"]) for body in bodies]

    def finish(
        self, conversation_id: str, message_id: str, text_digest: str, body: Mapping[str, Any] | None
    ) -> None:
        """Take a message out of the inbox, and keep the reply it got where it may be asked for again."""
        name, message = self.vault.name(conversation_id), self.vault.name(conversation_id, message_id)
        with self._writing() as connection:
            mine = (inbox.c.conversation == name, inbox.c.message == message)
            connection.execute(sa.delete(inbox).where(*mine))
            if body is not None and self.row(connection, name, lock=True) is not None:
                sealed = self.vault.seal(name, f"reply {message}", {"of": text_digest, "reply": dict(body)})
                row = {"conversation": name, "message": message, "body": sealed, "given": time.time()}
                put(connection, reply, row)

    def given(self, conversation_id: str, message_id: str) -> tuple[str, dict[str, Any]] | None:
        """The reply that a message already got: the digest of its text, and the reply."""
        name, message = self.vault.name(conversation_id), self.vault.name(conversation_id, message_id)
        mine = (reply.c.conversation == name, reply.c.message == message)
        with self._reading() as connection:
            row = connection.execute(sa.select(reply).where(*mine)).first()
        if row is None:
            return None
        try:
            body = self.vault.open(name, f"reply {message}", row.body)
        except Forgotten:
            return None
        return body["of"], body["reply"]

    @staticmethod
    def row(connection: Any, name: str, *, lock: bool = False) -> Any:
        """The row of a conversation that is not forgotten; with ``lock`` nobody changes it meanwhile."""
        query = sa.select(conversation).where(conversation.c.id == name, conversation.c.forgotten.is_(None))
        return connection.execute(query.with_for_update() if lock else query).first()

    def _writing(self) -> Transaction:
        return self._database.writing()

    def _reading(self) -> Transaction:
        return self._database.reading()


def put(connection: Any, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Write a row in the place of one with the same key."""
    same = [column == row[column.name] for column in table.primary_key]
    connection.execute(sa.delete(table).where(*same))
    connection.execute(sa.insert(table).values(row))
