"""How each mention is meant: status, person, time.

ConText's algorithm (Harkema et al., J Biomed Inform 2009; 42:839-51) over cues that content
gives: a cue reaches forward or backward inside its clause until a terminating word. A mention
is present unless it is clearly absent, past, someone else's, a what-if or a general question;
what is unclear is uncertain, never dropped (docs/decisions/foundations.md, 6 to 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.core.model import Status
from bot.language.lexicon import Lexicon
from bot.language.persons import People
from bot.language.times import Times

_NEGATION_REACH = 7
"""A negation speaks of at most so many words."""
_NEAR = 4
"""A verb of use or a possessive belongs to a mention at most so many words later."""
_FIRST_PERSON = frozenset({"i", "im", "ive", "id", "my", "me", "mine", "myself", "we", "our"})
_ASKS_WHETHER = frozenset({"can", "could", "do", "does", "will", "would", "might", "may", "did"})
_SHIELDED = frozenset({"negated", "past", "hypothetical", "uncertain"})
_ENDS = frozenset(".!?;\n")


@dataclass(frozen=True)
class Meaning:
    """How one mention is meant; times are seconds before now."""

    status: Status
    about: str
    since_ago: float | None = None
    ended_ago: float | None = None
    corrects: bool = False
    planned: bool = False


@dataclass(frozen=True)
class Reading:
    """The meaning of each mention (None: says nothing) and whom the message turns to."""

    meanings: tuple[Meaning | None, ...]
    focus: str


@dataclass(frozen=True)
class _Clause:
    """Cues of one message by category and reach, and where clauses end."""

    doc: Doc
    cues: dict[tuple[str, str], list[Span]]
    stops: frozenset[int]
    sentences: tuple[tuple[int, int], ...]
    questions: frozenset[str]

    def sentence(self, place: int) -> tuple[int, int]:
        return next((s for s in self.sentences if s[0] <= place < s[1]), (0, len(self.doc)))

    def forward(self, category: str, span: Span, *, commas: bool, reach: int = 99) -> Span | None:
        """The nearest cue that reaches forward to the span, or lies inside it."""
        start, _ = self.sentence(span.start)
        for cue in reversed(self.cues.get((category, "forward"), [])):
            before = start <= cue.start and cue.end <= span.start
            if before and span.start - cue.end < reach and not self._stopped(cue.end, span.start, commas):
                return cue
            if span.start <= cue.start and cue.end < span.end:
                return cue
        return None

    def backward(self, category: str, span: Span) -> Span | None:
        """The nearest cue after the span that reaches back to it."""
        _, end = self.sentence(span.start)
        for cue in self.cues.get((category, "backward"), []):
            if span.end <= cue.start < end and not self._stopped(span.end, cue.start, commas=True):
                return cue
        return None

    def asks(self, span: Span) -> bool:
        """Whether the span stands in a question."""
        start, end = self.sentence(span.start)
        ends_so = end < len(self.doc) and self.doc[end].text == "?"
        first = next((t.lower_ for t in self.doc[start:end] if t.is_alpha), "")
        return ends_so or first in self.questions

    def _stopped(self, start: int, end: int, commas: bool) -> bool:
        return any(
            place in self.stops or (commas and self.doc[place].text == "," and not self._list_goes_on(place))
            for place in range(start, end)
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


class Reader:
    """Reads mentions in their context."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kinds = {e.concept.id: e.concept.kind for e in lexicon.entries}
        self._people = People(lexicon)
        self._times = Times(lexicon)
        self._cues = PhraseMatcher(nlp.vocab, attr="LOWER")
        for cue in lexicon.cues:
            reaches = ("forward", "backward") if cue.reach == "both" else (cue.reach,)
            for reach in reaches:
                self._cues.add(f"{cue.category}:{reach}", [nlp.make_doc(w) for w in cue.words])

    def read(self, doc: Doc, spans: Sequence[Span], *, focus: str) -> Reading:
        """The meaning of each span, in the order given."""
        clause = self._clauses(doc)
        who = self._people.read(doc, focus)
        corrected = min((c.start for c in clause.cues.get(("correction", "forward"), [])), default=len(doc))
        meanings = tuple(self._meaning(clause, s, who.about(s.start), s.start >= corrected) for s in spans)
        return Reading(meanings, who.focus)

    def _clauses(self, doc: Doc) -> _Clause:
        found: dict[tuple[str, str], list[Span]] = {}
        for label, start, end in self._cues(doc):
            category, reach = doc.vocab.strings[label].split(":")
            found.setdefault((category, reach), []).append(Span(doc, start, end, label=label))
        pseudo = [s for s in filter_spans(found.get(("pseudo", "forward"), []))]
        cues = {
            key: [
                s
                for s in sorted(filter_spans(spans), key=lambda s: s.start)
                if not _shielded(key[0], s, pseudo)
            ]
            for key, spans in found.items()
        }
        stops = frozenset(s.start for s in cues.get(("terminate", "forward"), []))
        return _Clause(doc, cues, stops, _sentences(doc), self._lexicon.questions)

    def _meaning(self, clause: _Clause, span: Span, about: str, corrects: bool) -> Meaning | None:
        kind = self._kinds.get(span.label_, "symptom")
        times = self._times.read(clause.doc, *clause.sentence(span.start))
        if clause.forward("negated", span, commas=True, reach=_NEGATION_REACH) or clause.backward(
            "negated", span
        ):
            if clause.forward("elsewhere", span, commas=True):
                return None
            return Meaning("absent", about, corrects=corrects)
        if kind == "pattern":
            past = clause.forward("past", span, commas=True)
            status: Status = "past" if past and past.text.startswith("used to") else "present"
            return Meaning(status, about, corrects=corrects)
        if self._over(clause, span, times.started):
            return Meaning("past", about, ended_ago=times.ago, corrects=corrects)
        status = self._affirmed(clause, span, kind)
        since = times.ago if times.started else times.lasted
        planned = status == "hypothetical" and self._planned(clause, span)
        return Meaning(status, about, since_ago=since, corrects=corrects, planned=planned)

    def _over(self, clause: _Clause, span: Span, started: bool) -> bool:
        if clause.forward("past", span, commas=True):
            return True
        return not started and clause.backward("past", span) is not None

    def _affirmed(self, clause: _Clause, span: Span, kind: str) -> Status:
        """The status of a mention that is neither absent nor past."""
        start, end = clause.sentence(span.start)
        words = {t.lower_ for t in clause.doc[start:end]}
        mine = bool(words & _FIRST_PERSON)
        person = mine or bool(words & self._people.words)
        owned = (
            clause.doc[span.start - 1].lower_ in {"my", "his", "her", "their"}
            if span.start > start
            else False
        )
        in_use = clause.forward("usage", span, commas=True, reach=_NEAR) is not None
        if kind != "symptom" and owned:
            return "present"
        if clause.forward("hypothetical", span, commas=False):
            return "uncertain" if kind == "symptom" and mine else "hypothetical"
        if clause.asks(span) or clause.forward("definition", span, commas=False):
            return _asked(clause, span, kind, person, in_use)
        if clause.forward("uncertain", span, commas=True) or clause.backward("uncertain", span):
            return "uncertain"
        if clause.backward("generic", span) and not person:
            return "general"
        if kind == "symptom" or person or in_use:
            return "present"
        return "uncertain"

    @staticmethod
    def _planned(clause: _Clause, span: Span) -> bool:
        cue = clause.forward("hypothetical", span, commas=False)
        return cue is not None and cue.text.startswith(("want", "going to", "might start"))


def _asked(clause: _Clause, span: Span, kind: str, person: bool, in_use: bool) -> Status:
    """The status of a mention inside a question."""
    if not person:
        return "general"
    start, _ = clause.sentence(span.start)
    first = next((t.lower_ for t in clause.doc[start : span.start] if t.is_alpha), "")
    if kind == "symptom":
        return "uncertain" if first in _ASKS_WHETHER else "present"
    return "present" if in_use else "uncertain"


def _shielded(category: str, cue: Span, pseudo: Sequence[Span]) -> bool:
    """Whether a cue is only part of a phrase that means something else ("not only")."""
    if category not in _SHIELDED:
        return False
    return any(p.start <= cue.start and cue.end <= p.end and p.text != cue.text for p in pseudo) or (
        category != "uncertain" and any(p.start == cue.start and p.end == cue.end for p in pseudo)
    )


def _sentences(doc: Doc) -> tuple[tuple[int, int], ...]:
    """Half-open token spans between sentence ends; the end mark belongs to none."""
    spans, start = [], 0
    for token in doc:
        if token.text in _ENDS:
            spans.append((start, token.i))
            start = token.i + 1
    spans.append((start, len(doc)))
    return tuple(spans)
