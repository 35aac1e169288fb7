"""How each mention is meant: status, person, time.

ConText's algorithm (Harkema et al., J Biomed Inform 2009; 42:839-51) over cues that content
gives: a cue reaches forward or backward inside its clause until a terminating word. A mention
is present unless it is clearly absent, past, someone else's, a what-if or a general question;
what is unclear is uncertain, never dropped (docs/decisions/foundations.md, 6 to 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from bot.core.model import DAY, SELF, Status
from bot.language.clauses import Clauses, Cues
from bot.language.echoes import echoes
from bot.language.lexicon import Lexicon
from bot.language.mood import FIRST_PERSON, asked, lapsed, told
from bot.language.persons import ANIMAL, ANYONE, People, Who
from bot.language.times import Time, Times

_NEGATION_REACH = 7
"""A negation speaks of at most so many words."""
_NEAR = 4
"""A verb of use or a possessive belongs to a mention at most so many words later."""
_FRESH = 3 * DAY
"""A symptom told of an earlier time is over."""
_FOREVER = 36500 * DAY
"""What counts so long is never over: a clot of years ago."""
_OWNERS = frozenset({"my", "his", "her", "their", "our", "mums", "dads", "husbands", "wifes", "nans"})
_TOOK = frozenset({"took", "had", "used", "was", "were"})
_UNSAID_I = frozenset({"on", "taking"})
"""A sentence that begins so leaves out its "i am"."""
_POINTERS = frozenset({"the", "this", "these", "those"})
_WAS = frozenset({"was", "were", "had"})
_SOME = frozenset({"a", "an", "some", "any"})


@dataclass(frozen=True)
class Meaning:
    """How one mention is meant; times are seconds before now, ``ago`` the latest that its
    sentence tells."""

    status: Status
    about: str = SELF
    since_ago: float | None = None
    ended_ago: float | None = None
    ago: float | None = None
    corrects: bool = False
    planned: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Reading:
    """What is meant, as indexes of mentions with their meanings, and whom the message turns to."""

    meanings: tuple[tuple[int, Meaning], ...]
    focus: str


class Reader:
    """Reads mentions in their context."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds = {e.concept.id: e.concept.kind for e in lexicon.entries}
        self._plannable = frozenset(e.concept.id for e in lexicon.entries if e.planned)
        self._counts = {e.concept.id: e.counts_for_days * DAY for e in lexicon.entries}
        self._people = People(lexicon)
        self._times = Times(lexicon)
        self._cues = Cues(lexicon)

    def read(self, doc: Doc, spans: Sequence[Span], *, focus: str) -> Reading:
        """The meanings of the mentions, in the order given."""
        clauses = self._cues.read(doc)
        who = self._people.read(clauses, focus)
        clauses = _without_contrasts(clauses, who)
        corrected = min((c.start for c in clauses.cues.get(("correction", "forward"), [])), default=len(doc))
        meanings = list(self._said(clauses, spans, who, corrected))
        for echo in echoes(clauses, spans, who, self._medicines(spans)):
            if self._kinds.get(spans[echo.mention].label_, "") not in {"pattern", "topic"}:
                meanings.append((echo.mention, Meaning(echo.status, echo.about, corrects=echo.corrects)))
        return Reading(tuple(meanings), who.focus)

    def _medicines(self, spans: Sequence[Span]) -> frozenset[int]:
        return frozenset(i for i, s in enumerate(spans) if self._kinds.get(s.label_) == "medicine")

    def _said(
        self, clauses: Clauses, spans: Sequence[Span], who: Who, corrected: int
    ) -> Iterator[tuple[int, Meaning]]:
        for index, span in enumerate(spans):
            people = who.about(span.start)
            meaning = None if ANIMAL in people else self._meaning(clauses, span)
            if meaning is None:
                continue
            if people == (ANYONE,):
                yield index, Meaning("general")
                continue
            for about in people:
                yield index, replace(meaning, about=about, corrects=span.start >= corrected)

    def _meaning(self, clauses: Clauses, span: Span) -> Meaning | None:
        kind = self._kinds.get(span.label_, "symptom")
        times = self._times.read(clauses.doc, *clauses.sentence(span.start))
        if kind == "medicine" and (early := self._medicine(clauses, span)):
            return early
        if self._denied(clauses, span, kind):
            if clauses.forward("elsewhere", span):
                return None
            over = kind == "medicine" and (clauses.backward("past", span) or lapsed(clauses, span))
            return Meaning("past" if over else "absent")
        if kind == "condition" and clauses.backward("cleared", span, far=True):
            return Meaning("absent")
        if self._over(clauses, span, kind, times):
            return Meaning("past", ended_ago=times.ago)
        status = self._affirmed(clauses, span, kind)
        since = times.ago if times.started and times.ago is not None else times.lasted
        return Meaning(status, since_ago=since, ago=times.latest, asked=clauses.asks(span))

    @staticmethod
    def _denied(clauses: Clauses, span: Span, kind: str) -> bool:
        if clauses.forward("negated", span, reach=_NEGATION_REACH):
            return True
        if kind != "medicine" and clauses.forward("well", span):
            return True
        well = clauses.backward("well", span)
        if well and (kind == "symptom" or well.start < span.end):
            return True
        after = clauses.backward("negated", span)
        return after is not None and (kind != "pattern" or after.start < span.end)

    def _medicine(self, clauses: Clauses, span: Span) -> Meaning | None:
        """A medicine still taken whatever else is said ("never stopped"), or not yet begun."""
        if clauses.forward("keeps", span, reach=_NEAR + 2):
            return Meaning("present")
        if span.label_ not in self._plannable or clauses.forward("negated", span, reach=_NEGATION_REACH):
            return None
        if clauses.forward("planned", span) or clauses.backward("planned", span, far=True):
            return Meaning("hypothetical", planned=True)
        return None

    def _over(self, clauses: Clauses, span: Span, kind: str, times: Time) -> bool:
        if kind == "topic" or self._still_counts(span, times):
            return False
        start, end = clauses.sentence(span.start)
        was = times.ago is not None or bool(_WAS & set(clauses.words(start, end)))
        if kind == "medicine" and clauses.backward("replaced", span):
            return True
        if clauses.forward("past", span) or (was and clauses.backward("eased", span, far=True)):
            return True
        if times.started:
            return False
        if clauses.backward("past", span) is not None:
            return True
        if kind == "symptom":
            return times.dated or (times.ago or 0) > _FRESH
        took = bool(_TOOK & set(clauses.words(max(start, span.start - _NEAR), span.start)))
        return kind == "medicine" and took and (times.dated or (times.ago or 0) > _FRESH)

    def _pointed(self, clauses: Clauses, span: Span) -> bool:
        """Whether an event is pointed at, so that it is somebody's: "the new tablets"."""
        before = set(clauses.words(max(0, span.start - 1), span.start))
        return len(span) > 1 and self._counts.get(span.label_, 0) > 0 and bool(before & _POINTERS)

    def _still_counts(self, span: Span, time: Time) -> bool:
        """Whether it matters however long it is over, or is not over for long."""
        counts = self._counts.get(span.label_, 0)
        return counts >= _FOREVER or (time.ago is not None and time.ago <= counts)

    def _affirmed(self, clauses: Clauses, span: Span, kind: str) -> Status:
        """The status of a mention that is neither absent nor past."""
        start, end = clauses.sentence(span.start)
        words = set(clauses.words(start, end))
        first = next((t.lower_ for t in clauses.doc[start:end] if t.is_alpha), "")
        mine = bool(words & FIRST_PERSON) or first in _UNSAID_I
        person = mine or bool(words & self._people.words)
        owned = bool(_OWNERS & set(clauses.words(max(start, span.start - 2), span.start)))
        if kind in {"pattern", "topic"}:
            asks = clauses.asks(span) and not person and not self._pointed(clauses, span)
            return "general" if asks else "present"
        if kind != "symptom" and (owned or self._given(clauses, span)):
            return "present"
        if clauses.forward("hypothetical", span, commas=False) or clauses.backward("hypothetical", span):
            return "uncertain" if kind == "symptom" and person else "hypothetical"
        in_use = clauses.forward("usage", span, reach=_NEAR) is not None
        in_use = in_use or clauses.backward("usage", span) is not None or span[0].lower_ == "with"
        if not in_use and self._general(clauses, span, kind):
            return "general"
        unsure = clauses.forward("uncertain", span) or clauses.backward("uncertain", span)
        if clauses.asks(span) or clauses.forward("definition", span, commas=False):
            return asked(clauses, span, kind, person, in_use, unsure is not None)
        if unsure:
            return "uncertain"
        return (
            "present" if kind == "symptom" or person or in_use or told(clauses, span, kind) else "uncertain"
        )

    @staticmethod
    def _given(clauses: Clauses, span: Span) -> bool:
        """Whether a mention is taken as given, whatever is asked: "is it the pill i take"."""
        after = clauses.backward("given", span)
        unsure = clauses.forward("uncertain", span, reach=_NEAR)
        named = not set(clauses.words(max(0, span.start - 1), span.start)) & _SOME  # "the pill i take"
        if after is not None and after.start - span.end < 2 and (named or not unsure):
            return True
        given = clauses.forward("given", span, reach=_NEAR)
        return given is not None and not clauses.forward("hypothetical", span, commas=False, reach=_NEAR)

    def _general(self, clauses: Clauses, span: Span, kind: str) -> bool:
        """Whether something is told or asked about the thing itself ("diuretics cause cramps")."""
        _, end = clauses.sentence(span.start)
        if set(clauses.words(span.end, end)) & (FIRST_PERSON | self._people.words):
            return False
        cue = clauses.backward("generic_sign" if kind == "symptom" else "generic", span)
        by_cue = cue is not None and cue.start - span.end < 2
        return by_cue or clauses.forward("definition", span, commas=False) is not None


def _without_contrasts(clauses: Clauses, who: Who) -> Clauses:
    """Without the "not" of "not my wife": it denies the person, not the finding."""
    places = {place for place, _ in who.apart}
    cues = {
        key: [s for s in spans if key[0] != "negated" or not places & set(range(s.start, s.end + 2))]
        for key, spans in clauses.cues.items()
    }
    return replace(clauses, cues=cues) if places else clauses
