"""The pictures of the talk are those of the rules and the questions as they are."""

from bot import flows


def test_the_page_is_what_the_rules_and_the_check_make():
    assert flows.PAGE.read_text(encoding="utf-8") == flows.page(), "run `charley flows`"


def test_every_question_and_every_rule_file_is_drawn():
    page = flows.page()
    for name in ("answers.yml", "check.yml", "keeping.yml", "talk.yml", "own.yml"):
        assert name in page
    assert page.count("```mermaid") == 8
    assert "utter_forget" in page and "check_form" in page
