from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.core.model import Topic
from bot.store import build, tables
from bot.store.facts import Facts, FactsUnavailable


@pytest.fixture
def facts(built, known):
    library = Facts(built, expected=known.digest)
    yield library
    library.close()


def change(path, *statements):
    """Write to a database behind the library's back."""
    engine = sa.create_engine(f"sqlite:///{path}", future=True)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    engine.dispose()


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


def test_the_database_is_read_only(facts, built):
    before = built.read_bytes()
    for statement in (sa.delete(tables.fact), sa.insert(tables.stamp).values(name="a", value="b")):
        with pytest.raises(FactsUnavailable, match="readonly"):
            facts._all(statement)
    assert built.read_bytes() == before


def test_many_threads_may_ask_at_once(facts, known):
    topics = list(known.topics) * 5
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda t: tuple(f.id for f in facts.facts(t)), topics))
    assert told == [known.topics[t].facts for t in topics]


def refusal(path, expected=None):
    with pytest.raises(FactsUnavailable) as caught:
        Facts(path, expected=expected)
    return str(caught.value)


def spoil_nothing(path):
    path.unlink()


def spoil_text(path):
    path.write_text("This is no database. " * 500)


def spoil_empty(path):
    path.write_bytes(b"")


def spoil_folder(path):
    path.unlink()
    path.mkdir()


def spoil_tables(path):
    change(path, sa.text("drop table rule"))


def spoil_stamp(path):
    change(path, sa.delete(tables.stamp))


def spoil_schema(path):
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
def test_a_database_that_cannot_be_used_is_refused_and_the_refusal_says_what_to_do(built, known, spoil):
    spoil(built)
    for expected in (None, known.digest):
        said = refusal(built, expected)
        assert str(built) in said and "charley content build" in said


def test_a_database_of_other_content_is_refused_and_both_digests_are_named(built, known):
    said = refusal(built, "0123456789abcdef")
    assert known.digest in said and "0123456789abcdef" in said and "charley content build" in said


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.95])
def test_a_truncated_database_is_refused_at_the_latest_when_asked(built, known, kept):
    whole = built.read_bytes()
    built.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(FactsUnavailable, match="charley content build"):
        library = Facts(built, expected=known.digest)
        for topic in known.topics:
            library.facts(topic)


def test_a_refused_database_can_be_built_anew(built, known):
    spoil_text(built)
    refusal(built)
    build.build(known, built)
    assert Facts(built, expected=known.digest).rules == known.rules
