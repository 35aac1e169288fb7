from __future__ import annotations

import html
import re

import httpx
import pytest

from bot.channels import pages, safety_pages
from tests.channels.conftest import Web

SAFETY = [safety_pages.INDEX, *safety_pages.PATHS]
HTML = SAFETY + [route for route, (_, kind) in pages.FILES.items() if kind.startswith("text/html")]


@pytest.mark.parametrize("route", pages.FILES)
def test_every_file_is_served_with_headers_that_let_nothing_else_run(web: Web, route: str) -> None:
    given = web.request("GET", route)
    assert given.status_code == 200
    assert given.content == pages.FILES[route][0].read_bytes()
    assert given.headers["content-type"] == pages.FILES[route][1]
    policy = given.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert given.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("route", HTML)
def test_a_page_holds_no_script_or_style_of_its_own_and_nothing_from_elsewhere(web: Web, route: str) -> None:
    page = web.request("GET", route).text
    assert re.findall(r"<script(?![^>]* src=)[^>]*>|\son\w+=|\sstyle=|javascript:", page) == []
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]*)\"", page)
    assert [address for address in loaded if not address.startswith("/chat/")] == []


@pytest.mark.parametrize("route", SAFETY)
def test_the_safety_file_is_served_under_the_same_policy(web: Web, route: str) -> None:
    given = web.request("GET", route)
    assert given.status_code == 200 and given.headers["content-type"] == "text/html; charset=utf-8"
    assert given.headers["content-security-policy"] == pages.policy()
    assert given.text.count("<h1>") == 1 and "<!--" not in given.text and "&lt;!--" not in given.text


def test_the_safety_file_says_on_the_website_what_its_files_say(web: Web) -> None:
    limits = web.request("GET", "/chat/safety/limits").text
    assert '<a href="/chat/safety/clinical-sign-off">' in limits and '<th scope="col">figure</th>' in limits
    for route, path in safety_pages.PATHS.items():
        shown = html.unescape(re.sub("<[^>]*>", "", web.request("GET", route).text))
        wanted = re.sub(r"<!--.*?-->|\[([^]]*)\]\([^)]*\)", r"\1", path.read_text(), flags=re.S)
        assert set(re.findall(r"\w{4,}", wanted)) - set(re.findall(r"\w{4,}", shown)) <= {"safety"}


def test_the_reference_may_use_its_own_style_by_its_hash(web: Web) -> None:
    assert "'sha256-" in web.request("GET", "/chat/reference").headers["content-security-policy"]


def test_every_link_of_the_pages_leads_somewhere(web: Web) -> None:
    linked = {
        (route, link)
        for route in ("/chat/", "/chat/full", "/chat/embed", *SAFETY)
        for link in re.findall(r"(?:href|src)=\"(/[^\"#]*)", web.request("GET", route).text)
    }
    assert len(linked) > 10
    assert [pair for pair in linked if web.request("GET", pair[1]).status_code != 200] == []


def test_a_file_that_the_browser_has_is_not_sent_again(web: Web) -> None:
    first = web.request("GET", "/chat/charley.js")
    again = httpx.get(f"{web.address}/chat/charley.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_client_that_cannot_unpack_gets_the_file_plain(web: Web) -> None:
    packed = web.request("GET", "/chat/charley.js")
    assert packed.headers["content-encoding"] == "gzip"
    plain = httpx.get(f"{web.address}/chat/charley.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.content == packed.content


def test_only_the_widget_may_be_loaded_by_other_sites(web: Web) -> None:
    policies = {r: web.request("GET", r).headers["cross-origin-resource-policy"] for r in pages.FILES}
    assert [r for r, p in policies.items() if p == "cross-origin"] == ["/chat/charley.js"]


@pytest.mark.parametrize(
    "path", ["/chat/../../secret.key", "/chat/%2e%2e/secret.key", "/chat/index.html", "/chat/x"]
)
def test_nothing_but_the_listed_files_is_served(web: Web, path: str) -> None:
    with httpx.Client(base_url=web.address) as client:
        assert client.get(path).status_code == 404
