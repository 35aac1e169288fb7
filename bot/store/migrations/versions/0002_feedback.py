"""Feedback on replies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of feedback."""
    op.create_table(
        "feedback",
        sa.Column("receipt", sa.String(32), sa.ForeignKey("receipt.id"), primary_key=True),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("given", sa.Float, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
    )
    op.create_index("ix_feedback_conversation", "feedback", ["conversation"])
