"""Databases behind the program's back: changed, and what conversations hold in them, opened."""

from __future__ import annotations

import sqlalchemy as sa


def change(where, *statements):
    """Write to a database behind the library's back."""
    url = where if isinstance(where, str) else f"sqlite:///{where}"
    engine = sa.create_engine(url, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        done = [connection.execute(statement) for statement in statements]
        rows = [list(d) if d.returns_rows else [] for d in done]
    engine.dispose()
    return rows[-1]
