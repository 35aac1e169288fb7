import re

import pytest

from bot.core import answers, render
from bot.core.advice import Advice
from bot.core.answers import Question
from bot.core.model import Answer, Cite, Sentence, Source, Verdict
from tests.core.world import Shelf, holding

VERDICTS = [Verdict(), holding("R-guard"), holding("R-guard", "R-walk"), holding("R-heart")]


def rendered(topic, verdict):
    answer = answers.compose(Question((topic,)), Shelf(), verdict)
    return answer, render.plain(answer, Shelf())


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("topic", ["long", "short", "lone", "none", "watery"])
def test_every_sentence_is_there_once_in_order_and_nothing_else(topic, verdict):
    answer, text = rendered(topic, verdict)
    body = text.partition("Sources:")[0].splitlines()
    said = [re.sub(r"^• |( \[\d\].*)$", "", line) for line in body if line]
    assert said == [s.text for s in answer.sentences]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("topic", ["long", "short", "watery"])
def test_each_source_is_numbered_once_and_each_number_is_used(topic, verdict):
    answer, text = rendered(topic, verdict)
    body, _, listed = text.partition("Sources:")
    numbers = [int(n) for n in re.findall(r"^\[(\d)\]", listed, re.M)]
    assert numbers == list(range(1, len(answer.sources) + 1))
    assert {int(n) for n in re.findall(r"\[(\d)\]", body)} == set(numbers)


def test_marks_point_to_the_sentences_own_sources():
    _, text = rendered("long", Verdict())
    assert "first plain. [1]\n• stretching plain. [2][1]" in text
    assert text.index("[1] Short S1") < text.index("[2] Short S2")


def reviewed(**by_fact):
    """An answer whose points carry these notes on their review."""
    points = [Sentence(f"{name}.", name, (Cite("S1", "p"),), note) for name, note in by_fact.items()]
    return render.plain(Answer(("t",), lead=points[0], support=tuple(points[1:])), Shelf())


def test_wording_that_is_all_equally_reviewed_is_labelled_once():
    text = reviewed(first="under review", second="under review")
    assert text.endswith("\nWording: under review.")
    assert text.count("under review") == 1


def test_wording_that_is_approved_has_no_label():
    assert "Wording" not in reviewed(first="", second="")


def test_where_points_differ_each_says_its_own():
    text = reviewed(first="", second="submitted")
    assert text.startswith("first. [1]\n• second. [1] (submitted)\n")
    assert "Wording" not in text


@pytest.mark.parametrize(
    "said, label",
    [
        (
            Advice("Go.", False, ("S1",), "under_review"),
            "\n(Safety advice, under review. Sources: Short S1.)",
        ),
        (Advice("Go.", False, ("S1",), "approved"), "\n(Safety advice. Sources: Short S1.)"),
        (
            Advice("Go.", False, ("S1",), "submitted", own=True),
            "\n(Safety advice, partly this service's own, under review. Sources: Short S1.)",
        ),
        (Advice("Go.", False, (), "approved", own=True), "\n(Safety advice, this service's own.)"),
        (Advice("Go.", True, ("S1",), "under_review"), "\n(Safety advice, under review.)"),
        (Advice("Go.", True), ""),
    ],
    ids=["under review", "approved", "partly own", "own", "reminder", "reminder without sources"],
)
def test_advice_in_full_is_labelled_for_what_it_is(said, label):
    assert render.advice(said, Shelf()) == f"Go.{label}"


def test_a_source_is_listed_with_the_places_that_are_cited():
    cites = tuple(Cite("S1", place) for place in ("Causes", "Causes", "Treatment"))
    answer = Answer(
        ("t",), lead=Sentence("Said.", "f", cites[:2]), support=(Sentence("Too.", "g", cites[2:]),)
    )
    assert "[1] Short S1 (Causes; Treatment); " in render.plain(answer, Shelf())


def test_only_the_answer_about_sources_tells_everything_about_them():
    sentence = Sentence("Said.", "f", (Cite("S1", "p"),))
    told = {t: render.plain(Answer((t,), lead=sentence), Shelf()) for t in (render.ABOUT_SOURCES, "long")}
    for what in ("By: no author named", "Published by: P", "Licence: not stated"):
        assert what in told[render.ABOUT_SOURCES]
        assert what not in told["long"]


def test_only_supporting_points_are_bulleted():
    answer, text = rendered("long", holding("R-guard"))
    assert len(re.findall(r"^• ", text, re.M)) == len(answer.support)


def test_without_sources_there_is_no_list_of_them():
    assert rendered("none", Verdict())[1] == "Nothing is known."
    assert rendered("long", holding("R-heart"))[1] == "R-heart withheld"


def test_an_empty_answer_is_empty_text():
    assert render.plain(Answer(("t",)), Shelf()) == ""


def test_a_source_that_is_gone_shows_its_id():
    shelf = Shelf()
    shelf.source = lambda source: None
    text = render.plain(Answer(("t",), lead=Sentence("Said.", "f", (Cite("S9"),))), shelf)
    assert text.splitlines() == ["Said. [1]", "Sources:", "[1] S9"]


@pytest.mark.parametrize(
    "changes, line",
    [
        ({}, "Short; 2020; peer reviewed"),
        ({"updated": "2024"}, "Short; 2024; peer reviewed"),
        ({"short": ""}, "Title; 2020; peer reviewed"),
        ({"date": None}, "Short; no date given; peer reviewed"),
        ({"standing": ""}, "Short; 2020"),
    ],
)
def test_a_source_says_its_date_and_what_it_says_of_itself(changes, line):
    stated = {
        "title": "Title",
        "short": "Short",
        "publisher": "P",
        "date": "2020",
        "url": None,
        "licence": None,
        "standing": "peer reviewed",
    }
    assert render.line(Source("S", **(stated | changes))) == line
