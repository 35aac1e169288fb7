"""The website's files: each under a name of its own, with headers that let nothing else run."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import safety_pages
from bot.settings import ROOT

STATIC = Path(__file__).resolve().parents[1] / "web" / "static"
REFERENCE = ROOT / "docs" / "reference" / "index.html"

_HTML, _JS, _CSS, _TEXT = (f"text/{kind}; charset=utf-8" for kind in ("html", "javascript", "css", "plain"))
FILES: dict[str, tuple[Path, str]] = {
    "/chat/": (STATIC / "index.html", _HTML),
    "/chat/full": (STATIC / "full.html", _HTML),
    "/chat/embed": (STATIC / "embed.html", _HTML),
    "/chat/reference": (REFERENCE, _HTML),
    "/chat/charley.js": (STATIC / "charley.js", _JS),
    "/chat/icon.svg": (STATIC / "icon.svg", "image/svg+xml"),
    "/favicon.ico": (STATIC / "icon.svg", "image/svg+xml"),  # asked for where a page names no icon
    "/chat/site.js": (STATIC / "site.js", _JS),
    "/chat/site.css": (STATIC / "site.css", _CSS),
    "/chat/notices.txt": (STATIC / "notices.txt", _TEXT),
}
_EMBEDDED = "/chat/charley.js"
"""The one file that other sites load."""

_STYLE = re.compile(rb"<style>(.*?)</style>", re.S)
_FRESH = 300


@dataclass(frozen=True)
class Page:
    """A file as it is sent: plain, packed, and its headers."""

    plain: bytes
    packed: bytes
    headers: dict[str, str]
    kind: str

    def answer(self, request: Request) -> HTTPResponse:
        """The response: nothing when the browser has it already, packed where it can unpack."""
        if self.headers["ETag"] in request.headers.get("if-none-match", ""):
            return response.raw(b"", status=304, headers=self.headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers = {**self.headers, "Content-Encoding": "gzip"}
            return response.raw(self.packed, headers=headers, content_type=self.kind)
        return response.raw(self.plain, headers=self.headers, content_type=self.kind)


def policy(styles: tuple[bytes, ...] = ()) -> str:
    """The content security policy: this server's own files, the styles given by their hash, and no
    script may write markup but lit's templates."""
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in styles)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self'{hashes}",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",  # the visit summary is opened by a form
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html",
        )
    )


def page(route: str) -> Page:
    """The file of a route.

    Raises:
        OSError: it cannot be read.
    """
    path, kind = FILES[route]
    return _sent(route, path.read_bytes(), kind)


def safety() -> dict[str, Page]:
    """The pages of the safety file, by route.

    Raises:
        OSError: one cannot be read.
    """
    made = {route: safety_pages.page(route) for route in safety_pages.PATHS}
    made[safety_pages.INDEX] = safety_pages.index()
    return {route: _sent(route, plain, _HTML) for route, plain in made.items()}


def _sent(route: str, plain: bytes, kind: str) -> Page:
    headers = {
        "Content-Security-Policy": policy(tuple(_STYLE.findall(plain)) if kind == _HTML else ()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Resource-Policy": "cross-origin" if route == _EMBEDDED else "same-origin",
        "Cache-Control": f"public, max-age={_FRESH}",
        "ETag": f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    return Page(plain, gzip.compress(plain, 9, mtime=0), headers, kind)


def blueprint() -> Blueprint:
    """The routes of the website's files, read once."""
    routes = Blueprint("charley_pages")
    for route in FILES:
        _add(routes, route, page(route))
    for route, made in safety().items():
        _add(routes, route, made)
    return routes


def _add(routes: Blueprint, route: str, served: Page) -> None:
    async def file(request: Request) -> HTTPResponse:
        return served.answer(request)

    name = route.strip("/").replace("/", "_").replace(".", "_")
    routes.add_route(file, route, methods=["GET", "HEAD"], name=name)
