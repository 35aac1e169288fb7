"""Every concept of the contract, as very different people say it without its textbook name."""

import re
from pathlib import Path

import pytest

from bot.core import findings


def sentences():
    """Concept and sentence, one each, from lay_words.txt."""
    text = Path(__file__).with_name("lay_words.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^(\w+)\n((?:  .*\n)+)", text, flags=re.M)
    return [(concept, " ".join(s.split())) for concept, said in blocks for s in said.split("|")]


@pytest.mark.parametrize("concept, sentence", [pytest.param(c, s, id=f"{c}: {s}") for c, s in sentences()])
def test_lay_words_are_heard(ears, concept, sentence):
    known = findings.merge((), ears.hear(sentence).heard, now=1e9, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=1e9, turn=1)
    assert concept in {f.concept for f in known if f.status in {"present", "uncertain"}}
