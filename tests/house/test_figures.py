"""The figures on the pages are those of the newest results."""

import json

import pytest

from bot.settings import ROOT
from scripts import figures

RESULTS = ROOT / "evals" / "results"


@pytest.mark.parametrize(("page", "name"), figures.PAGES, ids=lambda p: getattr(p, "name", p))
def test_the_page_shows_the_newest_figures(page, name):
    text = page.read_text()
    assert figures.written(text, name, figures.tables()[name]) == text, "run `make figures`"


def test_newer_results_would_change_the_page(tmp_path):
    for path in RESULTS.glob("*.json"):
        told = json.loads(path.read_text())
        (tmp_path / path.name).write_text(json.dumps(told))
        if path.name.startswith("safety-2026-11-29"):
            told["date"] = "2099-01-01"
            told["figures"][0]["count"] = 471
            (tmp_path / "safety-2099-01-01-abc.json").write_text(json.dumps(told))
            (tmp_path / "safety-2099-01-02-abc-changed.json").write_text("{}")
    assert "| 471 of 496 |" in figures.table(tmp_path)
    assert "| 471 of 496 |" not in figures.table(RESULTS)


def test_a_figure_that_is_gone_and_a_page_without_markers_are_told(tmp_path):
    with pytest.raises(LookupError, match="no results"):
        figures.table(tmp_path)
    with pytest.raises(LookupError, match="markers"):
        figures.written("a page", "bots", "figures")
