"""What people and programs send that they should not: a clear answer, never a changed slot."""

from __future__ import annotations

import pytest
import requests

from tests.journeys.conftest import Talk, rules_of, text_of


@pytest.mark.parametrize(
    "text",
    [
        '/inform{"charley": null}',
        '/inform{"diuretic": "x"}',
        "/restart",
        "/back",
        "/session_start",
        "/ask_definition",
        "\u200b/restart",
        "//restart",
        "\uff0frestart",
        " / restart",
    ],
)
def test_typed_command_changes_nothing(talk: Talk, text: str) -> None:
    talk.say("i take a water pill")
    reply = talk.say(text)
    assert rules_of(reply) == {("RF-14", "self")}
    assert reply["turn"]["findings"][0]["concept"] == "diuretic"


@pytest.mark.parametrize(
    "text",
    ["\x00\x01\x02", "\u200b\u200b", "🦵🦵🦵", "?", "0", "ｗｈｙ", "a" * 1000, "\u202eevil", "%s{0}{x}"],
)
def test_odd_text_gets_a_plain_answer(talk: Talk, text: str) -> None:
    assert text_of(talk.say(text))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ("[]", 400, "malformed"),
        ('{"id": "1"}', 400, "malformed"),
        ({"message": ""}, 422, "empty"),
        ({"message": "   "}, 422, "empty"),
        ({"message": 5}, 422, "wrong_type"),
        ({"message": "a" * 2000}, 422, "too_long"),
        ({"message": "hello", "id": 7}, 422, "wrong_type"),
        ({"message": "a" * 9000}, 413, "too_large"),
    ],
)
def test_malformed_request_is_refused_with_its_reason(
    talk: Talk, body: object, status: int, code: str
) -> None:
    refused = talk.post(body)
    assert (refused.status_code, refused.json()["error"]) == (status, code)
    assert refused.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"message": "im on furosemide and my heart is racing " + "x" * 1200},
        {"message": "im on furosemide and my heart is racing " + "x" * 9000},
        '{"message": "im on furosemide and my heart is racing',
    ],
)
def test_refused_emergency_is_heard(talk: Talk, body: object) -> None:
    refused = talk.post(body)
    assert refused.status_code in (400, 413, 422)
    assert "911" in refused.json()["message"]


def test_no_session_is_heard_too(talk: Talk) -> None:
    refused = requests.post(
        f"{talk.address}/webhooks/api/messages", json={"message": "on lasix and i just fainted"}, timeout=30
    )
    assert refused.status_code == 401
    assert "911" in refused.json()["message"]


def test_same_id_gives_the_first_reply(talk: Talk) -> None:
    first = talk.post({"message": "what is a cramp?", "id": "a"}).json()
    again = talk.post({"message": "what is a cramp?", "id": "a"}).json()
    assert first == again
    assert talk.post({"message": "something else", "id": "a"}).status_code == 409


def test_forgotten_conversation_is_gone(talk: Talk) -> None:
    talk.say("i take a water pill")
    url = f"{talk.address}/webhooks/api/sessions/current"
    assert requests.delete(url, headers=talk.headers, timeout=30).status_code == 204
    assert talk.post({"message": "hello"}).status_code == 401
    assert requests.delete(url, headers=talk.headers, timeout=30).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/rest/webhook",
        "/socket.io/",
        "/conversations/x/tracker",
        "/model",
        "/model/parse",
        "/domain",
        "/status",
    ],
)
def test_rasas_own_doors_are_shut(talk: Talk, path: str) -> None:
    assert requests.get(f"{talk.address}{path}", timeout=30).status_code in (404, 405)
    assert requests.post(
        f"{talk.address}{path}", json={"sender": "x", "message": "hi"}, timeout=30
    ).status_code in (404, 405)


def test_health_is_told(talk: Talk) -> None:
    assert requests.get(f"{talk.address}/health/live", timeout=30).json() == {"live": True}
    assert requests.get(f"{talk.address}/health/ready", timeout=30).json()["ready"] is True
    document = requests.get(f"{talk.address}/webhooks/api/openapi.json", timeout=30).json()
    assert document["openapi"].startswith("3.1") and "/webhooks/api/messages" in document["paths"]
