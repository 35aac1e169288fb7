"""Searching the facts by words, the same in both stores."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import build, search
from bot.store.facts import Facts

pytestmark = pytest.mark.slow

ABOUT_CRAMPS = {
    "is quinine safe": "quinine",
    "magnesium tablets while pregnant": "magnesium",
    "drinking enough water": "hydration",
    "potassium and sodium": "sodium",
    "narrowed arteries in the legs": "pad",
    "swollen red calf": "dvt",
    "getting older and leg cramps": "older",
    "sitting too long": "sitting",
    "do water tablets give you cramps": "diuretic",
}
ABOUT_OTHER_THINGS = (
    "what is for dinner",
    "order me a pizza",
    "show me pictures of dogs",
    "set an alarm for seven",
    "my printer is out of ink",
    "is it going to rain",
    "how far is the moon",
    "cancel my subscription",
    "which stocks should i buy",
    "asdf qwer zxcv",
    "the dishwasher leaks",
)
SYNTAX = (
    "",
    "   ",
    "?!",
    "'",
    '"',
    '"quinine',
    "quinine'",
    "quinine OR",
    "NOT",
    "NEAR(",
    "quinine*",
    "plain:quinine",
    "^quinine",
    "quinine & | ! <->",
    "a:b:c",
    "(((",
    "\\",
    "\0quinine\0",
    "'; drop table fact; --",
    "\ud800",
    "quinine \ud83d",
    "квинин",
    "奎宁",
    "quínïne",
    "%s %(words)s :words ?",
    "{}",
    "x" * 100_000,
    "quinine " * 20_000,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def facts(request, known, tmp_path_factory):
    """One library a store: nothing here changes it."""
    if request.param == "sqlite":
        where = tmp_path_factory.mktemp("search") / "facts.sqlite"
    else:
        where = request.getfixturevalue("server").url()
    build.build(known, where)
    library = Facts(where, known.digest)
    yield library
    library.close()


@pytest.mark.parametrize("words, about", ABOUT_CRAMPS.items())
def test_words_about_cramps_find_a_fact_about_them(facts, words, about):
    assert any(about in fact.id for fact in facts.search(words))


@pytest.mark.parametrize("words", ABOUT_OTHER_THINGS)
def test_words_about_other_things_find_nothing(facts, words):
    assert facts.search(words) == ()


def test_words_that_tell_nothing_find_nothing(facts):
    assert facts.search("what is it that you do and why") == ()


@pytest.mark.parametrize("words", ["quinine", "QUININE", "  quínine!! ", "'quinine'", "quinine OR NOT"])
def test_case_accents_and_signs_make_no_difference(facts, words):
    assert [f.id for f in facts.search(words)][:1] == [f.id for f in facts.search("quinine")][:1] != []


def test_a_word_is_found_in_its_other_forms(facts):
    assert facts.search("stretching")[0] in facts.search("stretches", most=50)


@pytest.mark.parametrize("most", [-1, 0, 1, 2, 5])
def test_no_more_is_found_than_is_asked_for(facts, most):
    found = facts.search("leg cramps at night", most)
    assert len(found) == max(0, most) == len(set(found))


def test_what_is_found_is_what_the_library_holds(facts, known):
    by_id = {f.id: f for f in known.fact_list}
    assert all(by_id[f.id] == f for f in facts.search("magnesium", most=50))


@pytest.mark.parametrize("words", SYNTAX, ids=range(len(SYNTAX)))
def test_no_text_is_syntax(facts, words):
    assert isinstance(facts.search(words), tuple)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60).map(lambda t: t + " quinine"))
def test_any_text_is_taken(facts, words):
    assert all(f.plain for f in facts.search(words))


UNSAID = {
    "after review": {"serve": "after_review"},
    "retired": {"status": "retired"},
    "superseded": {"status": "superseded"},
}


def told(known, **changes):
    """The content with changes to one fact that alone knows a word, and that fact."""
    fact = replace(
        known.fact_list[0], plain="Zebras cramp.", keys=("zebras",), status="under_review", serve="yes"
    )
    fact = replace(fact, **changes)
    return replace(known, fact_list=(fact, *known.fact_list[1:])), fact


@pytest.mark.parametrize("changes", UNSAID.values(), ids=UNSAID)
def test_a_fact_that_may_not_be_said_is_not_found(where, known, changes):
    build.build(told(known)[0], where)
    assert [f.keys for f in Facts(where).search("zebras")] == [("zebras",)]
    build.build(told(known, **changes)[0], where)
    assert Facts(where).search("zebras") == ()


@pytest.mark.parametrize(
    "status, lowest, found",
    [
        ("submitted", "submitted", True),
        ("submitted", "under_review", False),
        ("under_review", "under_review", True),
        ("under_review", "approved", False),
        ("approved", "approved", True),
    ],
)
def test_the_editorial_policy_holds_for_search_too(where, known, status, lowest, found):
    content, fact = told(known, status=status)
    build.build(content, where)
    assert Facts(where, lowest_status=lowest).search("zebra") == ((fact,) if found else ())


def test_sentence_keys_question_and_clinical_words_are_all_searched(where, known):
    content, fact = told(known, plain="Aardvark.", clinician="Okapi.", keys=("lemur",))
    topic = fact.topics[0]
    asked = replace(known.topics[topic], question="What about ocelots?", facts=(fact.id,))
    build.build(replace(content, topics={**known.topics, topic: asked}), where)
    library = Facts(where)
    assert [library.search(word)[0] for word in ("aardvarks", "okapi", "lemurs", "ocelot")] == [fact] * 4


def test_the_rarest_words_are_searched_for_and_frequent_ones_only_while_afforded():
    words = {"a": "as", "b": "bs", "c": "cs", "d": "ds"}
    assert search.chosen(words, {"a": 900_000, "b": 12_000, "c": 7}) == ["cs", "bs"]
    assert search.chosen(words, {"a": 900_000}) == ["as"]
    assert search.chosen(words, {}) == []


def test_a_word_that_nearly_every_fact_has_is_looked_for_among_the_first_facts_only():
    words = {"a": "as", "c": "cs"}
    assert search.reach(words, ["cs"], {"a": 900_000, "c": 7}, 1_000_000) == 1_000_000
    assert search.reach(words, ["as"], {"a": 800_000, "c": 7}, 1_000_000) == 25_000
    assert search.reach(words, ["as"], {"a": 10**9}, 10) == 1


def test_stems_are_those_of_the_index():
    assert search.stem("cramps") == search.stem("cramping") == search.stem("cramped") == "cramp"
