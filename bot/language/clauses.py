"""The cues of one message, and how far each reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.language.lexicon import Lexicon
from bot.language.normalise import word_set
from bot.language.phrases import Phrases, between

_ENDS = frozenset(".!?;\n")
_COMPETE = frozenset(
    {
        "negated",
        "past",
        "hypothetical",
        "uncertain",
        "planned",
        "keeps",
        "pseudo",
        "definition",
        "anyone",
        "reports",
    }
)
"""A cue of these inside a longer one of these means nothing of its own ("not" in "not only")."""
_NAMING = frozenset({"negated", "past"})
"""A cue of these may be part of a name: "kidneys not working", "shaky since i quit drinking"."""
_NOTS = frozenset({"not", "no", "never", "without"})
_ENDS_NO = word_set("on with since from after before until till when while in then for by")
"""What "no" denies ends here: "no cramps on furosemide" denies no furosemide."""
_ALSO_STATE = frozenset({"have", "has", "was", "am", "did"})
_ASKED_OF = word_set("""i you he she it they we any anyone anybody my the this that there someone your""")
"""A sentence that begins so asks only before these: "have PAD" leaves out its I."""
_STATED_OF = frozenset({"be", "have", "need", "get", "walk", "only", "just", "barely", "manage"})
"""A sentence that begins with a verb and these states: "might be PAD"."""
_LAST_WORDS = frozenset({"no", "nope", "none", "never", "free"})
"""They deny what stands before them only at the end: "water pills: no"."""


@dataclass(frozen=True)
class Clauses:
    """The cues of one message by category and reach, and where sentences and clauses end."""

    doc: Doc
    cues: dict[tuple[str, str], list[Span]]
    stops: frozenset[int]
    sentences: tuple[tuple[int, int], ...]
    questions: frozenset[str]

    def sentence(self, place: int) -> tuple[int, int]:
        """The half-open span of the sentence around a token."""
        return next((s for s in self.sentences if s[0] <= place < s[1]), (0, len(self.doc)))

    def words(self, start: int, end: int) -> list[str]:
        """The words from start to end in lower case."""
        return [t.lower_ for t in self.doc[start:end]]

    def forward(self, category: str, span: Span, *, commas: bool = True, reach: int = 99) -> Span | None:
        """The nearest cue that reaches forward to the span, lies inside it or holds it."""
        start, _ = self.sentence(span.start)
        for cue in reversed(self.cues.get((category, "forward"), [])):
            if cue.end <= span.start:
                near = start <= cue.start and span.start - cue.end < reach
                if near and not self._stopped(cue, span.start, commas):
                    return cue
            elif self._inside(category, cue, span) or _holds(cue, span):
                return cue
        return None

    def backward(self, category: str, span: Span, *, far: bool = False) -> Span | None:
        """The nearest cue after the span that reaches back to it; ``far`` reaches over clauses."""
        _, end = self.sentence(span.start)
        for cue in self.cues.get((category, "backward"), []):
            inside = span.start < cue.start and cue.end <= span.end
            denied = category == "negated" and between(span, cue.end - 1, cue.end)
            if inside and (denied or category == "well") or _holds(cue, span):
                return cue
            if not span.end <= cue.start < end or not self._may_end(cue, end):
                continue
            if far or not self._stopped_between(span.end, cue.start, commas=True):
                return cue
        return None

    @staticmethod
    def _inside(category: str, cue: Span, span: Span) -> bool:
        """Whether a cue says something of the mention it stands in, and is no part of its name: "the
        kidneys are not working" denies nothing."""
        if cue.start >= span.end or cue.start == span.start:
            return False
        if cue.start < span.start:
            return category != "negated" or cue[-1].lower_ not in _NOTS
        return category not in _NAMING or between(span, cue.end - 1, cue.end)

    def asks(self, span: Span) -> bool:
        """Whether the span stands in a question."""
        start, end = self.sentence(span.start)
        ends_so = end < len(self.doc) and self.doc[end].text == "?"
        first, then = ([t.lower_ for t in self.doc[start:end] if t.is_alpha] + ["", ""])[:2]
        states = then in _STATED_OF or (first in _ALSO_STATE and then not in _ASKED_OF)
        asks = first in self.questions and not states
        return ends_so or asks

    def _may_end(self, cue: Span, end: int) -> bool:
        if len(cue) > 1 or cue.text not in _LAST_WORDS:
            return True
        return cue.end >= end or self.doc[cue.end].is_punct

    def _stopped(self, cue: Span, end: int, commas: bool) -> bool:
        between = self.words(cue.end, end)
        if cue.text == "no" and len(between) > 1 and _ENDS_NO & set(between):
            return True
        if cue.text.endswith(" from") and {"to", "onto"} & set(between):
            return True
        return self._stopped_between(cue.end, end, commas)

    def _stopped_between(self, start: int, end: int, commas: bool) -> bool:
        return any(
            place in self.stops or (commas and self.doc[place].text in ",:" and not self._list_goes_on(place))
            for place in range(start, end)
            if self.doc[place].text != ":" or place > start
        )

    def _list_goes_on(self, comma: int) -> bool:
        """Whether a comma only separates a list that "or" or "nor" ends: "no pain, swelling or fever"."""
        _, end = self.sentence(comma)
        for place in range(comma, end):
            if place in self.stops:
                return False
            if self.doc[place].lower_ in {"or", "nor"}:
                return True
        return False


class Cues:
    """Finds the cues of a message."""

    def __init__(self, lexicon: Lexicon) -> None:
        labelled: dict[str, list[str]] = {}
        for cue in lexicon.cues:
            for reach in ("forward", "backward") if cue.reach == "both" else (cue.reach,):
                labelled.setdefault(f"{cue.category}:{reach}", []).extend(cue.words)
        self._phrases = Phrases(lexicon.spelling, labelled)
        self._questions = lexicon.questions

    def read(self, doc: Doc) -> Clauses:
        """The message with its cues, each the longest at its place."""
        found: dict[tuple[str, str], list[Span]] = {}
        for span in self._phrases.find(doc):
            category, reach = span.label_.split(":")
            found.setdefault((category, reach), []).append(span)
        longest = {key: filter_spans(spans) for key, spans in found.items()}
        rivals = [s for (category, _), spans in longest.items() if category in _COMPETE for s in spans]
        cues = {
            key: sorted(
                (s for s in spans if key[0] not in _COMPETE or not _inside(s, rivals)), key=lambda s: s.start
            )
            for key, spans in longest.items()
        }
        stops = frozenset(s.start for s in cues.get(("terminate", "forward"), []))
        return Clauses(doc, cues, stops, _sentences(doc), self._questions)


def _holds(cue: Span, span: Span) -> bool:
    return cue.start <= span.start and span.end <= cue.end


def _inside(cue: Span, rivals: Iterable[Span]) -> bool:
    """Whether a longer cue holds this one, or takes its last word into a phrase of its own."""
    return any(len(r) > len(cue) and (_holds(r, cue) or _takes_over(r, cue)) for r in rivals)


def _takes_over(rival: Span, cue: Span) -> bool:
    return rival.label_.startswith("pseudo") and cue.start < rival.start < cue.end <= rival.end


def _sentences(doc: Doc) -> tuple[tuple[int, int], ...]:
    """Half-open token spans between sentence ends; the end mark belongs to none."""
    spans: list[tuple[int, int]] = []
    start = 0
    for token in doc:
        if token.text in _ENDS and not _decimal(doc, token.i):
            spans.append((start, token.i))
            start = token.i + 1
    spans.append((start, len(doc)))
    return tuple(spans)


def _decimal(doc: Doc, place: int) -> bool:
    """Whether a point stands inside a number ("2.5 mg")."""
    around = [str(doc[p]) for p in (place - 1, place + 1) if 0 <= p < len(doc)]
    return str(doc[place]) == "." and len(around) == 2 and all(w.isdigit() for w in around)
