"""Cramp diaries under a code, and which conversation has one open."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "diary",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("used", sa.Float, nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_diary_used", "diary", ["used"])
    op.create_table(
        "diary_of",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("diary", sa.String(64), nullable=False),
    )
    op.create_index("ix_diary_of_diary", "diary_of", ["diary"])
