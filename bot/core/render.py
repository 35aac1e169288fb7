"""Answer to text. Adds numbers and the list of sources; adds no sentence, drops none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.model import Answer, Sentence, Source, unique
from bot.core.ports import Library


def plain(answer: Answer, library: Library) -> str:
    """Plain text: what was kept back, the direct answer, its points, its notes, the numbered sources.

    Every line reads in 80 columns on its own; nothing depends on markup.
    """
    numbers = {source: n for n, source in enumerate(answer.sources, 1)}
    blocks = [_cited(s, numbers) for s in answer.warning]
    if answer.lead:
        blocks.append(_cited(answer.lead, numbers))
    if answer.support:
        blocks.append("\n".join(f"• {_cited(s, numbers)}" for s in answer.support))
    blocks += [_cited(s, numbers) for s in answer.notes]
    if numbers:
        blocks.append(source_list(answer.sources, library))
    return "\n".join(blocks)


def source_list(sources: Iterable[str], library: Library) -> str:
    """The numbered sources, each with its date and what it says of itself."""
    lines = ["Sources:"]
    for number, source_id in enumerate(unique(sources), 1):
        source = library.source(source_id)
        lines.append(f"[{number}] {line(source) if source else source_id}")
    return "\n".join(lines)


def line(source: Source) -> str:
    """One source in one line: title, publisher, date, standing."""
    parts = (source.short or source.title, source.updated or source.date or "no date given", source.standing)
    return "; ".join(p for p in parts if p)


def _cited(sentence: Sentence, numbers: dict[str, int]) -> str:
    return f"{sentence.text} {_marks(sentence.sources, numbers)}".rstrip()


def _marks(sources: Sequence[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[s]}]" for s in unique(sources) if s in numbers)
