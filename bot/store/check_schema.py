"""The shapes of the files in content/check/, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from bot.core.model import STATUSES
from bot.store.schema import BUTTON, CITES, EDITORIAL, ID, LEVEL, TEXT, TEXTS, Shape, object_of

_TELLS: Shape = {"type": "object", "additionalProperties": {"enum": list(STATUSES)}}
_WORDS: Shape = {"type": "object", "additionalProperties": {**TEXTS, "minItems": 1}}
_BASIS: Shape = {"cites": CITES, **EDITORIAL}

QUESTIONS = object_of(
    {
        "questions": {
            "type": "array",
            "items": object_of(
                {
                    "id": ID,
                    "ask": TEXT,
                    "ask_other": TEXT,
                    "why": TEXT,
                    "choices": {
                        "type": "array",
                        "minItems": 1,
                        "items": object_of(
                            {"id": ID, "title": BUTTON, "says": TEXT, "tells": {**_TELLS, "minProperties": 1}}
                        ),
                    },
                    **_BASIS,
                },
                {
                    "danger": {"const": True},
                    "when": {**TEXTS, "minItems": 1},
                    "yes": _TELLS,
                    "unsure": _TELLS,
                    "operator": TEXTS,
                    "superseded_by": TEXT,
                },
            ),
        }
    }
)

OUTCOMES = object_of(
    {
        "outcomes": {
            "type": "array",
            "items": object_of(
                {
                    "id": ID,
                    "level": LEVEL,
                    **{
                        part: TEXT
                        for part in ("says", "says_other", "watch", "confirms", "corrects", "calms")
                    },
                    "plan": BUTTON,
                    "plan_words": {**TEXTS, "minItems": 1},
                    **_BASIS,
                },
                {"operator": TEXTS, "superseded_by": TEXT},
            ),
        }
    }
)

_LIMIT = object_of(
    {
        "minutes": {"type": "integer", "minimum": 1, "maximum": 60},
        "fact": ID,
        "title": BUTTON,
        "says": TEXT,
    }
)

COACH = object_of(
    {
        "coach": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": object_of(
                {
                    "id": ID,
                    "care": TEXT,
                    "limit": _LIMIT,
                    **{part: {**TEXTS, "minItems": 1} for part in ("steps", "eased", "lasting")},
                    **_BASIS,
                },
                {"operator": TEXTS, "superseded_by": TEXT},
            ),
        }
    }
)

REPLIES = object_of({"words": _WORDS, "titles": {"type": "object", "additionalProperties": BUTTON}})
