"""Every change that waits for a release says what it owes its readers."""

import re

import pytest

from bot.settings import ROOT
from scripts.changelog import KINDS, OWED, Unfinished, gathered, read

FRAGMENTS = sorted(p for p in (ROOT / "changes").glob("*.md") if p.name != "README.md")


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda p: p.name)
def test_each_fragment_can_be_released(path):
    assert read(path).text


@pytest.mark.parametrize(
    "name, text",
    [
        ("a.better.md", "Something."),
        ("a.md", "Something."),
        ("a.fixed.md", " \n"),
        ("a.content.md", "A sentence."),
        ("a.safety.md", "A rule.\n\nWhose answer changes: who limps.\n"),
        ("a.safety.md", "A rule.\n\nWhose answer changes:\nReviewed by: no clinician\n"),
    ],
)
def test_a_fragment_that_owes_something_is_refused_by_name(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(Unfinished, match=re.escape(name)):
        read(tmp_path / name)


def test_a_release_tells_safety_first_and_every_fragment_once(tmp_path):
    (tmp_path / "a.fixed.md").write_text("A bug.\n")
    (tmp_path / "b.safety.md").write_text(
        "A rule.\n\nWhose answer changes: all.\nReviewed by: no clinician\n"
    )
    (tmp_path / "README.md").write_text("How to.")
    text = gathered("1.2.3", "2026-11-30", tmp_path)
    assert text.startswith("## 1.2.3 (2026-11-30)\n")
    assert text.index("A rule.") < text.index("A bug.")
    assert "Whose answer changes: all." in text and "How to." not in text


def test_the_page_for_authors_names_every_kind_and_what_it_owes():
    page = (ROOT / "changes" / "README.md").read_text()
    assert all(f"`{kind}`" in page for kind in KINDS)
    assert all(f"`{line}:`" in page for lines in OWED.values() for line in lines)
