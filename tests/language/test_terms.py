"""The weights of one text are those of scikit-learn, whatever the text."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.asking import _SHAPES
from bot.language.terms import Terms

LEARNED = [
    "why do my calves cramp at night",
    "does quinine help at night",
    "cramps cramps cramps",
    "a b c @cramp",
]
TEXTS = [*LEARNED, "quinine quinine at the seaside", "nothing known: xyzzy", "", "  ", "@cramp ünïcode ?!"]


@pytest.mark.parametrize("shape", _SHAPES, ids=["characters", "words"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_weights_are_those_of_the_vectorizer(shape: dict, text: str) -> None:
    fitted = TfidfVectorizer(**shape).fit(LEARNED)
    expected = fitted.transform([text]).toarray()[0]
    for terms in (
        Terms.of(fitted),
        Terms.kept(TfidfVectorizer(**shape), list(Terms.of(fitted).places), fitted.idf_),
    ):
        places, weights = terms.weigh(text)
        dense = np.zeros(len(expected))
        dense[places] = weights
        assert dense == pytest.approx(expected, abs=1e-12)


def test_what_was_learned_has_weights() -> None:
    fitted = [TfidfVectorizer(**shape).fit(LEARNED) for shape in _SHAPES]
    assert all(len(Terms.of(f).weigh(text)[0]) for f in fitted for text in LEARNED)
