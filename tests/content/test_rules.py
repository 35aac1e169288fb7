"""Every rule of content: its examples, its words, and what it keeps back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import sayable
from bot.core.model import SELF, STATUSES, Finding, State, rank
from bot.serve import house
from tests.content.asking import Shelf, only, pages

CONTENT = house().content
RULES = CONTENT.rules
NOW = 1.8e9
MOTHER = "other:mother"


def each_rule_with(kind):
    """Each rule that has examples of this kind, with them."""
    examples = {rule: CONTENT.examples[rule][kind] for rule in RULES if CONTENT.examples[rule][kind]}
    return pytest.mark.parametrize("rule, texts", examples.items(), ids=examples)


def fired(text):
    return {f.rule for f in house().listen(text, State(), NOW)[0].verdict.fired}


@each_rule_with("fires")
def test_a_rule_fires_at_what_its_file_says_it_fires_at(rule, texts, hold):
    hold(texts, lambda text: "" if rule in fired(text) else "is silent")


def marked(kind):
    """Rule and example that hearing does not get right yet, or did not when it was marked."""
    pairs = [(rule, text) for rule in RULES for text in CONTENT.examples[rule][kind]]
    return pairs or pytest.skip(f"no example is marked as {kind}")


def test_a_rule_fires_at_what_it_should_fire_at(hold):
    def wrong(pair):
        return "" if pair[0] in fired(pair[1]) else "is silent"

    hold(marked("missed"), wrong, named=": ".join, missed=lambda _: "missed", strict=False)


def test_a_rule_is_silent_at_what_it_should_be_silent_at(hold):
    def wrong(pair):
        return "fires" if pair[0] in fired(pair[1]) else ""

    hold(marked("false_alarms"), wrong, named=": ".join, missed=lambda _: "a false alarm", strict=False)


@each_rule_with("silent")
def test_a_rule_is_silent_at_what_its_file_says_it_is_silent_at(rule, texts, hold):
    hold(texts, lambda text: "fires" if rule in fired(text) else "")


@pytest.mark.slow  # every topic under every rule
@pytest.mark.parametrize("about", [SELF, MOTHER])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_topic_tells_what_a_rule_withholds(rule, about):
    shelf = Shelf(CONTENT)
    for topic in CONTENT.topics:
        withheld = {}
        for page in pages(topic, shelf, only(rule, about), about):
            told = [shelf.by_id[f] for f in page.facts]
            assert not any(f.urges & rule.withholds_urges for f in told), topic
            assert not any(f.id in rule.withholds_facts for f in told), topic
            assert not (rule.withholds_all and told), topic
            notes = [shelf.conflicts[n.origin] for n in page.notes if n.origin in shelf.conflicts]
            assert not any(c.urges & rule.withholds_urges for c in notes), topic
            withheld |= dict(page.withheld)
        kept = {
            f.id
            for f in shelf.facts(topic)
            if sayable(f, shelf)
            and (f.urges & rule.withholds_urges or f.id in rule.withholds_facts or rule.withholds_all)
        }
        assert withheld == dict.fromkeys(kept, rule.id), topic


@pytest.mark.slow  # likewise
@pytest.mark.parametrize("rule", [None, *RULES.values()], ids=["no rule", *RULES])
def test_a_caveat_is_told_with_its_fact_or_the_rule_speaks_in_its_place(rule):
    shelf = Shelf(CONTENT)
    for topic in CONTENT.topics:
        for page in pages(topic, shelf, only(rule)):
            said = {s.origin for s in page.sentences}
            for fact in (shelf.by_id[f] for f in page.facts):
                if fact.serve == "with_caveat":
                    assert fact.conflicts, fact.id
                    missing = set(fact.conflicts) - said
                    assert not missing or (rule and rule.id in said), (topic, fact.id, missing)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rules_words_fill_in_only_what_can_be_filled_in(rule):
    for name, text in rule.advice.items():
        allowed = {"{call}", *(f"{{{contact}}}" for contact in CONTENT.contacts)}
        allowed |= {"{who}"} if "other" in name else set()
        assert set(re.findall(r"\{.*?\}", text)) <= allowed, name


@pytest.mark.parametrize("rule", [r for r in RULES.values() if r.level == "emergency"], ids=lambda r: r.id)
def test_an_emergency_says_whom_to_call_in_one_block_and_answers_nothing_else(rule):
    assert rule.withholds_all
    for name in ("self", "other", "unsure", "reminder", "reminder_other"):
        assert "{call}" in rule.advice[name], name
        assert "\n\n" not in rule.advice[name], name


SALTS_AND_WATER = {"water", "salt", "potassium", "magnesium", "sports_drink"}


@pytest.mark.parametrize(
    "rule, urges",
    [("RF-08", {"walk"}), ("RF-09", {"walk"}), ("RF-14", SALTS_AND_WATER), ("RF-16", SALTS_AND_WATER)],
)
def test_what_must_be_withheld_is(rule, urges):
    assert urges <= RULES[rule].withholds_urges


def test_no_two_rules_share_a_name():
    assert len({r.name for r in RULES.values()}) == len(RULES)


_CONCEPTS = sorted(house().concepts)
_FINDINGS = st.builds(
    Finding,
    st.sampled_from(_CONCEPTS),
    st.sampled_from(STATUSES),
    st.sampled_from([SELF, MOTHER]),
    st.integers(1, 5),
    st.floats(NOW - 20 * 86400, NOW),
)


@given(st.lists(_FINDINGS, max_size=10), st.sampled_from(_CONCEPTS), st.sampled_from([SELF, MOTHER]))
def test_one_more_present_finding_never_lowers_the_level(known, concept, about):
    before = house().judge(tuple(known), State(), NOW)
    after = house().judge((*known, Finding(concept, "present", about, 6, NOW)), State(), NOW)
    assert rank(after.level) >= rank(before.level)


@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    assert house().listen(text, State(), NOW)[0].turn == 1


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_concept_that_a_rule_listens_for_is_in_its_map(rule):
    listens = {concept for options in (*rule.all_of, rule.any_of) for concept in options}
    assert listens <= {concept for concepts in CONTENT.maps[rule.id].values() for concept in concepts}
