"""The visit summary over the real content: as a FHIR R4B document that a library of others validates,
and as JSON that fulfils its schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from fhir.resources.R4B.bundle import Bundle

from bot.channels.openapi import keeping_schemas
from bot.core import report, report_fhir, report_text, summing
from bot.core.model import Heard, State
from bot.core.report import Report
from bot.serve import house
from bot.settings import COUNTRIES
from bot.store import wording

NOW = 1.796e9
HOUSE = house()
WORDING = wording.wording(HOUSE.content, COUNTRIES, None)
TALKS = {
    "nothing": [],
    "cramp": ["i get cramps in my calf"],
    "water pill": ["i take a water pill", "no chest pain", "my calf cramped for 3 weeks"],
    "mother": ["my mum has kidney disease and gets cramps", "i am on statins"],
    "emergency": ["im on furosemide and my heart is racing"],
    "diary": ["cramp last night, left calf, 5 minutes, bad", "log a cramp: yesterday <b>evening</b>"],
}


def summed(texts: list[str], facts: tuple[str, ...] = ()) -> Report:
    state = State()
    for text in texts:
        state = HOUSE.steer(HOUSE.listen(text, state, NOW)[0], "inform", NOW)
    return summing.compose(state, facts, HOUSE.content, WORDING, NOW)


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("facts", [(), ("treatment.pull-foot-up", "cause.low-potassium")])
def test_the_document_is_valid_and_whole(talk: str, facts: tuple[str, ...]) -> None:
    given = summed(TALKS[talk], facts)
    made = json.loads(json.dumps(report_fhir.bundle(given, "api:1")))
    read = Bundle.parse_obj(made)
    assert json.loads(read.json()) == made, "nothing is lost or added when others read it"
    assert made["type"] == "document" and made["entry"][0]["resource"]["resourceType"] == "Composition"
    urls = [e["fullUrl"] for e in made["entry"]]
    assert len(set(urls)) == len(urls) == 3 + len(given.sources)
    assert len(resources(made, "Citation")) == len(given.sources)
    named = [v for k, v in pairs(made) if k == "reference"]
    assert named and set(named) <= set(urls), "a document holds all that it refers to"


def pairs(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [*value.items(), *(p for v in value.values() for p in pairs(v))]
    return [p for v in value for p in pairs(v)] if isinstance(value, list) else []


def test_what_was_told_is_answered_by_person_in_the_response() -> None:
    made = report_fhir.bundle(summed(TALKS["water pill"]), "api:1")
    items = resources(made, "QuestionnaireResponse")[0]["item"]
    told = {i["linkId"]: i["answer"][0]["valueString"] for i in items[0]["item"]}
    assert items[0]["linkId"] == "self"
    assert told["diuretic"] == "present" and told["chest_pain"] == "absent"


def test_a_document_that_is_not_one_is_refused_by_the_library() -> None:
    made = report_fhir.bundle(summed(TALKS["cramp"]), "api:1")
    made["entry"][0]["resource"].pop("title")
    with pytest.raises(ValueError, match="title"):
        Bundle.parse_obj(made)


def test_the_same_summary_is_the_same_document_and_another_talk_another() -> None:
    given = summed(TALKS["mother"])
    assert report_fhir.bundle(given, "api:1") == report_fhir.bundle(given, "api:1")
    assert (
        report_fhir.bundle(given, "api:1")["identifier"] != report_fhir.bundle(given, "api:2")["identifier"]
    )
    assert "api:1" not in json.dumps(report_fhir.bundle(given, "api:1"))


@pytest.mark.parametrize("talk", TALKS)
def test_the_json_fulfils_its_schema(talk: str) -> None:
    schemas = keeping_schemas()
    document = {"$ref": "#/components/schemas/Summary", "components": {"schemas": schemas}}
    jsonschema.Draft202012Validator(document).validate(json.loads(json.dumps(summed(TALKS[talk]).to_dict())))


def test_every_concept_that_can_be_told_has_its_label_and_every_rule_its_advice() -> None:
    content = HOUSE.content
    for concept in HOUSE.concepts.values():
        state = HOUSE.take_in((Heard(concept.id, "present"),), State(turn=1), NOW)
        given = summing.compose(state, (), content, WORDING, NOW)
        shown = [i.label for p in given.people for items in p.groups.values() for i in items]
        assert concept.label in shown or concept.id == "named_leg"
        for ruled in given.rules:
            assert ruled.advice and "{" not in ruled.advice
            assert ruled.advice.split("\n")[0] in report_text.plain(given)


def test_each_sentence_of_advice_and_fact_is_content_s_own() -> None:
    given = summed(TALKS["water pill"], ("treatment.pull-foot-up",))
    facts = {f.id: f for f in HOUSE.content.fact_list}
    assert [t.text for t in given.told] == [facts["treatment.pull-foot-up"].plain]
    assert given.rules and all(
        r.advice.split("{")[0][:40] == HOUSE.content.rules[r.rule].advice["self"][:40] for r in given.rules
    )
    assert {r.level for r in given.rules} <= set(report.LEVEL_TITLES)
