"""The socket as a stranger's client meets it, with the socket.io library's own client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from typing import Any

import httpx
import jsonschema
import pytest
import socketio

from bot.channels import sessions, sockets
from bot.channels.openapi import turn_schema
from bot.conversations.records import Records, StoreUnavailable
from bot.core.progress import Coaching
from tests.channels.conftest import ANSWER, EMERGENCY, Gate, Web

SITE = "https://site.example"
TRANSPORTS = ["websocket", "polling"]


@pytest.fixture
def settings() -> dict[str, str]:
    return {
        "CHARLEY_PENDING_MESSAGES": "3",
        "CHARLEY_SQLITE_WAIT_MS": "50",
        "CHARLEY_WIDGET_ORIGINS": f"{SITE} https://other.example",
    }


class Client:
    """One socket, spoken to from the tests' own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, web: Web) -> None:
        self._loop = loop
        self._web = web
        self.socket = socketio.AsyncClient(reconnection=False)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(90)

    def connect(self, transport: str = "websocket", origin: str | None = None) -> Client:
        headers = {"Origin": origin} if origin else {}
        self.run(
            self.socket.connect(
                self._web.address, headers=headers, transports=[transport], socketio_path=sockets.PATH
            )
        )
        return self

    def ask(self, event: str, data: Any = None) -> dict[str, Any]:
        """An event's acknowledgement."""
        given = self.run(self.socket.call(event, data, timeout=60))
        assert isinstance(given, dict)
        return given

    def later(self, event: str, data: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(self.socket.call(event, data, timeout=60), self._loop)

    def begin(self, session: str | None = None) -> dict[str, Any]:
        return self.ask("begin", {"session": session})

    def say(self, text: str, identity: str | None = None) -> dict[str, Any]:
        told = self.ask("message", {"message": text} | ({"id": identity} if identity else {}))
        assert "error" not in told, told
        jsonschema.Draft202012Validator(turn_schema()).validate(told["turn"])
        return told

    def close(self) -> None:
        """Hang up at once: a polite end by polling waits for the server's next answer."""
        self.run(self.socket.eio.disconnect(abort=True))


@pytest.fixture
def clients(web: Web) -> Iterator[Any]:
    """Makes sockets, and closes them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    made: list[Client] = []

    def make() -> Client:
        made.append(Client(loop, web))
        return made[-1]

    yield make
    for client in made:
        client.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_message_is_acknowledged_with_its_messages_and_turn(clients: Any, transport: str) -> None:
    client = clients().connect(transport)
    assert client.begin()["resumed"] is False
    told = client.say("what is a cramp")
    assert [m["text"] for m in told["messages"]] == [ANSWER["text"]]
    assert told["acts"] == ["answer"]


def test_the_emergency_is_named_as_advice_and_first(clients: Any, web: Web) -> None:
    async def danger(message: Any) -> list[dict[str, Any]]:
        return [{"text": "Call.", "turn": {"act": "advise"}}, dict(ANSWER)]

    web.agent.plan = danger
    client = clients().connect()
    client.begin()
    told = client.say(EMERGENCY)
    assert told["acts"] == ["advise", "answer"]
    assert told["turn"]["escalation"]["level"] == "emergency"


@pytest.mark.parametrize("origin", [None, SITE, "https://other.example"])
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_listed_site_may_connect(clients: Any, transport: str, origin: str | None) -> None:
    assert clients().connect(transport, origin).begin()["session"]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{SITE}.evil.example", f"{SITE}:8443", "http://[x"]
)
def test_another_site_may_not(clients: Any, transport: str, origin: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        clients().connect(transport, origin)


def test_the_bots_own_page_may_connect(clients: Any, web: Web) -> None:
    assert clients().connect("websocket", web.address).begin()["session"]


def test_a_listed_site_and_no_other_is_named_to_the_browser_without_credentials(web: Web) -> None:
    address = f"{web.address}{sockets.PATH}?EIO=4&transport=polling"
    listed = httpx.get(address, headers={"Origin": SITE})
    assert listed.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in listed.headers
    other = httpx.get(address, headers={"Origin": "https://evil.example"})
    assert other.status_code == 403 and "access-control-allow-origin" not in other.headers


def test_the_server_makes_the_session_and_a_token_resumes_it(clients: Any, web: Web) -> None:
    first = clients().connect()
    session = first.begin()["session"]
    conversation = sessions.read(sessions.signer(web.agent.house.settings), session)
    assert conversation is not None and conversation.startswith("web:") and len(conversation) == 4 + 32
    first.say("i take a water pill")
    second = clients().connect()
    told = second.begin(session)
    assert (told["resumed"], told["session"]) == (True, session)
    findings = second.say("what is a cramp")["turn"]["findings"]
    assert [f["concept"] for f in findings if f["status"] == "present"] == ["diuretic"]


def test_a_forged_foreign_or_odd_session_resumes_nothing(clients: Any, web: Web) -> None:
    client = clients().connect()
    session = client.begin()["session"]
    of_the_api = web.open()
    for odd in (session[:-3], of_the_api, "web:1", "", 5, ["x"], {"a": 1}, "é\ud800"):
        told = client.begin(odd)
        assert told["resumed"] is False and told["session"] not in (session, odd)


def test_a_session_of_the_website_opens_nothing_in_the_api(clients: Any, web: Web) -> None:
    session = clients().connect().begin()["session"]
    assert web.post(session, {"message": "hello"}).status_code == 401


def test_a_message_before_a_session_is_refused_and_heard(clients: Any, web: Web) -> None:
    told = clients().connect().ask("message", {"message": EMERGENCY})
    assert told["error"] == "no_session" and told["emergency"] is True
    assert "911" in told["message"]
    assert web.agent.heard == []


@pytest.mark.parametrize("again", ["on the same socket", "after a reconnect"])
def test_the_same_id_gives_the_same_reply_and_no_second_turn(clients: Any, web: Web, again: str) -> None:
    client = clients().connect()
    session = client.begin()["session"]
    first = client.say("what is a cramp", "1")
    if again == "after a reconnect":
        client.close()
        client = clients().connect()
        client.begin(session)
    assert client.say("what is a cramp", "1") == first
    assert web.agent.heard == ["what is a cramp"]


def test_a_retry_while_the_first_is_under_way_joins_it(clients: Any, web: Web, gate: Gate) -> None:
    client, other = clients().connect(), clients().connect()
    other.begin(client.begin()["session"])
    first = client.later("message", {"message": "what is a cramp", "id": "1"})
    gate.wait_until_entered()
    retry = other.later("message", {"message": "what is a cramp", "id": "1"})
    gate.let_go()
    assert first.result(60) == retry.result(60)
    assert web.agent.heard == ["what is a cramp"]


def test_a_turn_goes_on_when_the_socket_is_lost(clients: Any, web: Web, gate: Gate) -> None:
    client = clients().connect()
    session = client.begin()["session"]
    lost = client.later("message", {"message": "what is a cramp", "id": "1"})
    gate.wait_until_entered()
    client.close()
    gate.let_go()
    lost.cancel()
    back = clients().connect()
    back.begin(session)
    assert back.say("what is a cramp", "1")["messages"][0]["text"] == ANSWER["text"]
    assert web.agent.heard == ["what is a cramp"]


def test_the_same_id_with_another_text_is_a_conflict(clients: Any) -> None:
    client = clients().connect()
    client.begin()
    client.say("what is a cramp", "1")
    assert client.ask("message", {"message": "and why", "id": "1"})["error"] == "conflict"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, "malformed"),
        ("hello", "malformed"),
        ([1, 2], "malformed"),
        ({"text": "hello"}, "malformed"),
        ({"message": 5}, "wrong_type"),
        ({"message": "  "}, "empty"),
        ({"message": "x" * 1001}, "too_long"),
        ({"message": "x" * 9000}, "too_large"),
        ({"message": "hello", "id": 5}, "wrong_type"),
        ({"message": "hello", "register": "loud"}, "wrong_type"),
        ({"message": "half \ud800"}, "wrong_type"),
        ({"message": b"bytes"}, "malformed"),
    ],
)
def test_what_is_no_message_is_refused_by_name(clients: Any, web: Web, data: Any, error: str) -> None:
    client = clients().connect()
    client.begin()
    told = client.ask("message", data)
    assert told["error"] == error and told["message"]
    assert web.agent.heard == []
    client.say("what is a cramp")


@pytest.mark.parametrize("filler", [900, 8000])
def test_danger_in_a_message_that_is_too_long_is_heard(clients: Any, filler: int) -> None:
    client = clients().connect()
    client.begin()
    told = client.ask("message", {"message": f"{EMERGENCY}. " + "well " * filler})
    assert told["error"] in ("too_long", "too_large") and told["emergency"] is True


def test_a_frame_over_the_cap_closes_the_socket_and_the_server_lives(clients: Any, web: Web) -> None:
    client = clients().connect()
    client.begin()
    with pytest.raises(Exception):  # noqa: B017 - closed or timed out: the library decides
        client.run(client.socket.call("message", {"message": "x" * 200_000}, timeout=3))
    assert clients().connect().begin()["session"]
    assert web.agent.heard == []


def test_a_polled_body_over_the_cap_is_refused(web: Web) -> None:
    given = httpx.post(f"{web.address}{sockets.PATH}?EIO=4&transport=polling&sid=x", content=b"4" * 70_000)
    assert given.status_code == 413


@pytest.mark.parametrize(
    "frame",
    [
        "42" + "[" * 20_000,
        '42["message"',
        "4",
        "499",
        '451-["message",{"_placeholder":true,"num":9}]',
        "42{}",
        '42["begin",',
    ],
)
def test_garbage_in_a_frame_leaves_the_others_unharmed(clients: Any, web: Web, frame: str) -> None:
    address = f"{web.address}{sockets.PATH}?EIO=4&transport=polling"
    sid = httpx.get(address).text.split('"sid":"')[1].split('"')[0]
    httpx.post(f"{address}&sid={sid}", content=b"40")
    httpx.post(f"{address}&sid={sid}", content=frame.encode())
    client = clients().connect()
    client.begin()
    client.say("what is a cramp")


def test_a_socket_that_sends_too_fast_is_refused_and_heard(
    clients: Any, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PER_SECOND", 0.0)
    client = clients().connect()
    for _ in range(int(sockets.BURST)):
        assert client.begin()["session"]
    told = client.ask("message", {"message": EMERGENCY})
    assert told["error"] == "too_fast" and told["emergency"] is True
    assert clients().connect().begin()["session"]


def test_too_many_waiting_messages_are_refused(clients: Any, gate: Gate) -> None:
    client = clients().connect()
    client.begin()
    waiting = [client.later("message", {"message": f"cramp {n}", "id": str(n)}) for n in range(3)]
    gate.wait_until_entered()
    assert client.ask("message", {"message": "one more"})["error"] == "too_fast"
    gate.let_go()
    assert all("error" not in w.result(60) for w in waiting)


def test_no_more_sockets_than_there_is_room_for(
    clients: Any, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated = clients().connect()
    monkeypatch.setattr(sockets, "MOST_SOCKETS", 1)
    with pytest.raises(socketio.exceptions.ConnectionError):
        clients().connect()
    assert seated.begin()["session"]


def test_forgetting_ends_the_session_and_leaves_no_words(clients: Any, web: Web) -> None:
    client = clients().connect()
    session = client.begin()["session"]
    client.say("my secret word is xylophone")
    assert client.ask("forget", {}) == {"forgotten": True}
    assert client.ask("message", {"message": "hello"})["error"] == "no_session"
    assert client.begin(session)["resumed"] is False
    left = b"".join(p.read_bytes() for p in web.data.glob("conversations.sqlite*"))
    assert b"xylophone" not in left


def test_a_session_forgotten_elsewhere_is_over_here(clients: Any) -> None:
    one, two = clients().connect(), clients().connect()
    two.begin(one.begin()["session"])
    one.ask("forget", {})
    told = two.ask("message", {"message": EMERGENCY})
    assert told["error"] == "no_session" and told["emergency"] is True


def test_danger_is_heard_when_no_conversation_can_be_opened(
    clients: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise StoreUnavailable("full")

    monkeypatch.setattr(Records, "open_conversation", refuse)
    told = clients().connect().ask("begin", {"message": EMERGENCY})
    assert told["error"] == "unavailable" and told["emergency"] is True


def test_what_fails_in_the_house_is_told_and_acknowledged(
    clients: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = clients().connect()
    client.begin()
    monkeypatch.setattr("bot.channels.talks.bodies.message", lambda body: 1 / 0)
    told = client.ask("message", {"message": EMERGENCY})
    assert told["error"] == "failed" and told["emergency"] is True


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], TRANSPORTS])
def test_fifty_people_at_once_each_get_their_own_reply(clients: Any, web: Web, transports: list[str]) -> None:
    async def echo(message: Any) -> list[dict[str, Any]]:
        await asyncio.sleep(0.01)
        return [{"text": f"You said {message.text}", "turn": dict(ANSWER["turn"])}]

    web.agent.plan = echo
    people = [clients().connect(transports[n % len(transports)]) for n in range(50)]
    pushed: list[Any] = []
    for person in people:
        person.socket.on("*", lambda *args: pushed.append(args))
        person.begin()
    for round_ in range(2):
        waiting = [
            p.later("message", {"message": f"i am number {n} in {round_}"}) for n, p in enumerate(people)
        ]
        said = [w.result(90)["messages"][0]["text"] for w in waiting]
        assert said == [f"You said i am number {n} in {round_}" for n in range(50)]
    assert pushed == []


def test_a_clock_comes_with_the_coachs_steps_and_only_with_them_also_when_sent_again(
    clients: Any, web: Web
) -> None:
    client = clients().connect()
    client.begin()
    assert client.say("hello")["clock"] is None
    web.agent.alter = lambda state: replace(state, coach=Coaching(turn=state.turn))
    going = client.say("i have a cramp in my calf right now", "one")
    assert going["clock"]["seconds"] == 600
    assert client.say("i have a cramp in my calf right now", "one") == going
    # What its button says is heard as what it means, of the person whose cramp it is.
    told = client.say(going["clock"]["payload"])
    assert "RF-32" in {r["id"] for r in told["turn"]["escalation"]["rules"]}
    web.agent.alter = lambda state: replace(state, coach=Coaching(phase="eased", turn=state.turn))
    assert client.say("it eased")["clock"] is None
