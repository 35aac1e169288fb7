"""What is generated from content/ and kept in git is what content/ gives today."""

import re

from bot.settings import ROOT
from bot.store import editorial, reference

PAGE = ROOT / "docs" / "reference" / "index.html"


def test_the_reference_is_that_of_this_content(known):
    """When it fails: charley content reference"""
    assert PAGE.read_text(encoding="utf-8") == reference.page(known)


def test_the_register_holds_every_id(known):
    """When it fails: charley content register"""
    assert editorial.unregistered(known, editorial.register(ROOT / "content")) == []


def test_the_reference_tells_everything_and_its_links_lead_somewhere(known):
    page = reference.page(known)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    everything = {*(f.id for f in known.fact_list), *known.rules, *known.conflicts, *known.sources}
    assert everything | {g.id for g in known.gaps} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_reference_loads_nothing_from_elsewhere(known):
    assert not re.search(r"<script|<link|src=|@import|url\(", reference.page(known))
