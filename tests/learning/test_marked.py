"""The marked messages: read as they say, refused where they cannot be, and all of them sound."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.core.talk import intent_of
from bot.settings import ROOT
from learning import marked
from learning.marked import BadMessage, Mark, parse

CONTRACT = ROOT / "docs" / "contract"
NLU = ROOT / "data" / "nlu"


@pytest.fixture(scope="module")
def messages():
    return marked.read()


def names(*files: str) -> set[str]:
    read = [yaml.safe_load((CONTRACT / file).read_text(encoding="utf-8")) for file in files]
    return {name for groups in read for listed in groups.values() for name in listed}


def test_a_mark_tells_where_what_whether_and_of_whom():
    message = parse("dvt_lookalike, when_to_see_doctor\tmum's {left calf|one_leg+leg_swelling@mother} is up")
    assert message.text == "mum's left calf is up"
    assert message.topics == ("dvt_lookalike", "when_to_see_doctor")
    assert message.marks == (
        Mark(6, 15, "one_leg", "present", "mother"),
        Mark(6, 15, "leg_swelling", "present", "mother"),
    )


def test_marks_on_one_stretch_may_differ_in_status():
    message = parse("-\t{not hot, just red|warmth/absent;redness}")
    assert [(m.concept, m.status) for m in message.marks] == [("warmth", "absent"), ("redness", "present")]


def test_a_statement_asks_nothing():
    assert parse("-\tboth of them").topics == ()


@pytest.mark.parametrize(
    "line, told",
    [
        ("no tab here", "no tab"),
        ("-\ta {mark without end", "not closed"),
        ("-\ta {mark} without a bar", "not closed"),
        ("-\t{x|Two Words}", "cannot read the mark"),
        ("-\t{x|fever/perhaps}", "'perhaps' is no status"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(line, told):
    with pytest.raises(BadMessage, match=f"file.txt:3: .*{told}"):
        parse(line, "file.txt:3")


def test_comments_and_empty_lines_are_no_messages(tmp_path: Path):
    (tmp_path / "a.txt").write_text("# about\n\n-\tmy foot\n", encoding="utf-8")
    assert [m.place for m in marked.read(tmp_path)] == ["a.txt:3"]


def test_every_concept_topic_and_person_of_the_messages_is_known(messages):
    people = yaml.safe_load((ROOT / "content/lexicon/people.yml").read_text(encoding="utf-8"))["people"]
    persons = {p["id"] for p in people} | {marked.SELF, "son", "daughter"}
    concepts = {m.concept for s in messages for m in s.marks}
    assert concepts - names("findings.yaml", "extra_findings.yaml") == set()
    assert {m.person for s in messages for m in s.marks} - persons == set()
    assert {t for s in messages for t in s.topics} - names("topics.yaml") == set()


def test_every_concept_of_the_contract_is_marked_often(messages):
    often = Counter(m.concept for s in messages for m in s.marks)
    assert {c for c in names("findings.yaml") if often[c] < 20} == set()


def test_what_a_message_asks_is_an_intent_of_rasas_training_data(messages):
    intents = {path.stem for path in NLU.glob("*.yml")}
    assert {intent_of(t) for s in messages for t in s.topics} - intents == set()
