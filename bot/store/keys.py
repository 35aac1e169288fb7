"""The keys of conversations: one each, wrapped by the operator's master key, in a database of their own.

What a conversation keeps is ciphertext elsewhere; whoever destroys its key has forgotten it, in every
copy and backup of the rest. So keys never lie in the database that they protect, nor in its backups.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.transactions import Database, StoreUnavailable, Where

__all__ = ["Keys", "MasterKeyError", "metadata", "own_master", "read_masters"]

metadata = sa.MetaData()

conversation_key = sa.Table(
    "conversation_key",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True, comment="pseudonym of the conversation"),
    sa.Column(
        "wrapped", sa.LargeBinary, nullable=False, comment="its key, readable with the master key alone"
    ),
    sa.Column("made", sa.Float, nullable=False, comment="when it was made"),
    comment="keys of conversations; destroying one forgets its conversation",
)

_ID, _WRAPPED = conversation_key.c.id, conversation_key.c.wrapped


class MasterKeyError(ValueError):
    """The master key cannot be used; the text says what it has to be."""


def read_masters(text: str) -> MultiFernet:
    """The master keys of a setting: the first one wraps, each may unwrap.

    Args:
        text: keys as `charley keys new` prints them, with spaces between.

    Raises:
        MasterKeyError: one of them is no key.
    """
    try:
        return MultiFernet([Fernet(one) for one in text.split()])
    except ValueError:
        raise MasterKeyError(
            "The master key cannot be used: give one that `charley keys new` prints, or several with "
            "spaces between, the newest first."
        ) from None


def own_master(path: Path) -> str:
    """The master key kept in a file, made on the first start. Only its owner may read it.

    Raises:
        OSError: the file cannot be made or read.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "wb") as file:
        key = Fernet.generate_key()
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key.decode("ascii")


class Keys:
    """The keys of one database. Every method is one transaction."""

    def __init__(self, where: Where, masters: MultiFernet, wait: float = 1.0) -> None:
        """Open the database, making it when it is new.

        Raises:
            StoreUnavailable: it cannot be opened or written.
        """
        self._masters = masters
        self._database = Database(where, wait)
        self._database.make(metadata)

    def find(self, name: str) -> bytes | None:
        """A key; None when it was never made or is destroyed.

        Raises:
            StoreUnavailable: it cannot be read, or another master key wrapped it.
        """
        with self._database.reading() as connection:
            wrapped = connection.execute(sa.select(_WRAPPED).where(name == _ID)).scalar()
        return None if wrapped is None else self._unwrapped(wrapped)

    def ensure(self, name: str) -> bytes:
        """A key, made when there is none. It is on disk before anything can be sealed with it.

        Raises:
            StoreUnavailable: it can be neither read nor made.
        """
        if (known := self.find(name)) is not None:
            return known
        key = AESGCM.generate_key(bit_length=256)
        row = {"id": name, "wrapped": self._masters.encrypt(key), "made": time.time()}
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(conversation_key).values(row))
        except StoreUnavailable:
            if (made := self.find(name)) is not None:  # another process was first
                return made
            raise
        return key

    def destroy(self, names: Collection[str]) -> None:
        """Destroy keys so that no byte of them is left in the files.

        Raises:
            StoreUnavailable: they may still be there.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(conversation_key).where(_ID.in_(names)))
        self._scrub()

    def wrap_anew(self) -> int:
        """Wrap every key by the first master key; how many there are.

        Raises:
            StoreUnavailable: nothing was changed.
        """
        with self._database.writing() as connection:
            rows = connection.execute(sa.select(_ID, _WRAPPED)).all()
            for row in rows:
                try:
                    wrapped = self._masters.rotate(row.wrapped)
                except InvalidToken:
                    raise StoreUnavailable(_FOREIGN) from None
                connection.execute(sa.update(conversation_key).where(row.id == _ID).values(wrapped=wrapped))
        self._scrub()
        return len(rows)

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    def _unwrapped(self, wrapped: bytes) -> bytes:
        try:
            return self._masters.decrypt(wrapped)
        except (InvalidToken, TypeError):
            raise StoreUnavailable(_FOREIGN) from None

    def _scrub(self) -> None:
        """Leave no byte of what was deleted. The file is small: some 300 bytes a conversation."""
        if self._database.is_sqlite:
            self._database.scrub()
            return
        try:
            engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM FULL conversation_key")
        except sa.exc.SQLAlchemyError as error:
            raise StoreUnavailable(f"The database of keys refused: {type(error).__name__}") from None


_FOREIGN = "A key was wrapped by a master key that is not given here (CHARLEY_MASTER_KEY)"
