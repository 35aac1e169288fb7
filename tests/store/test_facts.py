from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from bot.core.model import Topic
from bot.store import build, tables
from bot.store.facts import Facts, FactsUnavailable

pytestmark = pytest.mark.slow


@pytest.fixture
def facts(built, known):
    library = Facts(built, expected=known.digest)
    yield library
    library.close()


def test_rules_come_back_as_content_has_them(facts, known):
    assert facts.rules == known.rules
    assert facts.digest == known.digest


def test_topics_and_their_facts_come_back_in_the_contents_order(facts, known):
    by_id = {f.id: f for f in known.fact_list}
    for topic in known.topics.values():
        assert facts.topic(topic.id) == topic
        assert facts.facts(topic.id) == tuple(by_id[f] for f in topic.facts)


def test_conflicts_and_sources_come_back_as_content_has_them(facts, known):
    assert {c: facts.conflict(c) for c in known.conflicts} == known.conflicts
    assert {s.id: s for s in facts.sources()} == known.sources
    assert {s: facts.source(s) for s in known.sources} == known.sources


def test_titles_are_those_of_the_topics_asked_for(facts, known):
    asked = ["prevention", "quinine", "nowhere"]
    assert facts.titles(asked) == {t: known.topics[t].title for t in asked[:2]}
    assert facts.titles([]) == {}


@pytest.mark.parametrize("unknown", ["nowhere", "", "'; drop table fact; --", "*"])
def test_unknown_ids_give_nothing(facts, unknown):
    assert (facts.topic(unknown), facts.facts(unknown)) == (None, ())
    assert (facts.conflict(unknown), facts.source(unknown)) == (None, None)
    assert isinstance(facts.topic("prevention"), Topic)


def test_the_database_is_read_only(facts, known):
    for statement in (sa.delete(tables.fact), sa.insert(tables.stamp).values(name="a", value="b")):
        with pytest.raises(FactsUnavailable, match="read-?only"):
            facts._all(statement)
    assert facts.facts("prevention") and facts.digest == known.digest


def test_a_file_is_not_touched_by_reading_it(file, known):
    before = file.read_bytes()
    library = Facts(file, expected=known.digest)
    assert library.facts("prevention") and library.search("quinine")
    library.close()
    assert file.read_bytes() == before and len(list(file.parent.iterdir())) == 2


@pytest.mark.parametrize("most", [0, 1, 2, 1000])
def test_a_limited_look_up_gives_the_first_facts_of_the_answer(facts, most):
    assert facts.facts("prevention", limit=most) == facts.facts("prevention")[:most]
    assert facts.facts("nowhere", limit=most) == ()


def test_sources_and_conflicts_are_looked_up_without_a_query(facts, known):
    with patch.object(Facts, "_all", side_effect=AssertionError("a query")):
        assert all(facts.source(s) for s in known.sources)
        assert all(facts.conflict(c) for c in known.conflicts)


@pytest.mark.parametrize("ask", [lambda f: f.facts("prevention"), lambda f: f.search("quinine cramps")])
def test_the_number_of_queries_does_not_grow_with_what_is_found(facts, ask):
    with patch.object(Facts, "_ask", autospec=True, side_effect=Facts._ask) as asked:
        assert len(ask(facts)) > 1
    assert asked.call_count <= 2


def test_many_threads_may_ask_at_once(facts, known):
    topics = list(known.topics) * 5
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda t: tuple(f.id for f in facts.facts(t)), topics))
    assert told == [known.topics[t].facts for t in topics]


def refusal(path, expected=None):
    with pytest.raises(FactsUnavailable) as caught:
        Facts(path, expected=expected)
    return str(caught.value)


def spoil_nothing(path, change):
    path.unlink()


def spoil_text(path, change):
    path.write_text("This is no database. " * 500)


def spoil_empty(path, change):
    path.write_bytes(b"")


def spoil_folder(path, change):
    path.unlink()
    path.mkdir()


def spoil_tables(path, change):
    change(path, sa.text("drop table rule"))


def spoil_stamp(path, change):
    change(path, sa.delete(tables.stamp))


def spoil_schema(path, change):
    """An older database, whose rules had other fields."""
    change(
        path,
        sa.update(tables.stamp).where(tables.stamp.c.name == "schema").values(value="0"),
        sa.update(tables.rule).values(body={"other": "fields"}),
    )


@pytest.mark.parametrize(
    "spoil",
    [spoil_nothing, spoil_text, spoil_empty, spoil_folder, spoil_tables, spoil_stamp, spoil_schema],
)
def test_a_database_that_cannot_be_used_is_refused_and_the_refusal_says_what_to_do(
    file, known, spoil, change
):
    spoil(file, change)
    for expected in (None, known.digest):
        said = refusal(file, expected)
        assert str(file) in said and "charley content build" in said


def test_a_database_of_other_content_is_refused_and_both_digests_are_named(built, known):
    said = refusal(built, "0123456789abcdef")
    assert known.digest in said and "0123456789abcdef" in said and "charley content build" in said


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.95])
def test_a_truncated_database_is_refused_at_the_latest_when_asked(file, known, kept):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(FactsUnavailable, match="charley content build"):
        library = Facts(file, expected=known.digest)
        for topic in known.topics:
            library.facts(topic)


def test_a_refused_database_can_be_file_anew(file, known):
    spoil_text(file, None)
    refusal(file)
    build.build(known, file)
    assert Facts(file, expected=known.digest).rules == known.rules
