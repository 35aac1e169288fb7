"""Content of the short check that is spoiled in one place is refused, and the refusal names that place."""

import pytest

from bot.store import content
from bot.store.content import ContentError
from tests.store.test_bad_content import sub

pytestmark = pytest.mark.slow

DANGER, PATTERN = "check/danger.yml", "check/pattern.yml"
OUTCOMES, COACH, REPLIES = "check/outcomes.yml", "check/coach.yml", "check/replies.yml"

SPOILED = {
    "a question cites nothing": (PATTERN, sub(r"cites:\n.*?(?=^    status)", "cites: []\n"), "cites"),
    "a question cites an unknown source": (
        PATTERN,
        sub(r"source: \S+,", "source: nobody,"),
        "source 'nobody'",
    ),
    "a question tells an unknown concept": (
        DANGER,
        sub(r"chest_pain: present", "nothing: present"),
        "concept 'nothing'",
    ),
    "a question waits for an unknown concept": (
        PATTERN,
        sub(r"when: \[", "when: [nothing, "),
        "concept 'nothing'",
    ),
    "a question tells an unknown status": (DANGER, sub(r"chest_pain: present", "chest_pain: maybe"), "maybe"),
    "two choices have one id": (DANGER, sub(r"id: breath", "id: chest"), "choice 'chest' is taken"),
    "a choice is called none": (DANGER, sub(r"id: breath", "id: none"), "choice 'none' is taken"),
    "a button is too long": (
        DANGER,
        sub(r"title: Chest pain", "title: Chest pain or a tight chest"),
        "too long",
    ),
    "a question names a dose": (
        PATTERN,
        sub(r"ask: Is there pain", "ask: After 5 mg is there pain"),
        "names a dose",
    ),
    "a fourth question is about danger": (
        PATTERN,
        sub(r"^    ask:", "    danger: true\n    ask:"),
        "the fourth",
    ),
    "a question about danger waits": (
        DANGER,
        sub(r"^    danger: true", "    danger: true\n    when: [diuretic]"),
        "asked in every check",
    ),
    "a level has no outcome": (OUTCOMES, sub(r"level: next_visit", "level: urgent"), "one outcome for"),
    "a sentence of a question that nobody carries": (
        PATTERN,
        sub(r"^      - A limp, a fever.*?\n", "      - Something else.\n"),
        "never says",
    ),
    "the coach tells an unknown fact": (
        COACH,
        sub(r"steps: \[", "steps: [nothing.at-all, "),
        "fact 'nothing.at-all'",
    ),
    "the coach's clock rests on an unknown fact": (
        COACH,
        sub(r"fact: contact.over-ten-minutes", "fact: nothing.at-all"),
        "fact 'nothing.at-all'",
    ),
    "a reply has no words": (REPLIES, sub(r"^  skip: \[.*?\]\n", ""), "'skip'"),
    "a button has no title": (REPLIES, sub(r"^  unsure: Not sure\n", ""), "'unsure'"),
    "an id stands twice": (PATTERN, sub(r"id: check.clot-risk", "id: check.swelling"), "check.swelling"),
}


@pytest.mark.parametrize("file, change, told", SPOILED.values(), ids=SPOILED)
def test_it_is_refused_with_its_place(folder, file, change, told):
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        content.load(folder)
    place = "check/"
    assert any(told in problem and problem.startswith(place) for problem in refusal.value.problems)


def test_content_without_a_check_is_content_all_the_same(folder):
    for path in (folder / "check").iterdir():
        path.unlink()
    assert content.load(folder).book.inquiries == ()
