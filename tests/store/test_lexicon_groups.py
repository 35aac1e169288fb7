"""Word groups and phrases that cannot be used are refused with file, line, what and what to do."""

import re

import pytest

from bot.store import content, files, lexicon_checks
from bot.store.content import ContentError

GROUPS = """\
groups:
  limb: [leg, legs, <lower>]
  lower: [calf/shin, the <2-4> toes]
"""
WORDS = """\
concepts:
  - id: numb
    kind: symptom
    label: numbness
    words: [numb <limb>/knee, <limb> ... numb]
    quiet: [numb skull]
"""
SPELLING = """\
misspellings:
  {headache: [hedache, hedake], swollen: [swolen]}
"""
FILES = {"groups.yml": GROUPS, "nerves.yml": WORDS, "misspellings.yml": SPELLING}

# What is spoiled: file, what is there, what stands there instead, the line, what the refusal says.
SPOILED = {
    "an unknown group": ("nerves.yml", "<limb>/knee", "<lmib>/knee", 5, "group <lmib> does not exist"),
    "an unknown group in a group": ("groups.yml", "<lower>", "<upper>", 2, "group <upper> does not exist"),
    "an empty group": ("groups.yml", "[calf/shin, the <2-4> toes]", "[]", 3, "group <lower> is empty. Give"),
    "a group of itself": ("groups.yml", "calf/shin", "<lower>", 3, "holds itself: <lower> in <lower>. Take"),
    "a circle of groups": ("groups.yml", "calf/shin", "<limb>", 2, "<limb> in <lower> in <limb>. Take"),
    "a gap in a group": ("groups.yml", "calf/shin", "calf ... shin", 3, "not in a group. Put"),
    "a gap at the end": ("nerves.yml", "<limb> ... numb", "numb <limb> ...", 5, "stands between words"),
    "a gap at the start": ("nerves.yml", "numb skull", "... skull", 6, "stands between words"),
    "an empty side": ("nerves.yml", "<limb>/knee", "<limb>//knee", 5, "a side of / is empty. Put"),
    "a broken mark": ("nerves.yml", "<limb>/knee", "<limb/knee", 5, "<limb is no group. Write <name>"),
    "a capital": ("nerves.yml", "<limb>/knee", "<Limb>/knee", 5, "<Limb> is no group. Write <name>"),
    "numbers that count down": ("groups.yml", "<2-4>", "<4-2>", 3, "<4-2> counts down. Write the lower"),
    "a slip of two words": ("misspellings.yml", "[swolen]", "[hedache]", 2, "stands under 'headache' too"),
    "a slip that is a word": ("misspellings.yml", "[swolen]", "[headache]", 2, "a word with misspellings"),
}  # fmt: skip


def problems(folder, texts):
    for name, text in texts.items():
        (folder / name).write_text(text)
    return list(lexicon_checks.problems({"lexicon": [files.read(folder / name) for name in texts]}))


def test_what_is_right_is_not_refused(tmp_path):
    assert problems(tmp_path, FILES) == []


@pytest.mark.parametrize("file, old, new, line, says", SPOILED.values(), ids=SPOILED)
def test_what_is_spoiled_is_refused_with_file_and_line(tmp_path, file, old, new, line, says):
    assert FILES[file].count(old) == 1
    found = problems(tmp_path, FILES | {file: FILES[file].replace(old, new)})
    assert any(p.startswith(f"{tmp_path.name}/{file}:{line}: ") and says in p for p in found), found


@pytest.mark.slow
@pytest.mark.parametrize(
    "file, old, new, says",
    [
        ("nerves.yml", "<limb>", "<lmib>", "group <lmib> does not exist"),
        ("groups.yml", r"limb: \[leg", "limb: [<limb>, leg", "group <limb> holds itself"),
        ("groups.yml", r"toe: \[.*?\]", "toe: []", "group <toe> is empty"),
        ("groups.yml", r"groups:\n", "groups:\n  Bad: [a]\n", "Bad"),
        ("misspellings.yml", r"\[", "[Capital, ", "Capital"),
    ],
)
def test_content_with_a_spoiled_lexicon_is_refused(folder, file, old, new, says):
    path = folder / "lexicon" / file
    changed, count = re.subn(old, new, path.read_text(), count=1)
    assert count
    path.write_text(changed)
    with pytest.raises(ContentError) as caught:
        content.load(folder)
    assert any(re.match(rf"lexicon/{file}:\d+: ", p) and says in p for p in caught.value.problems)


@pytest.mark.parametrize("name", ["groups.yml", "misspellings.yml"])
def test_a_missing_file_is_named(folder, name):
    (folder / "lexicon" / name).unlink()
    with pytest.raises(ContentError) as caught:
        content.load(folder)
    assert any(p.startswith(f"lexicon/{name}:1: is missing") for p in caught.value.problems)


def test_every_group_is_used(known):
    groups = known.lexicon["groups"]
    phrases = [
        p for c in known.lexicon["concepts"] for k in ("words", "misspelt", "quiet") for p in c.get(k, ())
    ]
    phrases += [p for c in known.lexicon["cues"] for p in c["words"]]
    phrases += [p for members in groups.values() for p in members]
    used = set(re.findall(r"<([a-z][a-z0-9_]*)>", " ".join(phrases)))
    assert set(groups) - used == set()
