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


def cases():
    """Each as a test; one that is not heard yet may pass, as teaching the second ear may mend it unasked."""
    for concept, sentence in sentences():
        yet = [pytest.mark.xfail(strict=False, reason="not heard yet")] if sentence.startswith("!") else []
        text = sentence.removeprefix("!").strip()
        yield pytest.param(concept, text, id=f"{concept}: {text}", marks=yet)


@pytest.mark.slow  # a thousand sentences, through both ears
@pytest.mark.parametrize("concept, sentence", cases())
@pytest.mark.skipif(weights.installed() is None, reason="the second ear's weights are not installed here")
def test_lay_words_are_heard(concept, sentence):
    ears = house().ears
    known = findings.merge((), ears.hear(sentence).heard, now=1e9, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=1e9, turn=1)
    assert concept in {f.concept for f in known if f.status in {"present", "uncertain"}}
