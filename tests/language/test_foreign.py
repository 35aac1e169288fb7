"""Other languages are told from English, however English is spelt."""

import pytest

from bot.language.foreign import Foreign
from bot.language.normalise import normalise
from bot.serve import house


@pytest.fixture(scope="module")
def foreign() -> Foreign:
    return Foreign(house().ears.lexicon.vocabulary)


@pytest.mark.parametrize(
    "text",
    [
        "tengo dolor en el pecho",
        "me duele la pierna",
        "ich habe krämpfe in den beinen",
        "j'ai des crampes aux mollets la nuit",
        "ho i crampi alle gambe di notte",
        "mam skurcze łydek w nocy",
        "wat kan ik doen tegen kramp in mijn been",
        "у меня судороги в ногах",
        "我腿抽筋",
        "يعاني من تشنج",
    ],
)
def test_it_is_another_language(foreign: Foreign, text: str) -> None:
    assert foreign(normalise(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "wat r u",
        "my leg is sore innit",
        "furosemide",
        "ta",
        "no",
        "40 mg",
        "??",
        "",
        "🦵🦵",
        "my gp in la paz said so",
        "charley horse in me calf",
        "asdf qwer",
    ],
)
def test_it_is_english_or_nothing(foreign: Foreign, text: str) -> None:
    assert not foreign(normalise(text).text)


def test_the_second_ear_does_not_guess_at_another_language() -> None:
    assert house().ears.hear("ich habe wadenkrämpfe, was soll ich tun").heard == ()


def test_a_medicine_is_heard_in_any_language() -> None:
    heard = house().ears.hear("sie haben mir furosemid gegeben, nehme jetzt furosemide")
    assert heard.foreign and "diuretic" in {h.concept for h in heard.heard}
