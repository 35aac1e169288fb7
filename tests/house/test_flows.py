"""The pictures of the talk are those of the rules and the questions as they are."""

import pytest

from bot import flows


@pytest.fixture(scope="module")
def page():
    return flows.page()


def test_the_page_is_what_the_rules_and_the_check_make(page):
    assert flows.PAGE.read_text(encoding="utf-8") == page, "run `charley flows`"


def test_every_question_and_every_rule_file_is_drawn(page):
    for name in ("answers.yml", "check.yml", "keeping.yml", "talk.yml", "own.yml"):
        assert name in page
    assert page.count("```mermaid") == 8
    assert "utter_forget" in page and "check_form" in page
