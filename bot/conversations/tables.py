"""The tables of conversations. Names are pseudonyms; what people and Charley said is sealed.

The comments are the data map's (docs/privacy/data-map.md).
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

_PSEUDONYM = "pseudonym of the conversation"

conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True, comment=_PSEUDONYM),
    sa.Column("next_seq", sa.Integer, nullable=False, default=0, comment="how many events there are"),
    sa.Column("session_seq", sa.Integer, nullable=False, default=0, comment="where the current visit began"),
    sa.Column(
        "snapshot",
        sa.LargeBinary,
        comment="sealed: what the conversation carries: findings, verdict, what was told, country, check",
    ),
    sa.Column(
        "updated",
        sa.Float,
        nullable=False,
        index=True,
        comment="when the last turn was saved; counts for retention",
    ),
    sa.Column(
        "forgotten", sa.Float, comment="when it was asked to be forgotten; gone with the row at once after"
    ),
    comment="conversations",
)
event = sa.Table(
    "event",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True, comment=_PSEUDONYM),
    sa.Column("seq", sa.Integer, primary_key=True, comment="its place"),
    sa.Column(
        "data",
        sa.LargeBinary,
        nullable=False,
        comment="sealed: one event: the person's words, what was heard, the reply",
    ),
    comment="what was said, in order",
)
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True, comment=_PSEUDONYM),
    sa.Column("message", sa.String(64), primary_key=True, comment="pseudonym of the message's id"),
    sa.Column(
        "body", sa.LargeBinary, nullable=False, comment="sealed: the message's id and the person's words"
    ),
    sa.Column("received", sa.Float, nullable=False, comment="when it came"),
    comment="messages whose turn has not ended; empty but for turns under way",
)
reply = sa.Table(
    "reply",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True, comment=_PSEUDONYM),
    sa.Column("message", sa.String(64), primary_key=True, comment="pseudonym of the message's id"),
    sa.Column(
        "body", sa.LargeBinary, nullable=False, comment="sealed: the reply, and a digest of what it answered"
    ),
    sa.Column("given", sa.Float, nullable=False, comment="when it was given"),
    comment="replies, so that a message sent twice gets the same one",
)
clock = sa.Table(
    "clock",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, comment="1: there is one row"),
    sa.Column("seen", sa.Float, nullable=False, comment="what the clock showed at the last sweep"),
    sa.Column("doubted", sa.Float, comment="what it showed when it had leapt, while it is not believed"),
    comment="the clock by which retention goes",
)

EVERYTHING = (event, inbox, reply)
"""What hangs on a conversation."""
