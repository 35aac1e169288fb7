"""The OpenAPI document of the JSON API."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_ERRORS = {
    "400": "The body is not JSON, or not the JSON of a message.",
    "401": "There is no session, or it is forged or over.",
    "408": "The body did not arrive in time.",
    "409": "The id was used with another text.",
    "413": "The body is over 8 KB.",
    "422": "A field has the wrong type, is empty, or is over 1,000 characters.",
    "429": "Too many messages are waiting, or too many come from one address.",
}


@lru_cache(maxsize=1)
def turn_schema() -> dict[str, Any]:
    """The JSON Schema of `turn/1`."""
    path = Path(__file__).with_name("turn.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The API as OpenAPI 3.1."""
    session: list[dict[str, list[str]]] = [{"session": []}]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Charley",
            "version": "1",
            "description": "Cited answers about foot and leg cramps. General information only.",
        },
        "paths": {
            "/webhooks/api/sessions": {
                "post": {
                    "summary": "Open a session",
                    "responses": {
                        "201": _json("A new session.", {"$ref": "#/components/schemas/Session"}),
                        **_errors("429"),
                    },
                }
            },
            "/webhooks/api/messages": {
                "post": {
                    "summary": "Send a message and get its reply",
                    "security": session,
                    "requestBody": {"required": True, **_content({"$ref": "#/components/schemas/Message"})},
                    "responses": {
                        "200": _json("The reply.", {"$ref": "#/components/schemas/Reply"}),
                        **_errors(*_ERRORS),
                    },
                }
            },
            "/webhooks/api/feedback": {
                "post": {
                    "summary": "Say whether a reply helped",
                    "description": "The reply names its receipt in the header Charley-Receipt.",
                    "security": session,
                    "requestBody": {"required": True, **_content({"$ref": "#/components/schemas/Feedback"})},
                    "responses": {
                        "204": {"description": "Kept."},
                        **_errors("400", "401", "404", "408", "413", "422", "429", "503"),
                    },
                }
            },
            "/webhooks/api/sessions/current": {
                "delete": {
                    "summary": "Forget the conversation",
                    "security": session,
                    "responses": {"204": {"description": "Forgotten."}, **_errors("401", "503")},
                }
            },
            "/webhooks/api/sessions/current/summary": {
                "get": {
                    "summary": "The visit summary: one page for the person and their doctor",
                    "description": "Without format, the header Accept decides; JSON where it names none.",
                    "security": session,
                    "parameters": [
                        {"name": "format", "in": "query", "schema": {"enum": ["html", "json", "fhir"]}}
                    ],
                    "responses": {
                        "200": {
                            "description": "A page without scripts, JSON, or a FHIR R4B document.",
                            "content": {
                                "text/html": {"schema": {"type": "string"}},
                                "application/json": {"schema": {"$ref": "#/components/schemas/Summary"}},
                                "application/fhir+json": {"schema": {"type": "object"}},
                            },
                        },
                        **_errors("401", "422", "503"),
                    },
                }
            },
            "/webhooks/api/sessions/current/diary": {
                "get": {
                    "summary": "The cramp diary of the conversation, and the weeks that a chart shows",
                    "security": session,
                    "responses": {
                        "200": _json("The diary.", {"$ref": "#/components/schemas/Diary"}),
                        **_errors("401", "503"),
                    },
                }
            },
            "/health/live": {
                "get": {
                    "summary": "Whether the process runs",
                    "responses": {"200": {"description": "It runs."}},
                }
            },
            "/health/ready": {
                "get": {
                    "summary": "Whether a real turn works",
                    "responses": {
                        "200": {"description": "It works."},
                        "503": {"description": "It does not work."},
                    },
                }
            },
        },
        "components": {
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_schemas(), **keeping_schemas()},
        },
    }


def _schemas() -> dict[str, Any]:
    text = {"type": "string"}
    button = {
        "type": "object",
        "required": ["title", "payload"],
        "properties": {"title": text, "payload": text},
    }
    said = {
        "type": "object",
        "required": ["text", "buttons"],
        "properties": {"text": text, "buttons": {"type": "array", "items": button}},
    }
    return {
        "Session": {"type": "object", "required": ["session"], "properties": {"session": text}},
        "Message": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "message": {"type": "string", "minLength": 1, "maxLength": 1000},
                "id": {"type": "string", "minLength": 1, "maxLength": 100},
                "register": {"enum": ["plain", "clinician"], "description": "the wording, from now on"},
            },
        },
        "Reply": {
            "type": "object",
            "required": ["messages", "turn"],
            "properties": {
                "messages": {"type": "array", "minItems": 1, "items": said},
                "turn": turn_schema(),
            },
        },
        "Feedback": {
            "type": "object",
            "required": ["receipt", "helpful"],
            "properties": {
                "receipt": {"type": "string", "minLength": 1, "maxLength": 100},
                "helpful": {"type": "boolean"},
            },
        },
        "Error": {
            "type": "object",
            "required": ["error", "message"],
            "properties": {"error": text, "message": text},
        },
    }


@lru_cache(maxsize=1)
def keeping_schemas() -> dict[str, Any]:
    """The JSON Schemas of the visit summary and the diary."""
    path = Path(__file__).with_name("keeping.schema.json")
    schemas: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schemas


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, **_content(schema)}


def _errors(*statuses: str) -> dict[str, Any]:
    said = {**_ERRORS, "404": "No such reply is known.", "503": "The store cannot be used now."}
    return {s: _json(said[s], {"$ref": "#/components/schemas/Error"}) for s in statuses}
