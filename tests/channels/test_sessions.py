from __future__ import annotations

import json

import httpx
import jsonschema
import pytest

from bot.channels import sessions
from tests.channels.conftest import ANSWER, Web, checked


def test_a_session_opens_with_201_and_each_is_its_own(web: Web) -> None:
    given = web.request("POST", "/webhooks/api/sessions")
    assert given.status_code == 201
    assert set(given.json()) == {"session"}
    assert given.json()["session"] != web.open()


def test_a_message_of_a_session_is_answered(web: Web, session: str) -> None:
    reply = web.say(session, "what is a cramp")
    assert [m["text"] for m in reply["messages"]] == [ANSWER["text"]]
    assert reply["turn"]["act"] == "answer"
    assert reply["turn"]["content"] == web.agent.house.content.digest


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"Bearer",
        b"Bearer x",
        b"Basic eDp5",
        b'Bearer "api:1".c2ln',
        b"Bearer \xe9\xff",
        b"Bearer a b c",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "messages"), ("DELETE", "sessions/current")])
def test_no_or_a_forged_session_is_401(web: Web, header: bytes | None, method: str, path: str) -> None:
    headers = {b"Authorization": header} if header else {}
    body = {"json": {"message": "hello"}} if method == "POST" else {}
    given = httpx.request(method, f"{web.address}/webhooks/api/{path}", headers=headers, **body)
    assert given.status_code == 401
    assert given.json()["error"] == "no_session"
    assert web.agent.heard == []


def test_a_session_signed_with_another_secret_is_401(web: Web, session: str) -> None:
    conversation = web.name(session)
    forged = sessions.URLSafeSerializer("another secret", salt="charley-session-1").dumps(conversation)
    assert web.post(forged, {"message": "hello"}).status_code == 401


def test_the_name_of_a_conversation_is_no_session(web: Web, session: str) -> None:
    conversation = web.name(session)
    assert web.post(conversation, {"message": "hello"}).status_code == 401


def test_a_signed_session_of_no_conversation_is_401(web: Web) -> None:
    unknown = sessions.signer(web.agent.house.settings).dumps("api:never-opened")
    assert web.post(unknown, {"message": "hello"}).status_code == 401


def test_only_the_owner_may_read_the_secret(web: Web) -> None:
    web.open()
    assert (web.data / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_openapi_document_names_every_route_and_holds_the_turn(web: Web) -> None:
    document = web.request("GET", "/webhooks/api/openapi.json").json()
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(document["info"])
    routes = {(m.upper(), path) for path, methods in document["paths"].items() for m in methods}
    assert routes == {
        ("POST", "/webhooks/api/sessions"),
        ("POST", "/webhooks/api/messages"),
        ("POST", "/webhooks/api/feedback"),
        ("DELETE", "/webhooks/api/sessions/current"),
        ("GET", "/webhooks/api/sessions/current/summary"),
        ("GET", "/webhooks/api/sessions/current/diary"),
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
    }
    for methods in document["paths"].values():
        for method in methods.values():
            assert method["summary"] and all(r["description"] for r in method["responses"].values())
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for reference in set(references(document)):
        assert reference.rpartition("/")[2] in schemas
    assert schemas["Reply"]["properties"]["turn"]["properties"]["schema"] == {"const": "turn/1"}


def references(node: object) -> list[str]:
    """Every $ref of a document."""
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [r for value in node.values() for r in references(value)]
    return [r for value in node for r in references(value)] if isinstance(node, list) else []


def test_a_reply_of_the_server_is_what_its_document_says(web: Web, session: str) -> None:
    schema = web.request("GET", "/webhooks/api/openapi.json").json()["components"]["schemas"]["Reply"]
    reply = checked(json.loads(json.dumps(web.say(session, "hello"))))
    jsonschema.Draft202012Validator(schema).validate(reply)
