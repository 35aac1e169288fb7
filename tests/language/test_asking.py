"""Which question is asked: learned, stored as numbers and names, the same when read again."""

import pytest

from bot.core.talk import OUT_OF_SCOPE
from bot.language import parts
from bot.language.asking import Asker, EncoderMissing
from bot.serve import encoder, house

SENTENCES = {
    "ask_quinine": ["does quinine help", "is tonic water any good", "can i take quinine", "quinine tablets?"],
    "ask_footwear": [
        "which shoes are best",
        "what shoes should i wear",
        "are arch supports good",
        "good boots",
    ],
    "ask_night_cramps": ["why at night", "cramps in bed", "i wake up with cramp at night", "night cramps"],
    "inform": ["i am a nurse", "my calf cramped today", "i take tablets", "it happened again"],
    OUT_OF_SCOPE: ["what is the weather", "who won the match", "book a train for me", "tell me a joke"],
}
ASKED = [
    "is quinine safe",
    "shoes for standing all day",
    "every night in bed",
    "the weather in Rome",
    "zzz",
    "",
]


@pytest.fixture(scope="module", params=["with encoder", "without"])
def made(request):
    found = encoder() if request.param == "with encoder" else None
    if request.param == "with encoder" and found is None:
        pytest.skip("the encoder's package is not installed here")
    asker = Asker(house().ears.concepts_in, found)
    asker.learn([t for ts in SENTENCES.values() for t in ts], [i for i, ts in SENTENCES.items() for _ in ts])
    return asker


def test_the_likeliest_question_comes_first_and_foreign_ones_stand_out(made):
    assert [made.ask(t).ranking[0][0] for t in ASKED[:3]] == [
        "ask_quinine",
        "ask_footwear",
        "ask_night_cramps",
    ]
    assert made.ask(ASKED[3]).off_topic > max(made.ask(t).off_topic for t in ASKED[:3])


@pytest.mark.parametrize("text", ASKED)
def test_a_ranking_is_ordered_and_its_numbers_are_shares(made, text):
    asked = made.ask(text, most=99)
    shares = [share for _, share in asked.ranking]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert {name for name, _ in asked.ranking} == set(SENTENCES)
    assert 0 <= asked.off_topic <= 1


def test_what_was_stored_comes_back_the_same(made, tmp_path):
    made.save(tmp_path)
    again = Asker(house().ears.concepts_in, made._encoder)
    again.load(tmp_path)
    assert [again.ask(t) for t in ASKED] == [made.ask(t) for t in ASKED]


@pytest.mark.parametrize(
    "opinion, first",
    [
        ({"ask_quinine": 0.9, "ask_footwear": 0.05}, "ask_quinine"),
        ({"an intent that Rasa's data lacks": 0.9}, None),
        ({}, None),
    ],
)
def test_a_second_opinion_is_weighed_in_where_there_is_one(made, tmp_path, opinion, first):
    made.save(tmp_path)
    advised = Asker(house().ears.concepts_in, made._encoder, lambda text: opinion)
    advised.load(tmp_path)
    alone, both = made.ask("zzz", most=99), advised.ask("zzz", most=99)
    assert sum(share for _, share in both.ranking) == pytest.approx(1)
    if first is None:
        assert both == alone
    else:
        assert dict(both.ranking)[first] > dict(alone.ranking)[first]
        assert both.off_topic == alone.off_topic


def test_a_model_of_another_setting_is_refused(made, tmp_path):
    if encoder() is None:
        pytest.skip("the encoder's package is not installed here")
    made.save(tmp_path)
    other = Asker(house().ears.concepts_in, None if made._encoder else encoder())
    with pytest.raises(EncoderMissing, match="charley train"):
        other.load(tmp_path)


@pytest.mark.parametrize("sentences", [{}, {"ask_quinine": ["quinine"]}])
def test_with_fewer_than_two_intents_there_is_nothing_to_choose(sentences):
    asker = Asker(house().ears.concepts_in, None)
    asker.learn([t for ts in sentences.values() for t in ts], list(sentences))
    assert not asker.has_learned


@pytest.mark.parametrize(
    "text, asked",
    [
        ("does quinine help? and what shoes should i wear", ("ask_quinine", "ask_footwear")),
        ("What shoes should I wear? Does quinine help? Why at night?",
         ("ask_footwear", "ask_quinine", "ask_night_cramps")),
        ("does quinine help. does tonic water help", ()),
        ("my calf cramped today. does quinine help?", ()),
        ("does quinine help? who won the match?", ()),
        ("does quinine help", ()),
        ("", ()),
        ("???", ()),
    ],
)  # fmt: skip
def test_several_questions_are_told_apart_in_their_order(made, text, asked):
    assert parts.questions(text, made) == asked
