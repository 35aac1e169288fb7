"""The visit summary over HTTP: for whoever holds the session, as a page, JSON or a FHIR document."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any

import httpx
import jsonschema
import pytest
from fhir.resources.R4B.bundle import Bundle
from rasa.core.channels.channel import UserMessage

from bot.channels import sessions
from bot.channels.openapi import keeping_schemas
from tests.channels.conftest import ANSWER, Web

SUMMARY = "/webhooks/api/sessions/current/summary"
DIARY = "/webhooks/api/sessions/current/diary"
FACT = "treatment.pull-foot-up"


@pytest.fixture
def told(web: Web, session: str) -> str:
    """A session that told something and was told a fact; saved as the tracker store saves."""
    conversation = web.name(session)

    async def plan(message: UserMessage) -> list[dict[str, Any]]:
        return [{**ANSWER, "turn": {**ANSWER["turn"], "facts": [FACT]}}]

    web.agent.plan = plan
    web.say(session, "i take a water pill, no chest pain, my mum gets cramps")
    _save(web, conversation)
    return session


def _save(web: Web, conversation: str) -> None:
    """What the stub leaves out of a save: the snapshot of slots, and what was said."""
    records = web.agent.records
    loaded = records.load(conversation, 99)
    assert loaded is not None
    said = {"event": "bot", "text": "x", "metadata": {"turn": {"facts": [FACT]}}}
    slots = {"slots": {"charley": web.agent.states[conversation].to_dict()}}
    records.append(conversation, [said], after=loaded.next_seq, snapshot=slots, may_open=False)


def get(web: Web, session: str | None, **kwargs: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {session}", **kwargs.pop("headers", {})}
    return httpx.get(web.address + kwargs.pop("path", SUMMARY), headers=headers, timeout=30, **kwargs)


def schema(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": keeping_schemas()}}
    )


def test_as_json_it_holds_what_was_told_and_what_advice_stands(web: Web, told: str) -> None:
    given = get(web, told)
    made = given.json()
    schema("Summary").validate(made)
    assert {p["about"] for p in made["people"]} == {"self", "other:mother"}
    concepts = {i["concept"]: i["status"] for p in made["people"] for g in p["groups"].values() for i in g}
    assert (concepts["diuretic"], concepts["chest_pain"]) == ("present", "absent")
    assert made["level"] == "urgent" and made["rules"][0]["rule"] == "RF-14"
    assert [t["fact"] for t in made["told"]] == [FACT]
    assert made["content"] == web.agent.house.content.digest


def test_as_a_page_it_runs_nothing_loads_nothing_and_is_not_kept_on_the_way(web: Web, told: str) -> None:
    given = get(web, told, params={"format": "html"})
    assert given.headers["content-type"].startswith("text/html")
    assert given.headers["cache-control"] == "no-store" and given.headers["referrer-policy"] == "no-referrer"
    policy = given.headers["content-security-policy"]
    style = re.findall("<style>(.*?)</style>", given.text, re.S)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"style-src 'sha256-{digest}'" in policy
    assert "script" not in policy and "<script" not in given.text and "src=" not in given.text
    assert "water pill" in given.text


def test_as_a_document_it_is_valid_fhir(web: Web, told: str) -> None:
    given = get(web, told, params={"format": "fhir"})
    assert given.headers["content-type"] == "application/fhir+json"
    assert Bundle.parse_raw(given.content).type == "document"
    assert told not in given.text and web.name(told) not in given.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml", "text/html"),
        ("application/fhir+json", "application/fhir+json"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_without_a_format_what_the_client_accepts_counts(web: Web, told: str, accept: str, kind: str) -> None:
    assert get(web, told, headers={"Accept": accept}).headers["content-type"].startswith(kind)


@pytest.mark.parametrize("path", [SUMMARY, DIARY])
def test_nobody_but_the_holder_of_the_session_gets_it(web: Web, told: str, path: str) -> None:
    assert get(web, "forged", path=path).status_code == 401
    assert httpx.get(web.address + path, params={"session": told}).status_code == 401
    assert "water pill" not in get(web, web.open(), path=path).text
    web.request("DELETE", "/webhooks/api/sessions/current", told)
    assert get(web, told, path=path).status_code == 401


def test_an_unknown_format_is_refused_by_name(web: Web, told: str) -> None:
    given = get(web, told, params={"format": "docx"})
    assert (given.status_code, given.json()["error"]) == (422, "wrong_type")


def test_a_talk_that_is_not_on_disk_yet_is_summed_up_from_memory(web: Web, session: str) -> None:
    conversation = web.name(session)
    state = web.agent.house.danger_in("i take a water pill")
    web.api._records.memory.hold(conversation, {}, 0)
    web.api._records.memory.note(conversation, state.to_dict())
    assert get(web, session).json()["level"] == "urgent"


def site_token(web: Web, conversation: str) -> str:
    web.agent.records.open_conversation(conversation)
    return str(sessions.signer(web.agent.house.settings).dumps(conversation))


def test_the_website_gets_the_page_by_a_form_that_posts_its_session(web: Web) -> None:
    token = site_token(web, "web:1")
    given = httpx.post(f"{web.address}/chat/summary", data={"session": token})
    assert given.status_code == 200 and "<h1>" in given.text
    assert "script" not in given.headers["content-security-policy"]
    assert httpx.get(f"{web.address}/chat/summary", params={"session": token}).status_code in (404, 405)


@pytest.mark.parametrize("posted", [{}, {"session": "forged"}, {"session": "x" * 9000}])
def test_a_form_without_a_session_of_the_website_gets_no_summary(web: Web, posted: dict[str, str]) -> None:
    given = httpx.post(f"{web.address}/chat/summary", data=posted)
    assert given.status_code in (401, 413) and "<" not in given.text


def test_a_session_of_the_api_opens_no_summary_on_the_website(web: Web, told: str) -> None:
    assert httpx.post(f"{web.address}/chat/summary", data={"session": told}).status_code == 401


def test_the_diary_comes_with_the_weeks_of_its_chart(web: Web, session: str) -> None:
    conversation, here = web.name(session), web.agent.house
    web.say(session, "hello")
    state = here.listen(
        "cramp last night, left calf, 5 minutes, bad", web.agent.states[conversation], 1.796e9
    )[0]
    web.agent.states[conversation] = replace(here.steer(state, "inform", 1.796e9))
    _save(web, conversation)
    made = get(web, session, path=DIARY).json()
    schema("Diary").validate(made)
    assert made["entries"][0]["place"] == "calf" and len(made["weeks"]) == 8
