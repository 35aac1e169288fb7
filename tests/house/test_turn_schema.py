"""The schema that every turn is promised to follow."""

import json

import jsonschema
import pytest

from bot.core.model import LEVELS, STATUSES
from bot.settings import ROOT

SCHEMA = json.loads((ROOT / "bot" / "channels" / "turn.schema.json").read_text(encoding="utf-8"))
TURN = {
    "schema": "turn/1",
    "act": "advise",
    "topics": [],
    "facts": [],
    "sources": [],
    "escalation": {
        "level": "urgent",
        "rules": [{"id": "RF-14", "level": "urgent", "about": "self", "because": ["diuretic"]}],
    },
    "findings": [{"concept": "diuretic", "status": "present", "about": "self", "turn": 1}],
    "withheld": [],
    "not_covered": [],
    "content": "0123456789abcdef",
}


def test_the_schema_is_valid_json_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_turn_is_valid():
    jsonschema.validate(TURN, SCHEMA)


@pytest.mark.parametrize("missing", TURN)
def test_a_turn_without_one_of_its_parts_is_invalid(missing):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in TURN.items() if k != missing}, SCHEMA)


@pytest.mark.parametrize("extra", [{"schema": "turn/2"}, {"act": "guess"}, {"mood": "blue"}, {"topics": "x"}])
def test_a_turn_of_another_shape_is_invalid(extra):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(TURN | extra, SCHEMA)


def test_the_schema_and_core_know_the_same_levels_and_statuses():
    parts = SCHEMA["properties"]
    assert parts["escalation"]["properties"]["level"]["enum"] == list(LEVELS)
    assert parts["findings"]["items"]["properties"]["status"]["enum"] == list(STATUSES)
