"""How a sentence carries a mention: asked, told or let go."""

from __future__ import annotations

from spacy.tokens import Span

from bot.core.model import Status
from bot.language.clauses import Clauses
from bot.language.normalise import word_set

FIRST_PERSON = frozenset({"i", "im", "ive", "id", "my", "me", "mine", "myself", "we", "our", "ill"})
_POINTERS = frozenset({"the", "this", "these", "those", "that", "new", "them"})
_ASKS_WHETHER = frozenset({"can", "could", "do", "does", "will", "would", "might", "may", "did", "was"})
_TELLS = word_set("is are has have gone since now today tonight yesterday keeps wont cant started")
"""Words of a sentence that tells something, though it ends in a question mark."""
_BARE_NAME = 2
"""A name with at most so many other words says neither that it is taken nor that it is not."""


def lapsed(clauses: Clauses, span: Span) -> bool:
    """Whether what is denied was so until some time: "haven't taken it since March"."""
    start, end = clauses.sentence(span.start)
    perfect = {"havent", "hasnt", "have", "has", "hadnt"} & set(clauses.words(start, span.start))
    after = clauses.words(span.end, end)
    return bool(perfect) and (
        "since" in after
        or after[:1] == ["for"]
        or after[:2] in (["in", "years"], ["in", "ages"], ["in", "months"])
    )


def told(clauses: Clauses, span: Span, kind: str) -> bool:
    """Whether a message says more than a name: anything to go by, or a number, as a dose."""
    start, end = clauses.sentence(span.start)
    pointed = bool(set(clauses.words(max(start, span.start - 2), span.start)) & _POINTERS)
    numbers = any(w[0].isdigit() for w in clauses.words(start, end))
    others = [t for t in clauses.doc if t.is_alpha and not span.start <= t.i < span.end]
    return pointed or numbers or len(others) > (_BARE_NAME if kind == "medicine" else 0) or len(span) > 3


def asked(clauses: Clauses, span: Span, kind: str, person: bool, in_use: bool, unsure: bool) -> Status:
    """The status of a mention inside a question."""
    if unsure:
        return "uncertain"
    start, end = clauses.sentence(span.start)
    first = next((t.lower_ for t in clauses.doc[start : span.start] if t.is_alpha), "")
    if not person:
        if kind == "symptom" and first not in clauses.questions and _TELLS & set(clauses.words(start, end)):
            return "uncertain"  # told, with a question behind it: "calf is swollen since monday, what now?"
        elsewhere = bool(FIRST_PERSON & {t.lower_ for t in clauses.doc})
        return "uncertain" if kind != "symptom" and in_use and elsewhere else "general"
    if kind == "symptom":
        return "uncertain" if first in _ASKS_WHETHER else "present"
    dose = span.end < len(clauses.doc) and clauses.doc[span.end].is_digit
    return "present" if in_use or dose else "uncertain"
