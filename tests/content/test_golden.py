"""Every topic's whole answer as plain text, when nothing is known of the person.

A changed wording shows in the diff of golden/.
To take the new wording: UPDATE_GOLDEN=1 .venv/bin/pytest tests/content/test_golden.py
"""

import os
from pathlib import Path

import pytest

from bot.core import render
from bot.serve import house
from tests.content.asking import pages

GOLDEN = Path(__file__).parent / "golden"
TOPICS = sorted(house().content.topics)
MORE = "\n\n--- more ---\n\n"


@pytest.mark.parametrize("topic", TOPICS)
def test_the_answer_reads_as_it_was_last_approved(topic, facts):
    text = MORE.join(render.plain(page, facts) for page in pages(topic, facts)) + "\n"
    path = GOLDEN / f"{topic}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_text_is_left_of_a_topic_that_is_gone():
    assert {p.stem for p in GOLDEN.iterdir()} == set(TOPICS)
