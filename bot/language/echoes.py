"""What a clause says without naming it again: "he takes it, i don't", "so am i", "not my wife".

The mention just before (or, for those set apart, the nearest) is said of someone else, or taken
back. Only a whole clause counts: "i don't know" takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from bot.core.model import Status
from bot.language.clauses import Clauses
from bot.language.normalise import word_set
from bot.language.persons import ANYONE, Who

_MAY_FOLLOW = word_set(
    """, . ! ? ; : but and though either too neither it them any one anymore more these wrong so also
    as nightly daily every"""
) | {"\n"}
_MAY_STAND_BEFORE = word_set("my our and but so though while whereas although yes no sorry \n")
_TAKE = frozenset({"take", "takes", "on", "use"})
_BARE = {"no": "absent", "nope": "absent", "none": "absent", "never": "absent", "nah": "absent"}


@dataclass(frozen=True)
class Echo:
    """The mention at an index, said once more of a person."""

    mention: int
    status: Status
    about: str
    corrects: bool = False


def echoes(clauses: Clauses, spans: Sequence[Span], who: Who, medicines: frozenset[int]) -> Iterator[Echo]:
    """What the elliptic clauses of a message say of its mentions; what is taken is a medicine."""
    if not spans:
        return
    for place, person in who.apart:
        yield Echo(_nearest(clauses, spans, place), "absent", person)
    for category, status in (("echo_no", "absent"), ("echo_yes", "present")):
        for cue in clauses.cues.get((category, "forward"), []):
            before = [i for i, s in enumerate(spans) if s.end <= cue.start]
            if not before or not _whole(clauses, cue, spans) or cue.end - 1 >= len(who.people):
                continue
            taken = [i for i in before if i in medicines] if _TAKE & set(cue.text.split()) else []
            for person in who.about(cue.end - 1):
                if person != ANYONE:
                    told: Status = "absent" if status == "absent" else "present"
                    yield Echo((taken or before)[-1], told, person, True)
    yield from _bare_answers(clauses, spans, who)


def _bare_answers(clauses: Clauses, spans: Sequence[Span], who: Who) -> Iterator[Echo]:
    """ "Diuretics? No." answers itself."""
    for start, end in clauses.sentences:
        words = [w for w in clauses.words(start, end) if w.isalpha()]
        asked = start > 0 and clauses.doc[start - 1].text == "?"
        before = [i for i, s in enumerate(spans) if s.end == start - 1]
        if asked and before and len(words) == 1 and words[0] in _BARE:
            yield Echo(before[-1], "absent", who.default, True)


def _whole(clauses: Clauses, cue: Span, spans: Sequence[Span]) -> bool:
    """Whether the cue is a clause of its own, not the start or the end of one."""
    before = clauses.doc[cue.start - 1]
    begins = before.is_punct or before.lower_ in _MAY_STAND_BEFORE or any(s.end == cue.start for s in spans)
    return begins and _ends(clauses, cue)


def _ends(clauses: Clauses, cue: Span) -> bool:
    return cue.end >= len(clauses.doc) or clauses.doc[cue.end].lower_ in _MAY_FOLLOW


def _nearest(clauses: Clauses, spans: Sequence[Span], place: int) -> int:
    """The next mention of the sentence after a place, else the last before it, else any."""
    _, end = clauses.sentence(place)
    after = [i for i, s in enumerate(spans) if place < s.start < end]
    before = [i for i, s in enumerate(spans) if s.start < place]
    return (after or before[-1:] or [0])[0]
