"""The shapes of the files in content/, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from bot.core.model import LEVELS

URGES = [
    "massage",
    "heat",
    "stretch",
    "walk",
    "water",
    "mineral_diet",
    "salt",
    "potassium",
    "magnesium",
    "sports_drink",
    "painkiller",
    "quinine",
    "footwear",
    "rest",
    "see_doctor",
]
SERVE = ["yes", "with_caveat", "attributed_with_warning", "after_review"]
STATUS = ["submitted", "under_review", "approved", "retired", "superseded"]

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string", "minLength": 1}
_MAYBE: Shape = {"type": ["string", "null"]}
_TEXTS: Shape = {"type": "array", "items": _TEXT}
_DATE: Shape = {"type": ["string", "null"]}
_LEVEL: Shape = {"enum": list(LEVELS)}
_ID: Shape = {"type": "string", "pattern": r"^[a-z0-9]+([.-][a-z0-9]+)*$"}


def _object(required: Shape, optional: Shape | None = None) -> Shape:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


_CITES: Shape = {
    "type": "array",
    "minItems": 1,
    "items": _object(
        {"source": _TEXT, "place": _TEXT}, {"line": {"type": "integer"}, "marker": {"type": "string"}}
    ),
}
_EDITORIAL: Shape = {"status": {"enum": STATUS}, "reviewed": _DATE, "next_review": _DATE, "from": _TEXTS}

FACTS = _object(
    {
        "topic": _TEXT,
        "facts": {
            "type": "array",
            "items": _object(
                {
                    "id": _ID,
                    "plain": _TEXT,
                    "topics": {**_TEXTS, "minItems": 1},
                    "kind": _TEXT,
                    "group": _TEXT,
                    "strength": _TEXT,
                    "serve": {"enum": SERVE},
                    "urges": {"type": "array", "items": {"enum": URGES}},
                    "keys": _TEXTS,
                    "cites": _CITES,
                    **_EDITORIAL,
                },
                {
                    "clinician": _TEXT,
                    "warning": _TEXT,
                    "conflicts": _TEXTS,
                    "red_flags": _TEXTS,
                    "superseded_by": _TEXT,
                },
            ),
        },
    }
)

SOURCE = _object(
    {"id": _TEXT, "title": _TEXT, "short": _TEXT, "publisher": _TEXT, "standing": _TEXT, "how_seen": _TEXT},
    {
        "authors": {"type": ["array", "null"], "items": _TEXT},
        "date": _DATE,
        "updated": _DATE,
        "url": _MAYBE,
        "licence": _MAYBE,
        "origin": _MAYBE,
        "audience": _MAYBE,
        "review_stage": _MAYBE,
        "cite_as": _MAYBE,
        "note": _MAYBE,
        "sections": _TEXTS,
    },
)

CONFLICT = _object(
    {"id": _TEXT, "title": _TEXT, "facts": _TEXTS, "say": _TEXT, "cites": _CITES, "severity": _TEXT},
    {**_EDITORIAL, "urges": {"type": "array", "items": {"enum": URGES}}},
)

TOPIC = _object(
    {"topic": _TEXT, "title": {**_TEXT, "maxLength": 20}, "question": _TEXT, "facts": _TEXTS, "next": _TEXTS},
    {"gap": _TEXT, "conflicts": _TEXTS},
)

RED_FLAG = _object(
    {
        "id": {"type": "string", "pattern": r"^(RF-\d\d|[a-z0-9]+([.-][a-z0-9]+)+)$"},
        "name": _TEXT,
        "level": _LEVEL,
        "when": _object(
            {}, {"all_of": {"type": "array", "items": {**_TEXTS, "minItems": 1}}, "any_of": _TEXTS}
        ),
        "reason": _TEXT,
        "advice": _object(
            {"withheld": _TEXT, "withheld_other": _TEXT},
            {
                k: _TEXT
                for k in (
                    "self",
                    "other",
                    "unsure",
                    "unsure_other",
                    "past",
                    "past_other",
                    "reminder",
                    "reminder_other",
                )
            },
        ),
        "withholds": _object(
            {},
            {"urges": {"type": "array", "items": {"enum": URGES}}, "facts": _TEXTS, "all": {"const": True}},
        ),
        "cites": _CITES,
        "fires": {**_TEXTS, "minItems": 1},
        "silent": {**_TEXTS, "minItems": 1},
        **_EDITORIAL,
    },
    {
        "guard": {"const": True},
        "assumes": _TEXTS,
        "ask": _TEXT,
        "label": _TEXT,
        "operator": _TEXTS,
        "map": {"type": "object", "additionalProperties": _TEXTS},
        "past": _object(
            {"level": _LEVEL}, {"within_days": {"type": "number"}, "later": _LEVEL, "unknown": _LEVEL}
        ),
    },
)

GAPS = _object(
    {
        "gaps": {
            "type": "array",
            "items": _object(
                {"id": _TEXT, "asks": _TEXT, "topic": _TEXT, "keys": _TEXTS, "say": _TEXT},
                {"state": {"enum": ["open", "partly", "answered"]}, "facts": _TEXTS},
            ),
        }
    }
)

CONCEPTS = _object(
    {
        "concepts": {
            "type": "array",
            "items": _object(
                {
                    "id": {"type": "string", "pattern": "^[a-z_]+$"},
                    "kind": {"enum": ["medicine", "condition", "person", "symptom", "pattern", "topic"]},
                    "label": _TEXT,
                    "words": _TEXTS,
                },
                {"misspelt": _TEXTS, "quiet": _TEXTS, "cased": _TEXTS, "planned": _TEXT, "unsure_is": _TEXT},
            ),
        }
    }
)

CUES = _object(
    {
        "cues": {
            "type": "array",
            "items": _object(
                {"category": _TEXT, "reach": {"enum": ["forward", "backward", "both"]}, "words": _TEXTS}
            ),
        },
        "questions": _TEXTS,
        "answers": {"type": "object", "additionalProperties": _TEXTS},
        "durations": {"type": "object"},
    }
)

PEOPLE = _object(
    {
        "people": {"type": "array", "items": _object({"id": _TEXT, "says": _TEXT, "words": _TEXTS})},
        "pronouns": _TEXTS,
        "asking_for": _TEXTS,
        "unknown": _object({"id": _TEXT, "says": _TEXT}),
    }
)

REGISTERS = _object({"registers": _object({"clinician": _TEXTS, "plain": _TEXTS})})

DERIVED = _object(
    {"derived": {"type": "array", "items": _object({"concept": _TEXT, "from": _TEXTS})}},
)
