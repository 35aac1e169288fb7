"""Two ears, one hearing: what the rules heard, with what the second ear sensed.

The rules find a concept by its words and read cues around it; the ear senses it in any words. What
either hears is heard. Of what both hear, or the ear alone, the ear's reading of status and person
counts where it is sure. What the rules affirm is given up only to an ear that is very sure, and what they
alone hear to one that finds it unlikely; but danger never: nothing learned silences it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from bot.core.model import SELF
from bot.language.context import Meaning
from bot.language.ear import Sensed
from bot.language.mood import FIRST_PERSON

SURE = 0.5
"""The share from which on a reading of the ear counts."""
VERY_SURE = 0.9
"""... against rules that say present or uncertain of what is no danger, where the ear says neither."""
UNLIKELY = 0.02
"""Below it, what the rules alone hear was meant otherwise, where it is no danger."""
_EITHER_OR = frozenset({"frequent_cramps", "occasional_cramps"})
"""Of these the surer one counts, as cramps come often or seldom."""
_PERSONAL = frozenset({"present", "uncertain"})
_NAMES_NOTHING = re.compile(
    r"im?|ive|s?hes?|theyr?e?|its?|them|that|those|these|this|any|ones?|none|no|not|never|dont|doesnt|didnt|wont"
    r"|havent|hasnt|isnt|arent|wasnt|am|is|are|was|were|do|does|did|have|has|takes?|took|taken|taking|uses?|used"
    r"|using|on|off|longer|anymore|stop|stopped|quit"
)
_SOMEONE = "person"
_OTHER = "other:"
_CHILDREN = frozenset({"son", "daughter"})


@dataclass(frozen=True)
class Mention:
    """A stretch that says a concept: heard by the rules, sensed by the ear, or both."""

    span: Span
    sensed: Sensed | None = None
    ruled: bool = True


def mentions(
    doc: Doc, spans: Sequence[Span], sensed: Sequence[Sensed], places: Sequence[tuple[int, int]]
) -> list[Mention]:
    """The rules' mentions, each with what was sensed there, and those that were sensed alone.

    Args:
        doc: the message.
        spans: what the rules found, labelled.
        sensed: what the ear found, in the text that the document was made from.
        places: where each word of the document stands in that text.
    """
    there = [(one, inside) for one in sensed if (inside := _words(one, places))]
    joined = [Mention(span, _sensed_at(span, there)) for span in spans]
    taken = {id(m.sensed) for m in joined}
    alone = [
        Mention(Span(doc, inside[0], inside[-1] + 1, label=one.concept), one, False)
        for one, inside in there
        if id(one) not in taken
    ]
    return sorted([*joined, *alone], key=lambda m: (m.span.start, m.span.end))


def believed(found: Sequence[Mention], likely: Mapping[str, float], kept: frozenset[str]) -> list[Mention]:
    """The mentions without those of the rules alone that the ear finds unlikely (``kept`` stay), and
    without what the ear alone takes for denied, unless it is sure, or for denied or over where no word names
    it: nothing is taken back on a guess, and a pronoun names what was told (`bot.language.takebacks`).

    Args:
        found: the mentions of a message.
        likely: how likely the message says each concept that the ear knows; of others the rules decide.
        kept: the concepts of which the rules decide, whatever the ear finds.
    """
    return [
        m
        for m in found
        if (m.ruled or _names(m))
        and (m.sensed or m.span.label_ in kept or likely.get(m.span.label_, 1.0) >= UNLIKELY)
    ]


def _names(alone: Mention) -> bool:
    sensed = alone.sensed
    if sensed is None or sensed.status not in ("absent", "past") or sensed.status_sure < SURE:
        return True
    named = any(not _NAMES_NOTHING.fullmatch(t.lower_.replace("'", "")) for t in alone.span)
    return named and (sensed.sure >= SURE or sensed.status == "past")


def settled(sensed: Sequence[Sensed]) -> list[Sensed]:
    """What was sensed, without what something surer excludes."""
    rivals = [s for s in sensed if s.concept in _EITHER_OR]
    surest = {
        s.person: max((r for r in rivals if r.person == s.person), key=lambda r: r.sure) for s in rivals
    }
    return [s for s in sensed if s.concept not in _EITHER_OR or s.concept == surest[s.person].concept]


def judged(
    mention: Mention, meaning: Meaning, focus: str, words: frozenset[str], *, danger: bool = False
) -> Meaning:
    """How a mention is meant, by both ears.

    Args:
        meaning: as the rules read it.
        focus: the person whom the talk is about so far.
        words: the words of the message.
        danger: whether an emergency or a crisis may rest on the concept.
    """
    sensed = mention.sensed
    if sensed is None or meaning.corrects or meaning.planned:
        return meaning
    known = replace(meaning, about=_about(sensed, meaning.about, focus, words))
    affirmed = mention.ruled and meaning.status in _PERSONAL and sensed.status not in _PERSONAL
    if affirmed and (danger or sensed.status_sure < VERY_SURE) or sensed.status_sure < SURE:
        return known
    over = (known.ended_ago or known.ago) if sensed.status == "past" else None
    return replace(known, status=sensed.status, ended_ago=over)


def _about(sensed: Sensed, ruled: str, focus: str, words: frozenset[str]) -> str:
    """Of whom; the rules know the talk so far, names in full ("other:child#2"), and whom "she" means."""
    if sensed.person_sure < SURE:
        return ruled
    if sensed.person == SELF:
        return SELF if focus == SELF or words & FIRST_PERSON else ruled
    if sensed.person == _SOMEONE:
        return ruled if ruled != SELF else focus if focus != SELF else _OTHER + _SOMEONE
    named = _OTHER + ("child" if sensed.person in _CHILDREN else sensed.person)
    return ruled if ruled.partition("#")[0] == named else named


def _words(one: Sensed, places: Sequence[tuple[int, int]]) -> list[int]:
    return [i for i, (start, end) in enumerate(places) if start < one.end and one.start < end]


def _sensed_at(span: Span, there: Sequence[tuple[Sensed, list[int]]]) -> Sensed | None:
    """What was sensed of the same concept in the same words, or else nearest to them."""
    same = [(one, inside) for one, inside in there if one.concept == span.label_]
    apart = [(max(inside[0] - span.end + 1, span.start - inside[-1], 0), one) for one, inside in same]
    return min(apart, key=lambda a: a[0])[1] if apart else None
