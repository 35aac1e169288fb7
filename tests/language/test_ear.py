"""The second ear: it goes with its messages, reads long texts whole, and rules hear without it."""

import json

import pytest

from bot import serve
from bot.language import weights
from bot.language.ear import NAMES, open_ear
from bot.language.ears import Ears
from bot.language.normalise import normalise
from bot.language.weights import OFF
from bot.serve import house
from learning import marked

needs_weights = pytest.mark.skipif(
    weights.installed() is None, reason="the encoder's package is not installed here"
)
DANGER = "my left calf has doubled in size since the flight and it feels hot"
FILLER = "I went to the shops and bought bread and then sat in the garden for a bit. "


@pytest.fixture(scope="module")
def ear():
    return serve.ear()


@pytest.fixture(scope="module")
def both(ears: Ears, ear) -> Ears:
    return Ears(ears.lexicon, ear)


def concepts(ear, text: str) -> set[str]:
    return {s.concept for s in ear.sense(normalise(text).text)}


@needs_weights
def test_the_same_text_is_sensed_alike_whatever_came_before(ear):
    first = ear.sense(normalise(DANGER).text)
    ear._read.cache_clear()
    ear.sense("what is a cramp")
    assert ear.sense(normalise(DANGER).text) == first


@needs_weights
def test_danger_at_the_end_of_a_long_text_is_sensed(ear):
    assert {"leg_swelling", "one_leg"} <= concepts(ear, FILLER * 50 + DANGER)


@needs_weights
def test_a_stretch_is_sensed_once_where_windows_overlap(ear):
    sensed = [s for s in ear.sense(normalise(FILLER * 30 + DANGER + FILLER * 30).text)]
    swollen = [s for s in sensed if s.concept == "leg_swelling"]
    assert len(swollen) == 1


@needs_weights
def test_nothing_is_sensed_in_nothing(ear):
    assert ear.sense("") == ()


@needs_weights
@pytest.mark.parametrize("text", ["?", "\U0001f622" * 300, "a" * 5000, "\u202e\u0000 x", "0" * 900])
def test_odd_texts_are_read_without_harm(both, text):
    both.hear(text)


@needs_weights
def test_stretches_lie_in_the_text(both):
    text = "DON\u2019T laugh \u2014 me da\u2019s foot went WHITE and he canny feel it"
    for mention in both.hear(text).heard:
        assert 0 <= mention.start < mention.end <= len(text)


def test_without_the_files_there_is_none(tmp_path):
    assert open_ear(OFF, tmp_path) is None


class Broken:
    """An ear whose session fails."""

    def sense(self, text):
        raise RuntimeError(text)

    intents = sense


def test_where_it_fails_the_rules_hear_on_and_the_log_names_no_words(ears, caplog):
    failing = Ears(ears.lexicon, Broken())
    assert failing.hear(DANGER).heard == ears.hear(DANGER).heard != ()
    assert failing.intents(DANGER) == {}
    assert "RuntimeError" in caplog.text
    assert "calf" not in caplog.text


def test_what_it_learned_goes_with_the_messages():
    told = json.loads(NAMES.read_text(encoding="utf-8"))
    assert told["said"] == marked.digest(), "data/said has changed: run `make ear` and commit what it wrote"


@pytest.mark.parametrize("text", ["goodbye", "bye bye", "the end", "left", "[[[[[[", "thanks", "not sure"])
def test_a_word_or_two_of_talk_and_mere_marks_are_no_danger(text):
    assert house().danger_in(text).verdict.level == "none"


def test_danger_in_a_word_or_two_is_heard():
    assert house().danger_in("suicidal thoughts").verdict.level == "emergency"
