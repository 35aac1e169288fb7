"""Finding phrases in a message: whole words, with alternatives, groups and gaps.

All phrases become one automaton: a node is a place reached in some phrases, and a word leads on
from it to others. Phrases that begin alike share their nodes, and a group stays one step however
many words it holds, so that nothing is multiplied out (spaCy's matchers took seconds to build).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc, Span

from bot.language.lexicon import GAP, MAX_GAP, Spelling

_ROOT = 0


def between(span: Span, start: int, end: int) -> bool:
    """Whether one of the places start..end stood in a gap of the phrase that the span matched: "not"
    does in "leg is not swollen", found by "leg ... swollen"; it does not in "not swollen"."""
    skipped = span.doc.user_data.get(_key(span), 0)
    return any(skipped >> place & 1 for place in range(start, end))


def _key(span: Span) -> str:
    return f"skipped {span.label_} {span.start} {span.end}"


class Phrases:
    """Labelled phrases as the lexicon writes them ("a/b" either, "..." a few words between)."""

    def __init__(self, spelling: Spelling, labelled: Mapping[str, Iterable[str]]) -> None:
        self._after: list[dict[str, list[int]]] = [{}]
        self._gaps: dict[int, list[tuple[int, int]]] = {}
        self._ends: dict[int, list[str]] = {}
        self._made: dict[tuple[int, str], int] = {}
        for label, phrases in labelled.items():
            for phrase in phrases:
                self._add(label, phrase, spelling)

    def find(self, doc: Doc) -> list[Span]:
        """Every match, overlapping ones too, labelled. Notes on the document which words stood in
        a gap (see `between`)."""
        words = [t.lower_ for t in doc]
        pauses = [t.is_punct for t in doc]
        spans = []
        for (label, start, end), skipped in self._matches(words, pauses).items():
            span = Span(doc, start, end, label=label)
            doc.user_data[_key(span)] = skipped
            spans.append(span)
        return spans

    def _matches(self, words: Sequence[str], pauses: Sequence[bool]) -> dict[tuple[str, int, int], int]:
        """Each match once, as label, start and end, with the places skipped in gaps (as bits). A run is
        a node reached, how many more words may be skipped there, where it began, what it skipped."""
        found: dict[tuple[str, int, int], int] = {}
        runs: list[tuple[int, int, int, int]] = []
        after, gaps, ends = self._after, self._gaps, self._ends
        for place, word in enumerate(words):
            pause = pauses[place]
            runs.append((_ROOT, 0, place, 0))
            on: list[tuple[int, int, int, int]] = []
            for node, skips, start, skipped in runs:
                for reached in after[node].get(word, ()):
                    on.append((reached, 0, start, skipped))
                    for beyond, width in gaps.get(reached, ()):
                        on.append((beyond, width, start, skipped))
                    for label in ends.get(reached, ()):
                        key = (label, start, place + 1)
                        found[key] = found.get(key, skipped) & skipped
                if skips and not pause:
                    on.append((node, skips - 1, start, skipped | 1 << place))
            runs = on
        return found

    def _add(self, label: str, phrase: str, spelling: Spelling) -> None:
        node = _ROOT
        for gap, places in itertools.groupby(phrase.split(), GAP.__eq__):
            if gap:
                node = self._skip(node, len(list(places)))
            else:
                for place in places:
                    node = self._step(node, place, spelling)
        if node != _ROOT and label not in (ends := self._ends.setdefault(node, [])):
            ends.append(label)

    def _step(self, node: int, place: str, spelling: Spelling) -> int:
        """The node that a place leads to; made when the first phrase comes by."""
        made = self._made.get((node, place))
        if made is None:
            made = self._made[node, place] = self._node()
            for words in spelling.place(place):
                self._lead(node, words, made)
        return made

    def _skip(self, node: int, gaps: int) -> int:
        """The node beyond a gap, or beyond several in a row."""
        place = " ".join([GAP] * gaps)
        made = self._made.get((node, place))
        if made is None:
            made = self._made[node, place] = self._node()
            self._gaps.setdefault(node, []).append((made, MAX_GAP * gaps))
        return made

    def _lead(self, node: int, words: Sequence[str], to: int) -> None:
        for word in words[:-1]:
            between = self._node()
            self._after[node].setdefault(word, []).append(between)
            node = between
        self._after[node].setdefault(words[-1], []).append(to)

    def _node(self) -> int:
        self._after.append({})
        return len(self._after) - 1
