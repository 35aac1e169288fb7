"""The tables of the facts database: a build product, never changed after it was built."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

SCHEMA = "4"
"""Raised when the tables change, so that an older database counts as stale."""

TOKENIZER = "porter unicode61"

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
    sa.Column("number", sa.Integer, unique=True),  # its entry in search; none where it may not be said
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

term = sa.Table(
    "term",
    metadata,
    sa.Column("word", sa.String, primary_key=True),  # a stem
    sa.Column("facts", sa.Integer, nullable=False),  # how many have it
)

search = sa.Table(
    "search",
    sa.MetaData(),  # of its own: made by the statements below
    sa.Column("rowid", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.String, nullable=False) for name in ("keys", "question", "plain", "clinician")),
)

SEARCH: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        f"create virtual table search using fts5(keys, question, plain, clinician, tokenize = '{TOKENIZER}')",
        "insert into search (search, rank) values ('rank', 'bm25(4.0, 2.0, 1.0, 1.0)')",
    ),
    "postgresql": (
        "create table search "
        "(rowid integer primary key, keys text, question text, plain text, clinician text, "
        "words tsvector generated always as (setweight(to_tsvector('english', keys), 'A') "
        "|| setweight(to_tsvector('english', question), 'B') || to_tsvector('english', plain) "
        "|| to_tsvector('english', clinician)) stored)",
    ),
}
"""What makes the table of words in each database. Both are filled and asked by the columns above."""

FILLED: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("insert into search (search) values ('optimize')", "analyze"),
    "postgresql": ("create index on search using gin (words)", "analyze"),
}
"""What makes them quick once they are filled."""
