"""Searching the facts by words: what SQLite and PostgreSQL need for it, and what counts as found.

The databases find candidates and rank them (FTS5's bm25 and PostgreSQL's ts_rank_cd, both over stems,
keys weighing most). Whether a candidate is relevant is decided here, for both alike: the words of the
question are weighed by how rare they are among the facts, and a fact has to hold FLOOR of that weight.

Words never reach a database but as quoted words of ASCII letters and digits, so no text is syntax.
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.store import tables

FLOOR = 0.5
"""The share of a question's weight that a fact has to hold to be found.

Chosen on 40 questions about cramps and 40 sentences about other things written for it, before those of
the tests: `python -m bench.search_floor` shows what each share finds of both."""

MENTIONED = 0.7
"""What a word counts that stands in a fact's sentence only, not in its keys or its topic's question."""

COLUMNS = ("keys", "question", "plain", "clinician")
_LONGEST = 2000  # characters of a question that are read
_MOST_WORDS = 24
_CANDIDATES = 8  # for each fact wanted
_AFFORDED = 20_000  # facts that the words searched for may occur in, so that search stays quick

_TELLS_NOTHING = """
a about above actually after again against ago ain all almost alone already also although always am among an
and another any anybody anyone anything are aren around as ask asked asking at away back be because been
before behind being best better between both but by bye call came can cannot certain could couldn day days
did didn different do does doesn doing don done down during each either else enough etc even ever every
everyone everything exactly far few find first for found from further gave get gets getting give given gives
go goes going gone gonna good got great had hadn happen happened happening happens has hasn have haven
having he hello help helped helpful helping helps her here hers herself hey hi him himself his hour hours
how however if in instead into is isn it its itself just keep kind know known last later least less let lets
life like likely ll long look looking lot lots made main mainly make makes making many matter may maybe me
mean meaning means might mine minute minutes more most much must my myself near need needed needs never new
next no nobody none nor not nothing now of off often oh ok okay old on once one ones only onto or other
others otherwise our ours out over own part people perhaps person place please possible probably problem put
question quick quickly quite rather re read real really reason recommend recommended right said same saw say
says second see seem seems seen shall shan she should shouldn show since so some somebody someone something
sometimes soon sorry still stuff such sure take taken takes taking tell than thank thanks that the their
theirs them themselves then there these they thing things think this those though three through time times
to today together told too took toward tried try trying turn two under until up upon us use used useful uses
using usually ve very want wanted wants was wasn way ways we weather week weeks well went were weren what
whatever when where whether which while who whole whom whose why will with within without won wonder word
words work worked working works would wouldn yeah year years yes yet you your yours yourself
"""
_STOP = frozenset(_TELLS_NOTHING.split())


def tokens(text: str) -> list[str]:
    """The words of a text, in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", text).lower()
    return re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c)))


def entry(
    number: int, keys: Iterable[str], questions: Iterable[str], plain: str, clinician: str | None
) -> Any:
    """The row of the search table for one fact."""
    texts = (" ; ".join(keys), " ; ".join(questions), plain, clinician or "")
    return {"rowid": number, **{c: " ".join(tokens(t)) for c, t in zip(COLUMNS, texts, strict=True)}}


def stems_of(texts: Iterable[str]) -> set[str]:
    """The stems of the words of an entry's texts."""
    return {stem(word) for text in texts for word in text.split()}


def asked(text: str) -> dict[str, str]:
    """What a question asks about: stems, each with the first word that has it; no stop words."""
    found: dict[str, str] = {}
    for word in tokens(text[:_LONGEST]):
        if len(word) > 1 and word not in _STOP and len(found) < _MOST_WORDS:
            found.setdefault(stem(word), word)
    return found


def weights(stems: Iterable[str], known: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each stem tells: the rarer among the facts, the more; unknown ones as much as the rarest."""
    return {s: math.log(1 + total / max(1, known.get(s, 1))) for s in stems}


def chosen(words: Mapping[str, str], known: Mapping[str, int]) -> list[str]:
    """The words to search for: the rarest first, as many as are afforded, at least one that is known."""
    picked: list[str] = []
    facts = 0
    for found in sorted((s for s in words if s in known), key=lambda s: known[s]):
        facts += known[found]
        if picked and facts > _AFFORDED:
            break
        picked.append(words[found])
    return picked


def reach(words: Mapping[str, str], picked: Sequence[str], known: Mapping[str, int], last: int) -> int:
    """The last fact to look at. Where even the rarest word stands in more facts than are afforded, any
    of them will do: the first ones are ranked, as many as hold that number."""
    facts = sum(known[s] for s, word in words.items() if word in picked and s in known)
    return last if facts <= _AFFORDED else max(1, last * _AFFORDED // facts)


def relevant(rows: Sequence[Any], weight: Mapping[str, float]) -> list[Any]:
    """The candidates that hold enough of the question, those that hold most first, else as ranked."""
    shares = [_share([row._mapping[f"found_{name}"] for name in COLUMNS], weight) for row in rows]
    best = sorted((-share, place) for place, share in enumerate(shares) if share >= FLOOR)
    return [rows[place] for _, place in best]


def _share(texts: Sequence[str], weight: Mapping[str, float]) -> float:
    """How much of the question's weight an entry holds. What its keys or its topic's question name
    counts whole, what only its sentence mentions counts MENTIONED."""
    named, mentioned = stems_of(texts[:2]), stems_of(texts[2:])
    held = sum(w if s in named else MENTIONED * w if s in mentioned else 0.0 for s, w in weight.items())
    return held / sum(weight.values())


def match(dialect: str, words: Iterable[str]) -> str:
    """Any of these words, as the database writes it."""
    quote, either = ('"', " OR ") if dialect == "sqlite" else ("'", " | ")
    return either.join(f"{quote}{word}{quote}" for word in words)


def limit(most: int) -> int:
    """How many candidates are looked at."""
    return most * _CANDIDATES


def find(dialect: str, columns: Sequence[Any]) -> Any:
    """The statement that finds these columns of candidates, best first: takes words, last and most."""
    search, number = tables.search, tables.fact.c.number
    if dialect == "sqlite":
        hits, score = sa.text("search MATCH :words"), sa.literal_column("rank")
    else:
        query = sa.func.to_tsquery(sa.literal_column("'english'"), sa.bindparam("words", type_=sa.String))
        hits = sa.column("words").op("@@")(query)
        score = -sa.func.ts_rank_cd(sa.column("words"), query)
    best = (
        sa.select(*search.c, score.label("score"))
        .where(hits, search.c.rowid <= sa.bindparam("last", type_=sa.Integer))
        .order_by(score)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .subquery("best")
    )
    told = [best.c[name].label(f"found_{name}") for name in COLUMNS]
    return sa.select(*columns, *told).join(best, number == best.c.rowid).order_by(best.c.score, number)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem that the SQLite index has for a word. SQLite's own tokenizer is asked."""
    with _stemming:
        memory = _memory()
        memory.execute("insert into word values (?)", (word,))
        (found,) = memory.execute("select term from stem").fetchone() or (word,)
        memory.execute("delete from word")
    return str(found)


_stemming = threading.Lock()


@lru_cache(maxsize=1)
def _memory() -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    memory.execute(f"create virtual table word using fts5(typed, tokenize = '{tables.TOKENIZER}')")
    memory.execute("create virtual table stem using fts5vocab(word, row)")
    return memory
