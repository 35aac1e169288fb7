import pytest

from bot.settings import ROOT
from bot.store import files

SEEDS = {
    "droracle-2025": {
        "title": "What are the causes of foot cramping (muscle spasms)?",
        "publisher": "Dr.Oracle",
        "authors": (),
        "updated": "2025-02-26",
        "licence": "not stated (commercial page)",
        "standing": "pending human review",
        "origin": "overview",
        "audience": "professionals",
    },
    "oster-2020": {
        "title": "Cramping of the Foot and Leg",
        "publisher": "The Foot and Ankle Knowledgebase, L.L.C.",
        "authors": ("Jeffrey A. Oster, DPM",),
        "updated": "2020-12-10",
        "licence": "CC BY-NC 3.0 Unported",
        "standing": "references pending",
        "origin": "expert article",
        "audience": "public",
        "review_stage": None,
    },
}


@pytest.mark.parametrize("seed, features", SEEDS.items(), ids=SEEDS)
def test_a_seed_article_says_of_itself_what_it_says(seed, features, facts):
    source = facts.source(seed)
    assert {name: getattr(source, name) for name in features} == features


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_article_can_be_cited_by_its_name_and_date(seed, facts):
    source = facts.source(seed)
    assert source.title in source.cite_as
    assert source.updated[:4] in source.cite_as


def test_the_review_stage_of_the_overview_is_told_as_unclear(facts):
    stage = facts.source("droracle-2025").review_stage
    assert stage.startswith("not stated")


@pytest.mark.parametrize("seed, count", [("droracle-2025", 8), ("oster-2020", 9)])
def test_every_place_that_is_cited_in_a_seed_is_one_of_its_sections(seed, count, known):
    sections = files.read(ROOT / "content" / "sources" / f"{seed}.yml").data["sections"]
    assert len(sections) == len(set(sections)) == count
    cited = [*known.fact_list, *known.rules.values(), *known.conflicts.values()]
    places = {c.place for item in cited for c in item.cites if c.source == seed}
    assert [p for p in places if not p.startswith(tuple(sections))] == []


def test_every_fact_rule_and_conflict_cites_a_known_source_at_a_place(known):
    for item in [*known.fact_list, *known.rules.values(), *known.conflicts.values()]:
        assert item.cites, item.id
        assert all(c.source in known.sources and c.place for c in item.cites), item.id


def test_every_conflict_is_told_somewhere(known):
    told = {c for t in known.topics.values() for c in t.conflicts}
    told |= {c for f in known.fact_list if f.serve == "with_caveat" or f.keys for c in f.conflicts}
    assert set(known.conflicts) - told == set()
