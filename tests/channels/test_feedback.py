"""A client says of a reply whether it helped."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.channels.conftest import Web


def judge(web: Web, session: str, body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {session}"}
    return httpx.post(f"{web.address}/webhooks/api/feedback", headers=headers, json=body)


def receipt_of(web: Web, session: str) -> str:
    async def plan(message: Any) -> list[dict[str, Any]]:
        return [{"text": "An answer.", "turn": {"act": "answer", "said": {"kind": "response", "name": "x"}}}]

    web.agent.plan = plan
    receipt: str = web.post(session, {"message": "what is a cramp"}).headers["Charley-Receipt"]
    return receipt


def test_a_reply_is_judged_by_its_receipt(web: Web, session: str) -> None:
    receipt = receipt_of(web, session)
    assert judge(web, session, {"receipt": receipt, "helpful": False}).status_code == 204
    assert len(web.api._receipts._journal.judged(helpful=False)) == 1


def test_only_the_session_that_got_the_reply_may_judge_it(web: Web, session: str) -> None:
    receipt = receipt_of(web, session)
    for one, what in [(web.open(), receipt), (session, "unknown")]:
        given = judge(web, one, {"receipt": what, "helpful": True})
        assert (given.status_code, given.json()["error"]) == (404, "unknown")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"helpful": True}, 400),
        ([], 400),
        ({"receipt": 1, "helpful": True}, 422),
        ({"receipt": "x", "helpful": "yes"}, 422),
        ({"receipt": "x"}, 422),
        ({"receipt": "x" * 101, "helpful": True}, 422),
    ],
)
def test_what_is_no_judgement_is_refused(web: Web, session: str, body: Any, status: int) -> None:
    given = judge(web, session, body)
    assert given.status_code == status
    assert set(given.json()) == {"error", "message"}


def test_without_a_session_nothing_is_judged(web: Web) -> None:
    assert judge(web, "forged", {"receipt": "x", "helpful": True}).status_code == 401
