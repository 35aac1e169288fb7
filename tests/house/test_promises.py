"""The four changes that the house promises to be small, each done as its page says, in a copy of the tree.

Each is counted in files written by hand, checked by the real command, and made once more with a slip.
Not done here: training Rasa on the new question (minutes; `make test` trains the real one).
"""

import filecmp
import os
import subprocess
import sys
from shutil import copytree

import pytest
import yaml

from bot.settings import ROOT
from tests.house import questions

pytestmark = pytest.mark.slow
COPIED = ("content", "data", "docs/contract")
FACT = "content/facts/stretching.yml"
WORDS = "content/lexicon/activity.yml"
OLD = "Regular stretching is advised to prevent foot cramps."
NEW = "Stretching regularly is advised to prevent foot cramps."


@pytest.fixture
def tree(tmp_path):
    """A copy of what the four changes touch."""
    for name in COPIED:
        copytree(ROOT / name, tmp_path / name)
    (tmp_path / "domain.yml").write_bytes((ROOT / "domain.yml").read_bytes())
    return tmp_path


def change(tree, file, old, new):
    text = (tree / file).read_text()
    assert text.count(old) >= 1, f"{file} does not hold {old!r}"
    (tree / file).write_text(text.replace(old, new, 1))


def differing(tree):
    """The files that are new or changed in the copy."""
    files = [p.relative_to(tree) for p in tree.rglob("*") if p.is_file()]
    return {str(f) for f in files if not (ROOT / f).exists() or not filecmp.cmp(tree / f, ROOT / f, False)}


def run(tree, *command):
    environment = {**os.environ, "CHARLEY_CONTENT_DIR": str(tree / "content")}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def charley(tree, *words):
    return run(tree, "bot.cli", "content", *words)


def fired(tree, text):
    code = "import sys; from bot.serve import house; from bot.core.model import State; "
    code += "print(*(f.rule for f in house().listen(sys.argv[1], State(), 1.8e9)[0].verdict.fired))"
    environment = {**os.environ, "CHARLEY_CONTENT_DIR": str(tree / "content")}
    told = subprocess.run(
        [sys.executable, "-c", code, text], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


def test_a_fact_is_corrected_in_one_file(tree):
    change(tree, FACT, OLD, NEW)
    assert differing(tree) == {FACT}
    assert charley(tree, "check").returncode == 0
    told = charley(tree, "diff", str(ROOT / "content"), str(tree / "content")).stdout
    assert "prevention.regular-stretching" in told and "stretching" in told
    assert charley(tree, "trace", NEW).returncode == 0
    assert charley(tree, "trace", OLD).returncode == 1
    change(tree, FACT, "source: droracle-2025", "source: nowhere-2025")
    slipped = charley(tree, "check")
    assert (
        slipped.returncode == 1
        and "facts/stretching.yml" in slipped.stderr
        and "nowhere-2025" in slipped.stderr
    )


def test_a_synonym_is_added_in_one_file(tree):
    change(tree, WORDS, "words: [workout,", "words: [zorbing, workout,")
    assert differing(tree) == {WORDS}
    assert charley(tree, "check").returncode == 0
    heard = "import sys; from bot.serve import house; "
    heard += "print(*(h.concept for h in house().ears.hear('after zorbing my calf hurts').heard))"
    environment = {**os.environ, "CHARLEY_CONTENT_DIR": str(tree / "content"), "CHARLEY_ENCODER": "off"}
    command = [sys.executable, "-c", heard]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert "exercise" in told.stdout.split(), told.stderr
    change(tree, WORDS, "words: [zorbing,", "words: [zorbing <nowhere>,")
    slipped = charley(tree, "check")
    assert (
        slipped.returncode == 1 and "lexicon/activity.yml" in slipped.stderr and "nowhere" in slipped.stderr
    )


def test_a_red_flag_is_added_in_one_file_and_the_register(tree):
    new = "content/red_flags/RF-99.yml"
    text = (ROOT / "content" / "red_flags" / "RF-64.yml").read_text()
    (tree / new).write_text(
        text.replace("id: RF-64", "id: RF-99").replace("level: see_doctor", "level: urgent", 1)
    )
    assert charley(tree, "register").returncode == 0
    assert differing(tree) == {new, "content/ids.txt"}
    assert charley(tree, "check").returncode == 0
    assert "RF-99" in fired(tree, "my dad's being tested for PAD")
    change(tree, new, "silent:\n", "silent:\n  - my dad's being tested for PAD\n")
    slipped = run(
        tree,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/content/test_rules.py",
        "-k",
        "silent and RF-99",
    )
    assert slipped.returncode == 1 and "1 failed" in slipped.stdout
    change(tree, new, "[pad_suspected]", "[pad_suspectd]")
    slipped = charley(tree, "check")
    assert slipped.returncode == 1 and "RF-99.yml" in slipped.stderr and "pad_suspectd" in slipped.stderr


NEW_QUESTION = {
    "data/nlu/ask_warm_bath.yml": 'version: "3.1"\nnlu:\n- intent: ask_warm_bath\n'
    "  examples: |\n    - is a bath good\n",
    "content/answers/warm_bath.yml": "topic: warm_bath\ntitle: Warm baths\nquestion: Does a warm bath help?\n"
    "facts:\n  - prevention.regular-stretching\nnext: [stretching]\n",
}
RULE = "rules:\n  - rule: answer ask_warm_bath\n    steps:\n"
RULE += "      - intent: ask_warm_bath\n      - action: action_answer\n"
EDITED = {
    "domain.yml": ("  - ask_quinine:\n", "  - ask_warm_bath:\n      use_entities: []\n  - ask_quinine:\n"),
    "data/rules/answers.yml": ("rules:\n", RULE),
    "docs/contract/topics.yaml": ("about_cramps:\n", "about_cramps:\n  warm_bath: warm baths\n"),
}


def question(tree, without=None):
    for file, text in NEW_QUESTION.items():
        if file != without:
            (tree / file).write_text(text)
    for file, (old, new) in EDITED.items():
        if file != without:
            change(tree, file, old, new)


def test_a_question_is_added_in_five_files_and_the_register(tree):
    question(tree)
    assert charley(tree, "register").returncode == 0
    assert differing(tree) == {*NEW_QUESTION, *EDITED, "content/ids.txt"}
    assert questions.wrong(tree) == []
    checked = charley(tree, "check")
    assert checked.returncode == 0, checked.stderr
    intents = yaml.safe_load((tree / "domain.yml").read_text())["intents"]
    assert {"ask_warm_bath": {"use_entities": []}} in intents


@pytest.mark.parametrize("left_out", [*NEW_QUESTION, *EDITED])
def test_a_question_that_lacks_a_file_is_told(tree, left_out):
    question(tree, without=left_out)
    assert any("ask_warm_bath" in line for line in questions.wrong(tree))


def test_every_question_is_whole():
    assert questions.wrong(ROOT) == []
