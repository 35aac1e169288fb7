"""Content that breaks an editorial rule is refused with file, line, what is wrong and what to do; what was
built before goes on serving. The shapes and references of content/ are in test_bad_content.py."""

import re
from dataclasses import replace

import pytest

from bot.store import build, checks, content, editorial, grams, reading
from bot.store.content import ContentError
from bot.store.facts import Facts

pytestmark = pytest.mark.slow

FACT = "facts/quinine.yml"
ANSWER = "answers/quinine.yml"
RULE = "red_flags/RF-14.yml"
CONFLICT = "conflicts/C-09.yml"
GAPS = "gaps.yml"
GLOSSARY = "glossary.yml"
REGISTER = "ids.txt"
SEEDS = "seed_grams.txt"
TODAY = "2026-11-21"
FIRST, SECOND = "treatment.quinine-us", "caution.quinine-harms"
HARD = "Considerable individual variability necessitates professional reconsideration of alternatives."


def sub(pattern, new, count=1):
    """A change of the first places that match; the test is void if there are fewer."""

    def change(text):
        changed, found = re.subn(pattern, new, text, count=count, flags=re.M | re.S)
        assert found == count, f"{pattern} matches {found} times"
        return changed

    return change


def fact(identity, pattern, new):
    """A change of one fact."""
    return sub(rf"(- id: {re.escape(identity)}\n(?:(?!- id:).)*?){pattern}", rf"\g<1>{new}")


def after(line):
    return lambda text: f"{text.rstrip()}\n{line}\n"


def superseded(identity, by):
    return fact(identity, r"status: \w+", f"status: superseded\n    superseded_by: {by}")


def both(*changes):
    def change(text):
        for one in changes:
            text = one(text)
        return text

    return change


def known_run(text):
    """The file of seeds with the first 7 words of a sentence of ours among its hashes."""
    run = next(grams.runs("In the United States, the drug regulator (FDA) says not to use quinine"))
    return f"{text}{grams.hashed(run)}\n"


# What is spoiled: file, change, the file that is named, what the refusal says.
SPOILED = {
    "an answer claims what nothing carries": (
        ANSWER,
        after("gap: Bananas stop cramps."),
        ANSWER,
        "no source carries",
    ),
    "a gap claims what nothing carries": (
        GAPS,
        both(sub(r"say: >-\n\s+I give no doses.*?\n", "say: Bananas stop cramps.\n")),
        GAPS,
        "no source carries",
    ),
    "the operator's text is never said": (
        RULE,
        sub(r"^operator:\n", "operator:\n  - Sleep well.\n"),
        RULE,
        "never says 'Sleep well.'",
    ),
    "a fact supersedes itself in a circle": (
        FACT,
        both(superseded(FIRST, SECOND), superseded(SECOND, FIRST)),
        FACT,
        "circle",
    ),
    "a fact is superseded by itself": (FACT, superseded(FIRST, FIRST), FACT, "circle"),
    "a fact is superseded by nothing known": (
        FACT,
        superseded(FIRST, "no.fact"),
        FACT,
        "'no.fact' does not exist",
    ),
    "a fact is superseded by nothing": (
        FACT,
        fact(FIRST, r"status: \w+", "status: superseded"),
        FACT,
        "superseded_by",
    ),
    "a fact has a successor and is told": (
        FACT,
        after("    superseded_by: caution.quinine-harms"),
        FACT,
        "go together",
    ),
    "a rule has an unknown status": (RULE, sub(r"^status: \w+", "status: fine"), RULE, "fine"),
    "a fact is approved and was never reviewed": (
        FACT,
        fact(FIRST, r"status: \w+", "status: approved"),
        FACT,
        "reviewed",
    ),
    "a review is due on no day": (
        FACT,
        fact(FIRST, r"next_review: \S+", "next_review: soon"),
        FACT,
        "next_review",
    ),
    "an answer tells a retired conflict": (
        CONFLICT,
        sub(r"status: \w+", "status: retired"),
        "answers/pad_testing.yml",
        "'C-09' is retired",
    ),
    "a conflict is told by no answer": (
        "answers/pad_testing.yml",
        sub(r"^conflicts:.*?\n", ""),
        CONFLICT,
        "no answer tells",
    ),
    "a gap cannot be brought up": (
        GAPS,
        sub(r"keys: \[how much magnesium.*?\]", "keys: []"),
        GAPS,
        "Give it `keys:`",
    ),
    "a gap is of an unknown topic": (GAPS, sub(r"topic: \w+", "topic: nowhere"), GAPS, "'nowhere'"),
    "a gap names an unknown fact": (GAPS, sub(r"facts: \[\]", "facts: [no.fact]"), GAPS, "'no.fact'"),
    "a gap is answered by nothing": (
        GAPS,
        sub(r"^    state: open", "    state: answered"),
        GAPS,
        "answered by no fact",
    ),
    "a gap has an unknown state": (GAPS, sub(r"^    state: open", "    state: maybe"), GAPS, "maybe"),
    "a gap's id is taken": (GAPS, sub(r"id: N-02", "id: N-01"), GAPS, "'N-01' is taken"),
    "a gap gives a dose": (GAPS, sub(r"I give no doses", "Take 300 mg, and I give no doses"), GAPS, "dose"),
    "a fact says you have": (
        FACT,
        fact(FIRST, "plain: ", "plain: You have poor blood flow. "),
        FACT,
        '"you have"',
    ),
    "a fact says so you have": (
        FACT,
        fact(FIRST, "plain: ", "plain: So you have an illness. "),
        FACT,
        '"you have"',
    ),
    "a rule says you suffer from": (
        RULE,
        sub("reason: ", "reason: You suffer from low salt. "),
        RULE,
        "diagnosis",
    ),
    "a conflict says you have": (
        CONFLICT,
        sub("say: '", "say: 'You have a narrow artery. "),
        CONFLICT,
        '"you have"',
    ),
    "a fact is hard to read": (FACT, fact(FIRST, "plain: ", f"plain: {HARD} "), FACT, "reads at grade"),
    "a rule is hard to read": (RULE, sub("reason: ", f"reason: {HARD} "), RULE, "reads at grade"),
    "a conflict is hard to read": (CONFLICT, sub("say: '", f"say: '{HARD} "), CONFLICT, "reads at grade"),
    "a gap is hard to read": (
        GAPS,
        sub(r"\n      I give no", f"\n      My sources: {HARD} I give no"),
        GAPS,
        "reads at grade",
    ),
    "the glossary has an unknown key": (GLOSSARY, sub("^terms:", "words: [x]\nterms:"), GLOSSARY, "words"),
    "the glossary is empty": (GLOSSARY, sub("^terms:.*", "terms: []\n"), GLOSSARY, "terms"),
    "seven words are copied from a seed": (
        SEEDS,
        known_run,
        FACT,
        "copies 'in the united states the drug regulator'",
    ),
    "a hash of the seeds is none": (SEEDS, after("tomorrow"), SEEDS, "'tomorrow' is no hash"),
    "an id vanished": (GAPS, sub("id: N-01", "id: N-77"), REGISTER, "gap 'N-01' is gone"),
    "a fact's id vanished": (
        REGISTER,
        after("fact treatment.gone"),
        REGISTER,
        "Restore it with `status: retired`",
    ),
    "an id changed its kind": (
        REGISTER,
        sub("^gap N-01$", "conflict N-01"),
        GAPS,
        "was a conflict and is a gap now",
    ),
    "a retired id is used again": (
        REGISTER,
        sub(f"^fact {FIRST}$", f"fact {FIRST} retired"),
        FACT,
        "never reused",
    ),
    "the register is spoiled": (REGISTER, after("what is this line"), REGISTER, "Restore the line"),
}
LATER_THAN_BUILT = {
    "reads at grade",
    "copies",
    "is no hash",
    "no answer tells",
    "Give it `keys:`",
    "answered by no",
}
"""What the check alone refuses; all else cannot be built either."""


def spoil(folder, file, change):
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def refusal(folder, **how):
    with pytest.raises(ContentError) as caught:
        checks.inspect(folder, how.pop("today", TODAY), **how)
    return caught.value.problems


@pytest.mark.parametrize("file, change, named, says", SPOILED.values(), ids=SPOILED)
def test_it_is_refused_with_its_place_and_what_to_do(folder, served, known, file, change, named, says):
    spoil(folder, file, change)
    problems = refusal(folder)
    for problem in problems:
        where, _, text = problem.partition(": ")
        assert re.fullmatch(r"[\w.-]+/[\w.-]+\.(yml|txt):[1-9]\d*", where), problem
        assert re.search(r"[.\"]\s[A-Z]|Allowed: ", text), f"what to do is missing: {problem}"
    assert any(p.partition(":")[0].endswith(named) and says in p for p in problems), problems
    if not any(part in says for part in LATER_THAN_BUILT):
        with pytest.raises(ContentError):
            build.build(editorial.load(folder), served)
    assert Facts(served, expected=known.digest).facts("quinine")


def test_the_line_is_that_of_the_sentence(folder):
    spoil(folder, FACT, fact(SECOND, "plain: ", f"plain: {HARD} "))
    lines = (folder / FACT).read_text().splitlines()
    (problem,) = refusal(folder)
    assert problem.startswith(f"{FACT}:{next(n for n, line in enumerate(lines, 1) if HARD in line)}: ")


def test_the_file_of_seeds_may_not_be_missing(folder):
    (folder / SEEDS).unlink()
    assert refusal(folder) == (f"content/{SEEDS}:1: is missing. Restore it from git.",)


def test_a_review_that_is_due_is_told_and_refused_when_strict(folder):
    spoil(folder, FACT, fact(FIRST, r"next_review: \S+", "next_review: 2026-11-20"))
    (told,) = checks.inspect(folder, TODAY).warnings
    assert told.startswith(f"{FACT}:") and "due on 2026-11-20" in told
    assert refusal(folder, strict=True) == (told,)
    assert checks.inspect(folder, "2026-11-20", strict=True).warnings == ()


def test_a_new_id_is_told_and_refused_when_strict(folder):
    spoil(folder, REGISTER, sub(f"^fact {FIRST}\n", ""))
    (told,) = checks.inspect(folder, TODAY).warnings
    assert told.endswith(f"id {FIRST!r} is new. Run: charley content register")
    assert refusal(folder, strict=True) == (told,)


@pytest.mark.parametrize(
    "text", ["If you have weak kidneys, ask.", "You have been told so.", "As you have PAD, rest."]
)
def test_a_condition_is_no_diagnosis(folder, text):
    spoil(folder, FACT, fact(FIRST, "plain: ", f'plain: "{text}" #'))
    assert content.load(folder)


def test_facts_that_are_hard_together_are_refused(known):
    text = "Potassium supplementation requires careful monitoring."
    hard = replace(known, glossary=(*known.glossary, *text.rstrip(".").split()))
    hard = replace(hard, fact_list=tuple(replace(f, plain=text) for f in known.fact_list))
    assert any("its facts read at grade" in p for p in reading.hard(hard, ()))
