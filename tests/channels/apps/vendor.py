"""A vendor's API on loopback: keeps what it is sent, and answers as a test plans."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

WAIT = 30.0


@dataclass
class Planned:
    """One answer: after ``delay`` seconds; with status 0 the connection is closed without one."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=lambda: {"ok": True})
    delay: float = 0.0


@dataclass
class Seen:
    """One call."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float


class Vendor:
    """See the module. ``plan`` is for calls whose path ends as messages' do; all others get 200 at once."""

    def __init__(self, messages_end: tuple[str, ...]) -> None:
        self.seen: list[Seen] = []
        self.plan: deque[Planned] = deque()
        self.always = Planned()
        self._ends = messages_end
        self._news = threading.Condition()
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                is_json = "json" in self.headers["Content-Type"]
                answer = vendor.take(
                    Seen(
                        self.path,
                        dict(self.headers),
                        json.loads(raw) if is_json else dict(parse_qsl(raw, keep_blank_values=True)),
                        time.monotonic(),
                    )
                )
                time.sleep(answer.delay)
                if answer.status == 0:
                    self.close_connection = True
                    return
                body = json.dumps(answer.body).encode()
                try:
                    self.send_response(answer.status)
                    for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client did not wait

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def take(self, seen: Seen) -> Planned:
        """Keep a call; what to answer."""
        with self._news:
            self.seen.append(seen)
            self._news.notify_all()
            if not self._is_message(seen):
                return Planned()
            return self.plan.popleft() if self.plan else self.always

    @property
    def messages(self) -> list[Seen]:
        """The calls that sent a message, tries included."""
        return [s for s in list(self.seen) if self._is_message(s)]

    def waits_for(self, count: int) -> list[Seen]:
        """The messages, once there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.messages) >= count, WAIT), (
                f"{len(self.messages)} messages of {count} came"
            )
        return self.messages

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _is_message(self, seen: Seen) -> bool:
        return seen.path.endswith(self._ends) and "sender_action" not in seen.body
