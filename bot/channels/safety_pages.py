"""The safety file (docs/safety/*.md) as pages of the website."""

from __future__ import annotations

import html
import logging
from collections.abc import Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.settings import ROOT

FOLDER = ROOT / "docs" / "safety"
INDEX = "/chat/safety"
NAMES = ("intended-use", "limits", "hazard-log", "rules", "clinical-sign-off")
PATHS: Mapping[str, Path] = {f"{INDEX}/{name}": FOLDER / f"{name}.md" for name in NAMES}
"""Each page's route, and the file that it shows."""

logging.getLogger("markdown_it").setLevel(logging.INFO)  # else 31,000 lines at a start that logs everything
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: the safety file of Charley</title>
<link rel="icon" href="/chat/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/chat/site.css">
</head>
<body>
<main>
{body}</main>
<footer><p><a href="/chat/safety">The safety file</a> · <a href="/chat/">Back to the start</a></p></footer>
</body>
</html>
"""


def page(route: str) -> bytes:
    """The page of a route of `PATHS`.

    Raises:
        OSError: its file cannot be read.
    """
    tokens = _tokens(PATHS[route])
    return _made(_title(tokens), _READER.renderer.render(tokens, _READER.options, {}))


def index() -> bytes:
    """The page that lists the safety file.

    Raises:
        OSError: a file cannot be read.
    """
    listed = "".join(
        f'<li><a href="{route}">{html.escape(_title(_tokens(path)))}</a></li>\n'
        for route, path in PATHS.items()
    )
    return _made("Contents", f"<h1>The safety file</h1>\n<ul>\n{listed}</ul>\n")


def _made(title: str, body: str) -> bytes:
    return _PAGE.format(title=html.escape(title), body=body).encode()


def _tokens(path: Path) -> list[Token]:
    """The file taken apart, without comments; links to files that the website does not serve are text."""
    read = _READER.parse(path.read_text(encoding="utf-8"))
    tokens = [t for t in read if not _is_comment(t)]
    for n, token in enumerate(tokens):
        if token.type.startswith("th_") and not tokens[n + 1 if token.nesting > 0 else n - 1].content:
            token.tag = "td"  # the empty corner of a table heads nothing
        token.children = _linked(token.children) if token.children else token.children
        if token.tag == "th" and token.nesting > 0:
            token.attrSet("scope", "col")
        if token.type in ("th_open", "td_open"):
            token.attrs.pop("style", None)  # the policy forbids it
    return _without_empty_paragraphs(tokens)


def _is_comment(token: Token) -> bool:
    return token.type == "inline" and token.content.startswith("<!--") and token.content.endswith("-->")


def _without_empty_paragraphs(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "paragraph_close" and kept and kept[-1].type == "paragraph_open":
            kept.pop()
        else:
            kept.append(token)
    return kept


def _linked(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    opened: list[bool] = []
    for token in children:
        if token.type == "link_open":
            address = _address(str(token.attrGet("href")))
            opened.append(address is not None)
            if address is None:
                continue
            token.attrSet("href", address)
        elif token.type == "link_close" and not opened.pop():
            continue
        kept.append(token)
    return kept


def _address(link: str) -> str | None:
    """Where a link of the file leads on the website; None where it leads to no page of it."""
    if link.startswith(("https://", "#")):
        return link
    file, mark, part = link.partition("#")
    route = f"{INDEX}/{file.removesuffix('.md')}"
    return route + mark + part if route in PATHS else None


def _title(tokens: list[Token]) -> str:
    return next((tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open"), "")
