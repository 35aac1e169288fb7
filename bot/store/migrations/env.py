"""How Alembic reaches the journal."""

import sqlalchemy as sa
from alembic import context

from bot.store.journal import metadata

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), future=True)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
engine.dispose()
