"""Receipts sealed, conversations by their pseudonyms."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Seal the receipts that are there."""
    config = op.get_context().config
    assert config is not None, "Journal calls it"
    connection, notes = op.get_bind(), config.attributes
    vault = notes["vault"]
    notes["rewritten"] = True
    old = sa.table("receipt", sa.column("id"), sa.column("conversation"), sa.column("body", sa.JSON))
    feedback = sa.table("feedback", sa.column("conversation"))
    rows = connection.execute(sa.select(old)).all()
    with op.batch_alter_table("receipt") as table:
        table.drop_column("body")
        table.add_column(sa.Column("body", sa.LargeBinary, nullable=False, server_default=""))
    with op.batch_alter_table("receipt") as table:
        table.alter_column("body", server_default=None)
    new = sa.table("receipt", sa.column("id"), sa.column("conversation"), sa.column("body", sa.LargeBinary))
    for row in rows:
        name = vault.name(row.conversation)
        values = {"conversation": name, "body": vault.seal(name, f"receipt {row.id}", row.body)}
        connection.execute(sa.update(new).where(new.c.id == row.id).values(values))
    for conversation in {row.conversation for row in rows}:
        mine = feedback.c.conversation == conversation
        connection.execute(sa.update(feedback).where(mine).values(conversation=vault.name(conversation)))
