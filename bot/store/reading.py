"""How hard content is to read: the Flesch-Kincaid grade, by textstat.

It counts by textstat's own rounding and exactly, and takes the harder of the two. Only single
sentences are measured with the names of content/glossary.yml, which are explained or cannot be
said otherwise, as words of one syllable.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable

from bot.store.content import Content
from bot.store.proof import Proof

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # textstat asks pkg_resources for a file that we do not use
    from textstat.textstat import textstatistics

SENTENCE, TOPIC, ADVICE = 10.0, 7.0, 6.0
"""The highest grades: of one sentence, of a topic's facts together, of all advice together."""
_SLOTS = {
    "{who}": "your mother",
    "{call}": "call 911",
    "{talk}": "call 988",
    "{poison}": "call 111",
}
_rounded, _exact = textstatistics(), textstatistics()
_exact.set_rounding(False)


def grade(text: str) -> float:
    """The school grade that a text asks for."""
    for slot, filled in _SLOTS.items():
        text = text.replace(slot, filled)
    return max(float(_rounded.flesch_kincaid_grade(text)), float(_exact.flesch_kincaid_grade(text)))


def by_topic(content: Content) -> dict[str, float]:
    """The grade of each topic's facts together, in plain words."""
    facts = {f.id: f for f in content.fact_list}
    return {
        topic.id: grade(" ".join(f"{facts[f].plain} {facts[f].warning or ''}" for f in topic.facts))
        for topic in content.topics.values()
        if topic.facts
    }


def of_advice(proofs: Iterable[Proof]) -> float:
    """The grade of everything that rules say, together."""
    said = [p.text for p in proofs if p.kind == "rule"]
    return grade(" ".join(said)) if said else 0.0


def hard(content: Content, proofs: Iterable[Proof]) -> list[str]:
    """What is above its limit, with its place."""
    names = _glossary(content.glossary)
    wrong = [
        f"{p.where}: reads at grade {found:.1f}, and {SENTENCE:.0f} is the limit: {p.text!r}. "
        "Split it, or use shorter words."
        for p in proofs
        if p.plain and (found := grade(names.sub("name", p.text))) > SENTENCE
    ]
    for topic, found in by_topic(content).items():
        if found > TOPIC:
            where = content.entries["topic", topic].where("facts")
            wrong.append(
                f"{where}: its facts read at grade {found:.1f}, and {TOPIC:.0f} is the limit. Simplify them."
            )
    found = of_advice(proofs)
    if found > ADVICE:
        wrong.append(
            f"red_flags/:1: advice reads at grade {found:.1f}, and {ADVICE:.0f} is the limit: simplify."
        )
    return wrong


def _glossary(terms: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(t) for t in longest_first) or '(?!)'})s?\b", re.IGNORECASE)
