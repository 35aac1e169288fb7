"""Each statement of the content base is told by every topic that claims it."""

from collections import Counter

import pytest

from bot.core.answers import sayable
from tests.content.asking import Shelf, pages

BASE_IDS = [
    *(f"droracle-2025:A-{n:03}" for n in (*range(1, 5), *range(10, 71))),
    *(f"oster-2020:B-{n:03}" for n in range(1, 75)),
]
NO_X = {*range(33, 40), *range(67, 70), *range(91, 100), *range(107, 110)}
OUTSIDE_IDS = [
    *(f"X-{n:03}" for n in range(1, 138) if n not in NO_X),
    *(f"U-{n:03}" for n in range(1, 15)),
]


@pytest.fixture(scope="module")
def told(facts, known):
    """The ids of the facts that each topic tells, asked to its end."""
    return {t: [f for page in pages(t, facts) for f in page.facts] for t in known.topics}


def test_content_carries_each_base_statement_and_no_other(known):
    carried = Counter(i for ids in known.base_ids.values() for i in ids)
    assert (len(BASE_IDS), len(OUTSIDE_IDS)) == (139, 129)
    assert set(carried) == {*BASE_IDS, *OUTSIDE_IDS}
    assert all(carried[i] == 1 for i in BASE_IDS)


def test_a_base_statement_is_told_by_each_of_its_topics(known, told, facts, hold):
    def wrong(base_id):
        carriers = [f for f in known.fact_list if base_id in known.base_ids[f.id]]
        if not carriers or not all(f.topics for f in carriers):
            return "no fact with a topic carries it"
        pairs = [(f, t) for f in carriers for t in f.topics]
        odd = [f"{f.id} in {t}" for f, t in pairs if (f.id in told[t]) != sayable(f, facts)]
        return ", ".join(odd)

    hold([*BASE_IDS, *OUTSIDE_IDS], wrong)


def test_a_base_statement_cites_the_article_it_comes_from(known):
    for fact in known.fact_list:
        origins = {i.partition(":")[0] for i in known.base_ids[fact.id] if ":" in i}
        assert origins <= {c.source for c in fact.cites}, fact.id


def test_no_topic_tells_a_fact_twice_or_one_that_does_not_name_it(known, told):
    topics = {f.id: f.topics for f in known.fact_list}
    for topic, ids in told.items():
        assert len(ids) == len(set(ids)), topic
        assert [f for f in ids if topic not in topics[f]] == [], topic


def test_each_fact_leads_when_its_own_key_is_asked_unless_it_must_not(known):
    """A key that brings up nothing is a word in vain."""
    shelf = Shelf(known)
    for fact in known.fact_list:
        for key in fact.keys:
            first = next(iter(pages(fact.topics[0], shelf, words=key)))
            assert fact.id in first.facts or fact.serve != "yes" or not sayable(fact, shelf), (fact.id, key)
