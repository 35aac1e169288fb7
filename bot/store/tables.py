"""The tables of the facts database: a build product, never changed after it was built."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

stamp = sa.Table(
    "stamp",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("short", sa.String, nullable=False),
    sa.Column("publisher", sa.String, nullable=False),
    sa.Column("authors", sa.JSON, nullable=False),
    sa.Column("date", sa.String),
    sa.Column("updated", sa.String),
    sa.Column("url", sa.String),
    sa.Column("licence", sa.String),
    sa.Column("standing", sa.String, nullable=False),
    sa.Column("origin", sa.String, nullable=False),
    sa.Column("audience", sa.String),
    sa.Column("review_stage", sa.String),
    sa.Column("cite_as", sa.String, nullable=False),
)

fact = sa.Table(
    "fact",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("plain", sa.String, nullable=False),
    sa.Column("clinician", sa.String),
    sa.Column("warning", sa.String),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("serve", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("reviewed", sa.String),
    sa.Column("next_review", sa.String),
    sa.Column("urges", sa.JSON, nullable=False),
    sa.Column("keys", sa.JSON, nullable=False),
    sa.Column("conflicts", sa.JSON, nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("cites", sa.JSON, nullable=False),
)

topic = sa.Table(
    "topic",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("gap", sa.String),
    sa.Column("next", sa.JSON, nullable=False),
    sa.Column("conflicts", sa.JSON, nullable=False),
)

topic_fact = sa.Table(
    "topic_fact",
    metadata,
    sa.Column("topic", sa.ForeignKey("topic.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("fact", sa.ForeignKey("fact.id"), nullable=False, index=True),
)

conflict = sa.Table(
    "conflict",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("say", sa.String, nullable=False),
    sa.Column("urges", sa.JSON, nullable=False),
    sa.Column("cites", sa.JSON, nullable=False),
)

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("says", sa.String, nullable=False),
)

gap = sa.Table(
    "gap",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("topic", sa.String, nullable=False, index=True),
    sa.Column("keys", sa.JSON, nullable=False),
    sa.Column("say", sa.String, nullable=False),
    sa.Column("asks", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
)

rule = sa.Table(
    "rule",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
)
