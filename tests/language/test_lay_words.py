"""Every concept of the contract, as very different people say it without its textbook name."""

import re
from pathlib import Path

import pytest

from bot.core import findings
from bot.language import weights
from bot.serve import house


def sentences():
    """Concept and sentence, one each, from lay_words.txt; before one that is not heard yet stands a "!"."""
    text = Path(__file__).with_name("lay_words.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^(\w+)\n((?:  .*\n)+)", text, flags=re.M)
    return [(concept, " ".join(s.split())) for concept, said in blocks for s in said.split("|")]


def wrong(line):
    """What is not heard of a concept's sentence."""
    concept, sentence = line
    ears = house().ears
    known = findings.merge((), ears.hear(sentence.removeprefix("!").strip()).heard, now=1e9, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=1e9, turn=1)
    heard = {f.concept for f in known if f.status in {"present", "uncertain"}}
    return "" if concept in heard else f"heard {sorted(heard)}"


@pytest.mark.slow  # a thousand sentences, through both ears
@pytest.mark.skipif(weights.installed() is None, reason="the second ear's weights are not installed here")
def test_lay_words_are_heard(hold):
    """One that is not heard yet may be: teaching the second ear may mend it unasked."""
    hold(
        sentences(),
        wrong,
        named=": ".join,
        missed=lambda line: "not heard yet" if line[1].startswith("!") else None,
        strict=False,
    )
