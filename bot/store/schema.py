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

TEXT: Shape = {"type": "string", "minLength": 1}
_MAYBE: Shape = {"type": ["string", "null"]}
TEXTS: Shape = {"type": "array", "items": TEXT}
BUTTON: Shape = {**TEXT, "maxLength": 20}
"""What fits on a button of every channel."""
_DATE: Shape = {"type": ["string", "null"]}
_DAY: Shape = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"}
LEVEL: Shape = {"enum": list(LEVELS)}
ID: Shape = {"type": "string", "pattern": r"^[a-z0-9]+([.-][a-z0-9]+)*$"}


def object_of(required: Shape, optional: Shape | None = None) -> Shape:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


CITES: Shape = {
    "type": "array",
    "minItems": 1,
    "items": object_of(
        {"source": TEXT, "place": TEXT}, {"line": {"type": "integer"}, "marker": {"type": "string"}}
    ),
}
EDITORIAL: Shape = {"status": {"enum": STATUS}, "reviewed": _DAY, "next_review": _DAY, "from": TEXTS}

FACTS = object_of(
    {
        "topic": TEXT,
        "facts": {
            "type": "array",
            "items": object_of(
                {
                    "id": ID,
                    "plain": TEXT,
                    "topics": {**TEXTS, "minItems": 1},
                    "kind": TEXT,
                    "group": TEXT,
                    "strength": TEXT,
                    "serve": {"enum": SERVE},
                    "urges": {"type": "array", "items": {"enum": URGES}},
                    "keys": TEXTS,
                    "cites": CITES,
                    **EDITORIAL,
                },
                {
                    "clinician": TEXT,
                    "warning": TEXT,
                    "conflicts": TEXTS,
                    "red_flags": TEXTS,
                    "superseded_by": TEXT,
                },
            ),
        },
    }
)

SOURCE = object_of(
    {"id": TEXT, "title": TEXT, "short": TEXT, "publisher": TEXT, "standing": TEXT, "how_seen": TEXT},
    {
        "authors": {"type": ["array", "null"], "items": TEXT},
        "date": _DATE,
        "updated": _DATE,
        "url": _MAYBE,
        "licence": _MAYBE,
        "origin": _MAYBE,
        "audience": _MAYBE,
        "review_stage": _MAYBE,
        "cite_as": _MAYBE,
        "note": _MAYBE,
        "sections": TEXTS,
    },
)

CONFLICT = object_of(
    {"id": TEXT, "title": TEXT, "facts": TEXTS, "say": TEXT, "cites": CITES, "severity": TEXT},
    {**EDITORIAL, "urges": {"type": "array", "items": {"enum": URGES}}, "superseded_by": TEXT},
)

TOPIC = object_of(
    {"topic": TEXT, "title": BUTTON, "question": TEXT, "facts": TEXTS, "next": TEXTS},
    {"gap": TEXT, "conflicts": TEXTS},
)

RED_FLAG = object_of(
    {
        "id": {"type": "string", "pattern": r"^(RF-\d\d|[a-z0-9]+([.-][a-z0-9]+)+)$"},
        "name": TEXT,
        "level": LEVEL,
        "when": object_of(
            {}, {"all_of": {"type": "array", "items": {**TEXTS, "minItems": 1}}, "any_of": TEXTS}
        ),
        "reason": TEXT,
        "advice": object_of(
            {"withheld": TEXT, "withheld_other": TEXT},
            {
                k: TEXT
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
        "withholds": object_of(
            {},
            {"urges": {"type": "array", "items": {"enum": URGES}}, "facts": TEXTS, "all": {"const": True}},
        ),
        "cites": CITES,
        "fires": {**TEXTS, "minItems": 1},
        "silent": {**TEXTS, "minItems": 1},
        **EDITORIAL,
    },
    {
        "guard": {"const": True},
        "crisis": {"const": True},
        "assumes": TEXTS,
        "ask": TEXT,
        "signs": {"type": "object", "additionalProperties": TEXT},
        "label": TEXT,
        "operator": TEXTS,
        # examples that hearing does not get right yet: to be moved to fires or silent once it does
        "missed": TEXTS,
        "false_alarms": TEXTS,
        "superseded_by": TEXT,
        "map": {"type": "object", "additionalProperties": TEXTS},
        "past": object_of(
            {"level": LEVEL}, {"within_days": {"type": "number"}, "later": LEVEL, "unknown": LEVEL}
        ),
    },
)

GAPS = object_of(
    {
        "gaps": {
            "type": "array",
            "items": object_of(
                {"id": TEXT, "asks": TEXT, "topic": TEXT, "keys": TEXTS, "say": TEXT},
                {"state": {"enum": ["open", "partly", "answered"]}, "facts": TEXTS, "operator": TEXTS},
            ),
        }
    }
)

_WORDINGS = ("plain", "other", "clinician", "clinician_other")
EXPLANATIONS = object_of(
    {
        "frames": {
            "type": "array",
            "items": object_of(
                {"id": {"type": "string", "pattern": r"^explain(\.[a-z_]+)+$"}, "plain": TEXT},
                {k: TEXT for k in _WORDINGS[1:]},
            ),
        }
    }
)

# `unset`: what is said where no country is set. The others are those of bot/settings.py.
CONTACTS = object_of(
    {
        "contacts": {
            "type": "array",
            "items": object_of(
                {"id": {"enum": ["talk", "poison"]}, "unset": TEXT, "US": TEXT, "UK": TEXT, "EU": TEXT}
            ),
        }
    }
)

GLOSSARY = object_of({"terms": {**TEXTS, "minItems": 1}})
