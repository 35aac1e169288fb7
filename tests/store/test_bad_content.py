"""Content that is spoiled in one place is refused, and the refusal names that place."""

import re

import pytest

from bot.store import build, content
from bot.store.content import ContentError
from bot.store.facts import Facts

pytestmark = pytest.mark.slow

FACT = "facts/quinine.yml"
RULE = "red_flags/RF-14.yml"
GUARD = "red_flags/RF-16.yml"
SOURCE = "sources/oster-2020.yml"
ANSWER = "answers/quinine.yml"
LONG_ANSWER = "answers/treatment_now.yml"
CONFLICT = "conflicts/C-01.yml"
WORDS = "lexicon/medicines.yml"
DERIVED = "lexicon/derived.yml"


def sub(pattern, new):
    """A change of the first place that matches; the test is void if there is none."""

    def change(text):
        changed, count = re.subn(pattern, new, text, count=1, flags=re.M | re.S)
        assert count == 1, f"nothing matches {pattern}"
        return changed

    return change


def add(line):
    return lambda text: f"{text.rstrip()}\n{line}\n"


# What is spoiled: file, change, what the refusal says.
SPOILED = {
    "a fact cites an unknown source": (FACT, sub(r"source: \S+", "source: nobody"), "source 'nobody'"),
    "a fact cites nothing": (FACT, sub(r"cites:\n.*?(?=^    \w)", "cites: []\n"), "cites"),
    "a fact's id is no id": (FACT, sub(r"- id: \S+", "- id: Not an id"), "id"),
    "a fact is for an unknown topic": (FACT, sub(r"topics: \[", "topics: [nowhere, "), "topic 'nowhere'"),
    "a fact is of no topic": (FACT, sub(r"topics: \[.*?\]", "topics: []"), "topics"),
    "a fact names an unknown conflict": (
        FACT,
        sub(r"conflicts: \[", "conflicts: [C-99, "),
        "conflict 'C-99'",
    ),
    "a fact urges what is unheard of": (FACT, sub(r"urges: \[.*?\]", "urges: [dance]"), "dance"),
    "a fact has an unknown key": (FACT, sub(r"^    kind:", "    colour: red\n    kind:"), "colour"),
    "a fact lacks a key": (FACT, sub(r"^    kind: \S+\n", ""), "kind"),
    "a fact has a key twice": (FACT, sub(r"^    kind:", "    kind: a\n    kind:"), "'kind' stands twice"),
    "a fact is served in an unknown way": (FACT, sub(r"serve: \S+", "serve: perhaps"), "perhaps"),
    "a fact has an unknown status": (FACT, sub(r"status: \S+", "status: nice"), "nice"),
    "a fact needs its warning": (
        "facts/supplements_magnesium.yml",
        sub(r"^    warning: .*?\n", ""),
        "warning",
    ),
    "a fact gives a dose": (FACT, sub(r"plain: ", "plain: Take 300 mg. "), "dose"),
    "a fact gives a number of tablets": (FACT, sub(r"plain: ", "plain: Take 2 tablets. "), "dose"),
    "a fact tells a diagnosis": (FACT, sub(r"plain: ", "plain: You have a clot. "), "diagnosis"),
    "a fact has no sentence": (FACT, sub(r"plain: .*?\n", 'plain: ""\n'), "plain"),
    "an id is taken": (FACT, sub(r"- id: \S+", "- id: treatment.hand-release"), "'treatment.hand-release'"),
    "an answer leaves out its fact": (LONG_ANSWER, sub(r"^  - treatment.hand.*?\n", ""), "hand-release"),
    "an answer lists an unknown fact": (ANSWER, sub(r"^facts:\n", "facts:\n  - no.fact\n"), "'no.fact'"),
    "an answer offers an unknown topic": (ANSWER, sub(r"next: \[", "next: [nowhere, "), "'nowhere'"),
    "an answer tells an unknown conflict": (ANSWER, sub(r"^conflicts: \[", "conflicts: [C-99, "), "'C-99'"),
    "an answer's button is too long": (ANSWER, sub(r"^title: ", "title: All that is known on "), "title"),
    "an answer's topic is taken": (ANSWER, sub(r"^topic: \w+", "topic: definition"), "'definition'"),
    "a conflict is of no known fact": (CONFLICT, sub(r"^  - \S+", "  - no.fact"), "'no.fact'"),
    "a conflict cites an unknown source": (CONFLICT, sub(r"source: \S+", "source: nobody"), "'nobody'"),
    "a conflict gives a dose": (CONFLICT, sub(r"say: '", "say: 'Drink 500 ml. "), "dose"),
    "a source has an unknown key": (SOURCE, add("colour: red"), "colour"),
    "a source lacks its standing": (SOURCE, sub(r"^standing: .*?\n", ""), "standing"),
    "a source has an impossible date": (SOURCE, sub(r"^updated: .*?\n", "updated: 2020-13-45\n"), "13-45"),
    "a source is a list": (SOURCE, lambda text: "- a\n- b\n", "object"),
    "a rule asks for an unknown concept": (
        RULE,
        sub(r"^    - \[diuretic\]", "    - [nothing]"),
        "concept 'nothing'",
    ),
    "a rule assumes an unknown concept": (RULE, sub(r"assumes: \[cramp", "assumes: [colic"), "'colic'"),
    "a rule asks about a sign it does not listen for": (RULE, add("signs: {rain: Does it rain?}"), "'rain'"),
    "a rule has an unknown level": (RULE, sub(r"^level: \w+", "level: dire"), "dire"),
    "a rule cites nothing": (RULE, sub(r"^cites:\n.*?(?=^\w)", "cites: []\n"), "cites"),
    "a rule lacks words for another person": (RULE, sub(r"^  other:.*?(?=^  unsure)", ""), "other"),
    "a rule lacks its reminder": (RULE, sub(r"^  reminder:.*?(?=^  reminder_other)", ""), "reminder"),
    "a rule hides what it keeps back": (RULE, sub(r"^  withheld: .*?(?=^  withheld_other)", ""), "withheld"),
    "a rule withholds no known fact": (RULE, sub(r"^  urges: ", "  facts: [nil]\n  urges: "), "'nil'"),
    "a rule withholds an unknown urge": (RULE, sub(r"urges: \[water", "urges: [dancing"), "dancing"),
    "a rule has no example": (RULE, sub(r"^fires:\n.*?(?=^silent)", "fires: []\n"), "fires"),
    "a rule gives a dose": (RULE, sub(r"^reason: ", "reason: Take 20 mg. "), "dose"),
    "a rule tells a diagnosis": (RULE, sub(r"^reason: ", "reason: You have DVT. "), "diagnosis"),
    "a rule's id is taken": (GUARD, sub(r"^id: RF-16", "id: RF-14"), "'RF-14'"),
    "a guard has a level": (GUARD, sub(r"^level: none", "level: urgent"), "guard"),
    "a concept has an unknown kind": (WORDS, sub(r"kind: medicine", "kind: potion"), "potion"),
    "a concept's id is taken": (WORDS, sub(r"id: diuretic_planned", "id: cramp"), "'cramp'"),
    "a concept points nowhere": (WORDS, sub(r"planned: \w+", "planned: nothing"), "'nothing'"),
    "a finding follows from nothing known": (DERIVED, sub(r"from: \[", "from: [nothing, "), "'nothing'"),
    "the YAML is broken": (FACT, sub(r"^facts:", "facts: [}"), "YAML"),
    "the YAML builds objects": (SOURCE, sub(r"^title: ", "title: !!python/name:os.system "), "YAML"),
    "the YAML holds itself": (SOURCE, lambda text: "id: &a [*a]\n", "holds itself"),
    "a tab indents": (FACT, sub(r"^  - id", "\t- id"), "YAML"),
    "a file is empty": (FACT, lambda text: "", "empty"),
    "a file holds comments only": (RULE, lambda text: "# later\n", "empty"),
    "a file holds two documents": (SOURCE, add("---\nid: two"), "YAML"),
}  # fmt: skip


def refusal(folder):
    with pytest.raises(ContentError) as caught:
        content.load(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize("file, change, says", SPOILED.values(), ids=SPOILED)
def test_spoiled_content_is_refused_with_file_and_line(folder, file, change, says):
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    problems = refusal(folder)
    assert all(re.match(r"\w+/[\w.-]+\.yml:\d+: ", p) for p in problems), problems
    assert any(file in p and says in p for p in problems), problems


def test_the_line_is_the_line_of_the_trouble(folder):
    path = folder / RULE
    text = path.read_text().replace("urges: [water", "urges: [dancing")
    path.write_text(text)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if "dancing" in line)
    (problem,) = refusal(folder)
    assert problem.startswith(f"{RULE}:{line}: ")


def test_text_that_is_not_utf8_is_refused_with_its_line(folder):
    path = folder / SOURCE
    path.write_bytes(b"id: x\ntitle: caf\xe9\n")
    assert refusal(folder) == (f"{SOURCE}:2: is not UTF-8 text. Save it as UTF-8.",)


@pytest.mark.parametrize("name", ["cues.yml", "people.yml", "derived.yml"])
def test_a_missing_lexicon_file_is_named(folder, name):
    (folder / "lexicon" / name).unlink()
    assert any(p.startswith(f"lexicon/{name}:1: is missing") for p in refusal(folder))


def test_every_problem_is_told_at_once(folder):
    for file in (FACT, RULE, SOURCE):
        (folder / file).write_text("")
    assert len(refusal(folder)) == 3


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_without_content_is_refused_and_named(tmp_path, empty):
    folder = tmp_path / "nowhere"
    if empty:
        folder.mkdir()
    (problem,) = refusal(folder)
    assert str(folder) in problem and "CHARLEY_CONTENT_DIR" in problem


def test_the_database_built_before_still_serves_after_a_refusal(folder, built, known):
    (folder / FACT).write_text("")
    with pytest.raises(ContentError):
        build.build(content.load(folder), built)
    assert Facts(built, expected=known.digest).facts("quinine")
