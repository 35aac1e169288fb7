"""What is taken back, ended or handed to somebody else without naming it: "no wait, that's my husband",
"i stopped taking it". A pronoun that can only mean one medicine names it; of anything else it names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.model import Concept, Finding, Heard, State
from bot.language.ears import Ears, Hearing
from bot.language.normalise import normalise
from bot.language.persons import SOMEBODY, meant

_IT = r"(?:it|them|that|those|these|any)"
_SAYS = re.compile(
    rf"\b(?:i|he|she|they) (?:(?:dont|doesnt|do not|does not|never|didnt) (?:take|use)|(?:have |has |ve )?"
    rf"(?:stopped|quit|came off|gave up)(?: taking| using)?) {_IT}\b"
    rf"|\b(?:im|i am|hes|shes|is|are) (?:not|no longer|off) (?:on )?{_IT}\b"
    rf"|\bmy \w+ (?:does|do|takes {_IT}|is on {_IT}|uses {_IT})\b"
)
_HANDS_OVER = re.compile(
    r"\b(?:thats|that is|its|it is|theyre|they are|those are|i meant|i mean) (?:for )?my (\w+)"
)
_MISSPOKE = re.compile(r"\b(?:no|not|dont|wait|sorry|mistake|meant|mean|actually|wrong|oops|isnt)\b")
_DENIES = re.compile(
    r"(?:no|nope|nah)(?: (?:nothing|none|not|neither|its|it is|it isnt|theyre|just|only|both)\b.*)?"
    r"|(?:no |nope |nah )?(?:nothing like that|none of (?:that|those|these|them|it)|neither)\b.*"
)
_WORDS_MOST = 12
_RECENT = 3
"""Turns in which a medicine was told that a pronoun may mean."""


def takebacks(
    ears: Ears, text: str, heard: Sequence[Heard], state: State, concepts: Mapping[str, Concept]
) -> tuple[Heard, ...]:
    """What a message says of the one medicine that was told lately; nothing where it names one itself,
    and nothing in an emergency.

    Args:
        text: the message.
        heard: what it mentions by itself.
        state: what the conversation carries, in the turn of the message.
        concepts: every concept by its id.
    """
    last = _one_medicine(state, concepts)
    words = normalise(text).text
    names = any(_is_medicine(h.concept, concepts) for h in heard)
    if last is None or names or state.verdict.level == "emergency" or len(words.split()) > _WORDS_MOST:
        return ()
    name = concepts[last.concept].label.partition(" (")[0]
    handed, misspoke, says = (
        _HANDS_OVER.search(words),
        _MISSPOKE.search(words),
        _SAYS.search(words),
    )
    if handed and misspoke:
        again = _again(ears, f"my {handed[1]} takes {name}", text, last)
    elif says and re.fullmatch(_IT, says[0].split()[-1]):
        named = f"{words[: says.end() - len(says[0].split()[-1])]}{name}{words[says.end() :]}"
        again = _again(ears, named, text, last)
    elif says:
        again = _again(ears, f"{name}? {text}", text, last)
    else:
        return ()
    told = [h for h in again if h.status in ("absent", "past") and h.about == last.about]
    others = [h for h in again if h.status == "present" and h.about != last.about]
    if others and not told and misspoke:
        told = [replace(others[0], status="absent", about=last.about)]
    return (*(replace(h, corrects=h.status == "absent") for h in told[-1:]), *others[-1:])


def same_person(hearing: Hearing, state: State) -> Hearing:
    """Hearing with a pronoun standing for the one other person who was spoken of before."""
    who = meant(hearing.text.text, {f.about for f in state.findings})
    heard = tuple(replace(h, about=who) if h.about == SOMEBODY else h for h in hearing.heard)
    return replace(hearing, heard=heard, focus=who if hearing.focus == SOMEBODY else hearing.focus)


def denies(words: str) -> bool:
    """Whether a message is a no that says more: "nope, just a cramp", "none of that, it's both legs"."""
    said = " ".join(re.findall(r"\w+", words))
    return len(said.split()) <= _WORDS_MOST and _DENIES.fullmatch(said) is not None


def _one_medicine(state: State, concepts: Mapping[str, Concept]) -> Finding | None:
    """The medicine of somebody that was told lately, where there is only one."""
    held = [
        f
        for f in state.findings
        if concepts[f.concept].kind == "medicine" and f.status == "present" and state.turn - f.turn <= _RECENT
    ]
    return held[0] if len(held) == 1 else None


def _is_medicine(concept: str, concepts: Mapping[str, Concept]) -> bool:
    return concept in concepts and concepts[concept].kind == "medicine"


def _again(ears: Ears, retold: str, text: str, last: Finding) -> list[Heard]:
    """What the message says of the medicine when it names it; as the whole message says it."""
    found = ears.hear(retold, focus=last.about).heard
    return [replace(h, start=0, end=len(text)) for h in found if h.concept == last.concept]
