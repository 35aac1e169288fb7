"""Phrases of danger that once fired at harmless sentences (loose_phrases.yml): the rules alone stay silent at
these, and still hear the danger that is told in words close to them."""

from pathlib import Path

import pytest
import yaml

PERSONAL = {"present", "uncertain"}
SAID = yaml.safe_load(Path(__file__).with_name("loose_phrases.yml").read_text(encoding="utf-8"))


def sentences(kind):
    return [(concept, text) for concept, listed in SAID.items() for text in listed.get(kind, ())]


def heard(ears, text):
    return {h.concept for h in ears.hear(text).heard if h.status in PERSONAL}


@pytest.mark.parametrize("concept, text", sentences("harmless"))
def test_a_harmless_sentence_raises_nothing(ears, concept, text):
    assert concept not in heard(ears, text)


@pytest.mark.parametrize("concept, text", sentences("danger"))
def test_danger_in_words_like_these_is_heard(ears, concept, text):
    assert concept in heard(ears, text)
