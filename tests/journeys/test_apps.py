"""The real bot in every app: the same words everywhere, through twenty turns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pexpect
import pytest
import requests
import socketio

from bot.channels import words
from bot.processes import MODEL, QUIET
from bot.settings import ROOT
from tests.channels.apps.kits import KITS, PUBLIC, Kit, Request, new_id
from tests.channels.apps.vendor import Vendor
from tests.journeys.conftest import START_SECONDS, Server, Talk, free_port, start_serve


class Choice(str):
    """A choice that the turn before offered, by its title."""


TALK = (
    "hello",
    "what is a foot cramp?",
    "why do i get cramps at night?",
    "tell me more",
    "what do your sources say?",
    "does magnesium help?",
    "how do i stop a cramp right now?",
    "can quinine help?",
    "thanks",
    "what can you do?",
    "check my cramps",
    Choice("None of these"),
    Choice("None of these"),
    "why do you ask?",
    "not sure",
    "stop",
    "i take a water pill",
    "what should i drink then?",
    "my heart is racing",
    "can i still do the stretch?",
)
"""Twenty turns."""


@dataclass
class Desk:
    """The running bot with every app on, and the vendors' side of each."""

    server: Server
    vendors: dict[str, Vendor]

    def sends(self, kit: Kit, request: Request) -> requests.Response:
        headers, body = request
        url = f"{self.server.address}/webhooks/{kit.name}/webhook"
        return requests.post(url, data=body, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    vendors = {name: Vendor((kit.messages_end,)) for name, kit in KITS.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, kit in KITS.items():
            for variable, value in kit.environment(vendors[name].address).items():
                patch.setenv(variable, value)
        running = start_serve(tmp_path_factory.mktemp("apps"))
    yield Desk(running, vendors)
    running.stop()
    for vendor in vendors.values():
        vendor.close()


def bare(text: str) -> str:
    """A text without what differs by where it is cut and wrapped."""
    return re.sub(r"\s+", "", text)


Said = list[tuple[str, list[str]]]
"""Of each turn the words and the titles offered."""


def over_api(desk: Desk) -> Said:
    talk = Talk(desk.server.address)
    return _led(lambda text: talk.say(text)["messages"])


def over_web(desk: Desk) -> Said:
    with socketio.SimpleClient() as client:
        client.connect(desk.server.address, socketio_path="/chat/socket.io/")
        client.call("begin", {})
        return _led(lambda text: client.call("message", {"message": text}, timeout=60)["messages"])


def _led(say: Callable[[str], list[dict[str, Any]]]) -> Said:
    """The talk where a choice is sent as its payload."""
    said: Said = []
    offered: list[dict[str, str]] = []
    for line in TALK:
        chosen = next((b["payload"] for b in offered if b["title"] == line), "")
        messages = say(chosen if isinstance(line, Choice) else line)
        offered = [b for m in messages for b in m["buttons"]]
        said.append((bare(" ".join(m["text"] for m in messages)), [b["title"] for b in offered]))
    return said


def in_app(desk: Desk, kit: Kit, counts: list[int]) -> Said:
    """The talk in an app, once it is known how many messages each turn gives."""
    vendor = desk.vendors[kit.name]
    said: Said = []
    keys: list[str] = []
    for line, expected in zip(TALK, counts, strict=True):
        before = len(vendor.messages)
        number = said[-1][1].index(line) + 1 if isinstance(line, Choice) else 0
        if number and kit.native:
            request = kit.presses(keys[number - 1], new_id())
        else:
            request = kit.says(str(number or line), new_id())
        assert desk.sends(kit, request).status_code == 200
        calls = vendor.waits_for(before + expected)[before:]
        texts = [kit.text(c) for c in calls]
        titles = [title for c in calls for title, _ in kit.choices(c)]
        keys = [key for c in calls for _, key in kit.choices(c)]
        listed = re.compile(r"^\d+: (.+)$", re.M)
        numbered = [t for text in texts for t in listed.findall(text)]
        plain = " ".join(listed.sub("", text).replace(words.BY_NUMBER, "") for text in texts)
        said.append((bare(plain), numbered or titles))
    return said


@pytest.fixture(scope="module")
def on_api(desk: Desk) -> Said:
    return over_api(desk)


def counted(desk: Desk) -> list[int]:
    """How many messages each turn of the talk gives."""
    counts: list[int] = []
    talk = Talk(desk.server.address)

    def say(text: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = talk.say(text)["messages"]
        counts.append(len(messages))
        return messages

    _led(say)
    return counts


@pytest.fixture(scope="module")
def counts(desk: Desk) -> list[int]:
    return counted(desk)


def test_the_talk_goes_through_answers_the_check_and_an_emergency(on_api: Said) -> None:
    texts = [text for text, _ in on_api]
    assert len(texts) == 20 and len({t for t in texts}) >= 18
    assert "Sources:" in texts[1]
    assert all("None of these" in on_api[n][1] for n in (10, 11, 12))
    assert "911" in texts[18] and "911" in texts[19]


def test_the_website_says_the_same(desk: Desk, on_api: Said) -> None:
    assert over_web(desk) == on_api


@pytest.mark.parametrize("app", KITS)
def test_an_app_says_the_same(desk: Desk, on_api: Said, counts: list[int], app: str) -> None:
    assert in_app(desk, KITS[app], counts) == on_api


def test_rasa_shell_says_the_same_in_80_columns(desk: Desk, on_api: Said) -> None:
    port, data = desk.server.address.rpartition(":")[2], desk.server.data_dir
    command = ["-m", "rasa", "shell", "-p", str(free_port()), "--model", str(MODEL)]
    command += ["--endpoints", str(data / "run" / f"endpoints-{port}.yml")]
    env = {**os.environ, **QUIET, "DATA_DIR": str(data / "shell"), "TERM": "dumb", "LOG_LEVEL": "CRITICAL"}
    env["CHARLEY_SECRET"] = (data / "secret.key").read_text()  # what its action server takes
    shell = pexpect.spawn(
        sys.executable,
        command,
        cwd=str(ROOT),
        env=env,
        timeout=START_SECONDS,
        encoding="utf-8",
        use_poll=True,
        dimensions=(24, 80),
    )
    said: Said = []
    cited = 0
    shell.expect_exact(READS)
    for number, line in enumerate(TALK):
        shell.expect("Your input ->")
        offered = on_api[number - 1][1] if isinstance(line, Choice) else []
        shell.sendline(str(offered.index(line) + 1) if offered else line)
        shell.expect_exact(READ)
        shell.expect_exact(READS)
        lines = [printed(raw) for raw in shell.before.splitlines()]
        assert max(map(len, lines)) <= 80
        if any(n.startswith("Sources:") for n in lines):
            assert any(n.startswith("[1] ") for n in lines), "a source begins a line of its own"
            cited += 1
        numbered = [re.fullmatch(r"  \d+: (.+)", n) for n in lines]
        text = "".join(n for n, choice in zip(lines, numbered, strict=True) if not choice)
        said.append((bare(text), [choice[1] for choice in numbered if choice]))
    shell.sendline("/stop")
    shell.expect(pexpect.EOF)
    shell.close()
    assert said == on_api
    assert cited


READS, READ = "\x1b[?2004h", "\x1b[?2004l"
"""What a terminal is told when the shell begins to read a line, and when it has one."""


def printed(raw: str) -> str:
    """A line of a terminal without its colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw).rstrip()


@pytest.mark.parametrize("app", KITS)
def test_a_forged_request_reaches_nothing(desk: Desk, app: str) -> None:
    before = len(desk.vendors[app].seen)
    kit = KITS[app]
    assert desk.sends(kit, kit.forge(kit.says("hello", new_id()))).status_code == 403
    assert len(desk.vendors[app].seen) == before


@pytest.mark.parametrize("app", KITS)
def test_the_same_event_five_times_is_answered_once(desk: Desk, app: str) -> None:
    kit, vendor = KITS[app], desk.vendors[app]
    before = len(vendor.messages)
    request = kit.says("what is a foot cramp?", new_id(), "447700900555")
    assert [desk.sends(kit, request).status_code for _ in range(5)] == [200] * 5
    vendor.waits_for(before + 1)
    desk.sends(kit, kit.says("thanks", new_id(), "447700900555"))
    calls = vendor.waits_for(before + 2)[before:]
    assert "Sources:" in kit.text(calls[0]) and "Sources:" not in kit.text(calls[1])


def test_nobody_is_named_in_stores_and_logs(desk: Desk) -> None:
    held: dict[str, bytes] = {}
    for path in desk.server.data_dir.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):  # SQLite drops its helper files at any time
            if path.suffix != ".key" and path.name != "facts.sqlite":
                held[path.name] = path.read_bytes()
    assert all(held[name] for name in ("conversations.sqlite", "deliveries.sqlite", "rasa.log"))
    people = (b"447700900123", b"447700900555", b"Canary", b"canary-token", b"xoxb-canary")
    for secret in people:
        assert [p for p, b in held.items() if secret in b] == []
    for said in (b"heart is racing", b"water pill", b"foot cramp"):
        assert [p for p in ("conversations.sqlite", "deliveries.sqlite", "rasa.log") if said in held[p]] == []


def test_without_secrets_an_app_is_off_and_says_so(server: Server) -> None:
    log = (server.data_dir / "logs" / "rasa.log").read_text()
    for name, kit in KITS.items():
        assert f"{name.capitalize()} is off: {next(iter(kit.variables))}" in log
        url = f"{server.address}/webhooks/{name}/webhook"
        assert requests.post(url, data=b"{}", timeout=10).status_code == 404
    assert PUBLIC not in log
