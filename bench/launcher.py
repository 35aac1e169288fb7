"""What the website's chat costs a page before anybody opens it: `make launcher`.

Main-thread time in ms, of Debian's Chromium on this machine, from the script's arrival until the button is
painted, on a page that has settled; the median of 11 pages. CPU time, so that a busy machine tells nearly the
same. The mark is 50 ms: a task that long holds up what a reader does.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.channels.pages import STATIC

MARK, PAGES = 50.0, 11
_ADD = (
    "new Promise(done => { const s = document.createElement('script'); s.src = '/charley.js';"
    "s.onload = () => requestAnimationFrame(() => setTimeout(done, 50)); document.body.append(s); })"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def _spent(session: Any) -> float:
    """Milliseconds of main-thread work so far."""
    told = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"]) * 1000


def costs(pages: int = PAGES) -> list[float]:
    """The cost on each of so many pages, in ms, in ascending order.

    Raises:
        SystemExit: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("There is no Chromium here: apt-get install chromium")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(pages):
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/notices.txt")
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = _spent(session)
            page.evaluate(_ADD)
            found.append(_spent(session) - before)
            if not page.locator(".launch").is_visible():
                raise SystemExit("The launcher did not appear")
            page.close()
        browser.close()
    server.shutdown()
    return sorted(found)


def main() -> int:
    """Print the median and the range; 1 where the median is above the mark."""
    found = costs()
    middle = statistics.median(found)
    print(f"launcher: {middle:.1f} ms of main-thread time ({found[0]:.1f} to {found[-1]:.1f}, {PAGES} pages)")
    return int(middle >= MARK)


if __name__ == "__main__":
    sys.exit(main())
