"""Each change to Rasa itself: what we replace is still what we read, and ours behaves as said."""

from __future__ import annotations

import ast
import asyncio
import copy
import hashlib
import inspect
import re
from typing import Any

import jsonschema
import pytest
from rasa.core import agent
from rasa.core.actions import action
from rasa.core.agent import Agent
from rasa.core.channels import console
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core import events
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

import bot.patches
from bot.conversations.records import Records
from bot.conversations.tracker_store import CharleyTrackerStore
from tests.nlu.conftest import Talk

bot.patches.apply()

READ = {
    (action, "RemoteAction._validate_action_result"): "b6cd4cd8707c08a2",
    (action, "RemoteAction.action_response_format_spec"): "181d4a1fa039ba79",
    (action, "RemoteAction.run"): "ed27415fa478f75e",
    (agent, "Agent._create_tracker_store"): "3eeff045ed31e8a2",
    (agent, "Agent.load_model"): "bc99294dd00cd467",
    (events, "Event.resolve_by_type"): "729eef3a4e29ff40",
    (agent, "load_agent"): "2051bee2bbf4d70f",
    (console, "_print_bot_output"): "710e743f1a1a6622",
    (console, "_get_user_input"): "503344170bd48eff",
    (console, "record_messages"): "46029bcc4b858604",
}
"""Digests of the upstream code that was read when the patches were written."""


def upstream(module: Any, name: str) -> str:
    """The source of a function as the file has it, whatever was patched over it."""
    node: Any = ast.parse(inspect.getsource(module))
    for part in name.split("."):
        node = [n for n in node.body if getattr(n, "name", None) == part][-1]  # behind its overloads
    return ast.unparse(node)


@pytest.mark.parametrize(("module", "name"), READ, ids=[name for _, name in READ])
def test_what_is_patched_is_upstream_what_it_was(module: Any, name: str) -> None:
    """When this fails, read what changed in Rasa, mend bot/patches.py, then renew the digest."""
    digest = hashlib.sha256(upstream(module, name).encode()).hexdigest()[:16]
    assert digest == READ[module, name]


def test_a_kind_of_event_is_looked_up_once() -> None:
    kinds = {"user": events.UserUttered, "slot": events.SlotSet, "topic": None}
    for _ in range(2):
        assert {name: events.Event.resolve_by_type(name) for name in kinds} == kinds
    assert events.Event.resolve_by_type("unknown", events.BotUttered) is events.BotUttered
    for _ in range(2):
        with pytest.raises(ValueError, match="unknown"):
            events.Event.resolve_by_type("unknown")


def test_applying_twice_changes_nothing() -> None:
    before = (action.RemoteAction._validate_action_result, Agent._create_tracker_store)
    bot.patches.apply()
    assert (action.RemoteAction._validate_action_result, Agent._create_tracker_store) == before
    assert action.DEFAULT_REQUEST_TIMEOUT == bot.patches.ACTION_TIMEOUT < DEFAULT_REQUEST_TIMEOUT


class _Endpoint(EndpointConfig):
    """An action server that notes what was asked of it."""

    asked: dict[str, Any]

    async def request(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.asked = kwargs
        return {"events": [], "responses": []}


def test_a_call_of_the_action_server_is_given_up_early(talk: Talk, domain: Domain) -> None:
    endpoint = _Endpoint("http://127.0.0.1:1/webhook")
    talk.say("how do i stop a cramp", "ask_treatment_now")
    asyncio.run(action.RemoteAction("action_answer", endpoint).run(None, None, talk.tracker, domain))
    assert endpoint.asked["timeout"] == bot.patches.ACTION_TIMEOUT


SLOT = {"event": "slot", "name": "answered", "value": {"topics": ["x"]}, "timestamp": None}
SAID = {"text": "hello", "buttons": [{"title": "a", "payload": "/b"}], "elements": [], "custom": {}}
REPLIES: dict[str, Any] = {
    "nothing": {},
    "empty lists": {"events": [], "responses": []},
    "a slot and a message": {"events": [SLOT], "responses": [SAID]},
    "an unknown key": {"events": [], "responses": [], "more": 1},
    "a nameless event": {"events": [{"name": "answered"}], "responses": []},
    "an event that is no object": {"events": ["slot"], "responses": []},
    "events that are no list": {"events": "slot", "responses": []},
    "a message that is no object": {"events": [], "responses": ["hello"]},
    "responses that are no list": {"events": [], "responses": {"text": "hello"}},
    "no object at all": ["events"],
    "null": None,
}


def outcome(check: Any, reply: Any) -> str:
    """What a validator makes of a reply: nothing, or what is wrong and where."""
    try:
        assert check(copy.deepcopy(reply)) is True
    except jsonschema.ValidationError as error:
        return f"{list(error.absolute_path)}: {error.validator}"
    return "accepted"


@pytest.mark.parametrize("name", REPLIES)
def test_the_faster_validator_judges_as_rasas_own_does(name: str) -> None:
    spec = action.RemoteAction.action_response_format_spec()

    def own(reply: Any) -> bool:
        jsonschema.validate(reply, spec)
        return True

    remote = action.RemoteAction("action_answer", EndpointConfig("http://127.0.0.1:1"))
    assert outcome(remote._validate_action_result, REPLIES[name]) == outcome(own, REPLIES[name])


def test_the_samples_are_both_accepted_and_refused() -> None:
    remote = action.RemoteAction("action_answer", EndpointConfig("http://127.0.0.1:1"))
    outcomes = {name: outcome(remote._validate_action_result, r) for name, r in REPLIES.items()}
    assert outcomes["a slot and a message"] == "accepted"
    assert sum(o != "accepted" for o in outcomes.values()) >= 5


def test_our_store_stands_without_the_wrapper_that_falls_back_to_memory(
    domain: Domain, tmp_path: Any
) -> None:
    store = CharleyTrackerStore(None, records=Records(tmp_path / "conversations.sqlite"))
    made = Agent(domain=domain, tracker_store=store).tracker_store
    assert made is store
    assert made.domain is domain


@pytest.mark.parametrize("given", ["none", "memory"])
def test_any_other_store_is_wrapped_as_rasa_does(domain: Domain, given: str) -> None:
    store = InMemoryTrackerStore(domain) if given == "memory" else None
    assert isinstance(Agent(domain=domain, tracker_store=store).tracker_store, FailSafeTrackerStore)


LONG = "• " + "A cramp is a sudden tightening of a muscle. [1][2] " * 3


def test_the_shell_wraps_lines_and_takes_choices_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["2", "2", None])

    async def prompt(_: None) -> str | None:
        return next(typed)

    shell = bot.patches.Shell(prompt)
    shell.show({"text": "First.", "buttons": [{"title": "A", "payload": "/a"}]}, False)
    last = {"text": LONG, "buttons": [{"title": "B", "payload": "/b"}]}
    assert asyncio.run(shell.ask(last)) == "/b"
    assert asyncio.run(shell.ask({"text": "No choice."})) == "2"
    assert asyncio.run(shell.ask(None)) is None
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "  1: A\n" in out and "  2: B\n" in out and "/b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert bare_of(LONG) in bare_of(out)


def bare_of(text: str) -> str:
    return re.sub(r"\s", "", text)
