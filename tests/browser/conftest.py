"""Debian's Chromium, driven through the website. In every test: no console error, and no request to
any origin but those that the test names."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.serve import House
from bot.settings import ROOT
from tests.channels.conftest import Gate, Web, gate, parts, serving  # noqa: F401 - fixtures
from tests.journeys.conftest import Server, free_port, start_serve

REQUIRED = bool(os.environ.get("CHARLEY_REQUIRE_BROWSER"))
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = os.environ.get("CHARLEY_PICTURES")
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-sandbox", "--renderer-process-limit=2",
]  # fmt: skip


def missing(what: str) -> None:
    """Skip with a reason; where browsers are required, fail."""
    if REQUIRED:
        pytest.fail(f"{what}, and CHARLEY_REQUIRE_BROWSER is set", pytrace=False)
    pytest.skip(what)


# Of the browser, the server with the stub and the real bot there is one each for all these tests, no longer:
# Playwright keeps an event loop running in this thread, and others' tests run theirs.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing("there is no Chromium here (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Chat:
    """One tab, and what its chat shows."""

    page: Any
    address: str

    @property
    def input(self) -> Any:
        return self.page.get_by_label("Your message")

    @property
    def answers(self) -> Any:
        return self.page.locator(".bot")

    def visit(self, path: str = "/chat/", open_: bool = True) -> Chat:
        """Go to a page of the bot's, and open the chat."""
        self.page.goto(self.address + path)
        if open_ and path == "/chat/":
            self.page.get_by_role("button", name="Ask Charley").click()
        return self

    def say(self, text: str, replies: int = 1) -> Chat:
        """Type and send; back when so many more messages of the bot's are there."""
        before = self.answers.count()
        self.input.fill(text)
        self.input.press("Enter")
        return self.waits_for(before + replies)

    def waits_for(self, count: int) -> Chat:
        self.answers.nth(count - 1).wait_for(timeout=30_000)
        return self

    def option(self, name: str) -> None:
        self.page.get_by_role("button", name="Options").click()
        self.page.get_by_role("button", name=name).click()

    def until(self, script: str) -> None:
        """Wait for a condition, asked from outside: the page's policy forbids eval."""
        for _ in range(300):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never came true: {script}")


@dataclass
class Watched:
    """What the tabs of a test asked for and complained of."""

    allowed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    may_lose_the_server: bool = False

    def watch(self, page: Any) -> None:
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("websocket", lambda w: self.asked.append(w.url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)

    def check(self) -> None:
        sent = [
            url.replace("ws:", "http:", 1) for url in self.asked if not url.startswith(("blob:", "data:"))
        ]
        assert {"/".join(url.split("/", 3)[:3]) for url in sent} <= self.allowed
        lost = ("ERR_CONNECTION", "WebSocket is closed", "Error in connection", "ERR_EMPTY_RESPONSE")
        errors = [e for e in self.errors if not (self.may_lose_the_server and any(w in e for w in lost))]
        assert errors == []


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.check()


@pytest.fixture
def tabs(chromium: Any, watched: Watched) -> Iterator[Callable[..., Chat]]:
    """Opens tabs, each a person of its own unless a context is given."""
    contexts = []

    def tab(address: str, context: Any = None, **options: Any) -> Chat:
        if context is None:
            context = chromium.new_context(
                viewport=options.pop("viewport", {"width": 1000, "height": 800}), **options
            )
            contexts.append(context)
        page = context.new_page()
        watched.allowed.add(address)
        watched.watch(page)
        return Chat(page, address)

    yield tab
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, parts: House) -> Iterator[Web]:  # noqa: F811 - the fixture
    """The website, with a stub where Rasa would be."""
    with serving(parts, tmp_path_factory.mktemp("site"), {}) as made:
        yield made


@pytest.fixture
def web(site: Web) -> Web:
    """The website, its stub as new."""
    site.agent.plan = None
    site.agent.heard.clear()
    return site


@pytest.fixture
def chat(tabs: Callable[..., Chat], web: Web) -> Chat:
    """A tab on the website with a stub where Rasa would be."""
    return tabs(web.address)


EMBED_PORT = free_port()


def start_bot(data: Path, port: int | None = None) -> Server:
    """Both processes of the real bot; the embedding site of the tests is listed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARLEY_WIDGET_ORIGINS", f"http://127.0.0.1:{EMBED_PORT}")
        return start_serve(data, port)


@pytest.fixture(scope="package")
def bot(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Server]:
    """The real bot."""
    running = start_bot(tmp_path_factory.mktemp("browser"))
    yield running
    running.stop()


class Elsewhere(SimpleHTTPRequestHandler):
    """Another site, with a strict policy of its own."""

    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def embedding_site(tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """Serves a page at the listed origin (or at a port of its own) and gives its address."""
    servers = []

    def serve(page: str, bot_address: str, port: int = EMBED_PORT) -> str:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(page)
        handler = type("Handler", (Elsewhere,), {})
        handler.policy = (
            f"default-src 'none'; script-src {bot_address}; "
            f"connect-src {bot_address} {bot_address.replace('http', 'ws')}; img-src data:"
        )
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever).start()
        servers.append(server)
        return f"http://127.0.0.1:{port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


class Wire:
    """A wire between browser and bot that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[socket.socket] = []
        self.cut_off = False
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self.cut_off:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._pairs += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(a, b), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self.cut_off = True
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def mend(self) -> None:
        self.cut_off = False

    def close(self) -> None:
        self.cut()
        self._door.close()


@pytest.fixture
def wires() -> Iterator[Callable[[str], Wire]]:
    made: list[Wire] = []

    def wire(address: str) -> Wire:
        made.append(Wire(int(address.rpartition(":")[2])))
        return made[-1]

    yield wire
    for one in made:
        one.close()


@pytest.fixture
def picture() -> Callable[[Chat, str], None]:
    """Keeps a picture for the docs where CHARLEY_PICTURES names a folder."""

    def take(chat: Chat, name: str) -> None:
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            chat.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))

    return take


@pytest.fixture
def axe() -> Callable[[Chat], None]:
    """Holds a tab against axe-core's rules."""
    if not AXE.exists():
        missing("axe-core is not installed (npm ci in widget/)")

    source = AXE.read_text()

    def check(chat: Chat) -> None:
        if not chat.page.evaluate("'axe' in window"):
            chat.page.evaluate(source + "; undefined")
        found = chat.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']})"
            ".then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target)))"
        )
        assert found == []

    return check
