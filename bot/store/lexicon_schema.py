"""The shapes of the files in content/lexicon/, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from bot.store.schema import TEXT, TEXTS, object_of

CONCEPTS = object_of(
    {
        "concepts": {
            "type": "array",
            "items": object_of(
                {
                    "id": {"type": "string", "pattern": "^[a-z_]+$"},
                    "kind": {"enum": ["medicine", "condition", "person", "symptom", "pattern", "topic"]},
                    "label": TEXT,
                    "words": TEXTS,
                },
                {
                    "misspelt": TEXTS,
                    "quiet": TEXTS,
                    # phrases that say it is not so
                    "denied": TEXTS,
                    "cased": TEXTS,
                    "planned": TEXT,
                    "unsure_is": TEXT,
                    # told of so many days ago or less, it still counts
                    "counts_for_days": {"type": "number"},
                },
            ),
        }
    }
)

GROUPS = object_of(
    {
        "groups": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
            "additionalProperties": TEXTS,
        }
    }
)

MISSPELLINGS = object_of(
    {
        "misspellings": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9]+$"},
            "additionalProperties": {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9]+$"}},
        }
    }
)

CUES = object_of(
    {
        "cues": {
            "type": "array",
            "items": object_of(
                {"category": TEXT, "reach": {"enum": ["forward", "backward", "both"]}, "words": TEXTS}
            ),
        },
        "questions": TEXTS,
        "answers": {"type": "object", "additionalProperties": TEXTS},
        "durations": {"type": "object"},
    }
)

PEOPLE = object_of(
    {
        "people": {"type": "array", "items": object_of({"id": TEXT, "says": TEXT, "words": TEXTS})},
        "pronouns": TEXTS,
        "asking_for": TEXTS,
        "unknown": object_of({"id": TEXT, "says": TEXT}),
    }
)

REGISTERS = object_of({"registers": object_of({"clinician": TEXTS, "plain": TEXTS})})

WISHES = object_of(
    {"wishes": {"type": "object", "additionalProperties": {**TEXTS, "minItems": 1}}, "courtesies": TEXTS}
)

DERIVED = object_of(
    {"derived": {"type": "array", "items": object_of({"concept": TEXT, "from": TEXTS}, {"telling": TEXT})}},
)
