"""Names that clients rely on: docs/contract says which there are."""

import yaml

from bot.settings import ROOT


def names(file):
    listed = yaml.safe_load((ROOT / "docs" / "contract" / file).read_text(encoding="utf-8"))
    return {name for group in listed.values() for name in group}


def test_every_topic_of_content_is_in_the_contract(known):
    used = set(known.topics) | {t for f in known.fact_list for t in f.topics}
    assert used - names("topics.yaml") == set()


def test_every_medical_topic_of_the_contract_has_an_answer(known):
    listed = yaml.safe_load((ROOT / "docs" / "contract" / "topics.yaml").read_text(encoding="utf-8"))
    medical = {t for group in ("about_cramps", "doing_something", "medical_care") for t in listed[group]}
    assert medical - set(known.topics) == set()


def test_every_concept_that_is_heard_is_in_the_contract_or_known_as_extra(known):
    heard = {c["id"] for c in known.lexicon["concepts"]}
    assert heard - names("findings.yaml") - names("extra_findings.yaml") == set()
