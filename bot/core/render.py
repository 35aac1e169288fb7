"""Answer to text. Adds numbers and the list of sources; adds no sentence, drops none."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.advice import Advice
from bot.core.model import Answer, Cite, Sentence, Source, unique
from bot.core.ports import Sources

ABOUT_SOURCES = "meta_source"
"""The topic whose answer tells everything about each source."""
_MOST_PLACES = 3


def plain(answer: Answer, library: Sources) -> str:
    """Plain text: what was kept back, the direct answer, its points, its notes, the numbered sources,
    how far the wording was reviewed.

    Every line reads in 80 columns on its own; nothing depends on markup.
    """
    numbers = {source: n for n, source in enumerate(answer.sources, 1)}
    reviews = unique(s.review for s in answer.points if s.cites)
    mark = len(reviews) > 1  # they differ: each point says its own
    blocks = [_cited(s, numbers) for s in answer.warning]
    if answer.lead:
        blocks.append(_cited(answer.lead, numbers, mark))
    blocks += [f"• {_cited(s, numbers, mark)}" for s in answer.support]
    blocks += [_cited(s, numbers) for s in answer.notes]
    if numbers:
        blocks.append(_source_list(answer, library, in_full=ABOUT_SOURCES in answer.topics))
    if not mark and any(reviews):
        blocks.append(f"Wording: {reviews[0]}.")
    return "\n".join(blocks)


def advice(said: Advice, library: Sources) -> str:
    """Advice with a label that tells what it is and rests on. A reminder has none, and an emergency
    names no sources: it stays short."""
    if not said.status:
        return said.text
    named = [s.short for i in said.sources if (s := library.source(i))]
    own = ("this service's own" if not named else "partly this service's own") if said.own else ""
    review = "" if said.status == "approved" else "under review"
    label = ", ".join(filter(None, ("Safety advice", own, review)))
    sources = f". Sources: {'; '.join(named)}" if named and not said.emergency else ""
    return f"{said.text}\n({label}{sources}.)"


def line(source: Source, places: Iterable[str] = ()) -> str:
    """One source in one line: title, the parts of it that are cited, date, standing."""
    parts = unique(places)
    where = f" ({'; '.join(parts[:_MOST_PLACES])})" if parts else ""
    date = source.updated or source.date or "no date given"
    return "; ".join(p for p in (f"{source.short or source.title}{where}", date, source.standing) if p)


def details(source: Source) -> str:
    """Everything a source says of itself, for those who ask about the sources."""
    told = {
        "By": ", ".join(source.authors) or "no author named",
        "Published by": source.publisher,
        "Last updated": source.updated or source.date or "no date given",
        "Standing": source.standing,
        "Kind": source.origin,
        "Review": source.review_stage,
        "Written for": source.audience,
        "Licence": source.licence or "not stated",
        "Cite as": source.cite_as,
    }
    return "\n".join([source.title, *(f"  {name}: {value}" for name, value in told.items() if value)])


def _source_list(answer: Answer, library: Sources, in_full: bool) -> str:
    cites = [c for sentence in answer.sentences for c in sentence.cites]
    lines = ["Sources:"]
    for number, source_id in enumerate(answer.sources, 1):
        source = library.source(source_id)
        told = _told(source, cites, in_full) if source else source_id
        lines.append(f"[{number}] {told}")
    return "\n".join(lines)


def _told(source: Source, cites: Iterable[Cite], in_full: bool) -> str:
    if in_full:
        return details(source)
    return line(source, (c.place for c in cites if c.source == source.id))


def _cited(sentence: Sentence, numbers: dict[str, int], mark_review: bool = False) -> str:
    marks = "".join(f"[{numbers[s]}]" for s in sentence.sources)
    review = f"({sentence.review})" if mark_review and sentence.review else ""
    return " ".join(filter(None, (sentence.text, marks, review)))
