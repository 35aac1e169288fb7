"""Every rule, from the concepts it listens for: alone, and beside every other one. No words are heard."""

from itertools import combinations, product

import pytest

from bot.core import triage
from bot.core.model import LEVELS, SELF, Finding, State, rank
from bot.serve import house

HOUSE = house()
RULES = HOUSE.content.rules
NOW = 1.8e9
MOTHER = "other:mother"


def conjuncts(rule):
    return [set(options) for options in (*rule.all_of, rule.any_of) if options]


def enough(rule, about):
    """Every smallest set of concepts with which the rule holds, the smallest first."""
    assumed = set(rule.assumes) if about == SELF else set()
    needed = [options for options in conjuncts(rule) if not options & assumed]
    universe = sorted(set().union(*needed))
    found = []
    for size in range(1, len(needed) + 1):
        for concepts in map(set, combinations(universe, size)):
            if not any(known <= concepts for known in found) and all(concepts & o for o in needed):
                found.append(concepts)
    return found


def findings(concepts, about=SELF, status="present"):
    return tuple(Finding(c, status, about, 1, NOW) for c in sorted(concepts))


def judged(*known, rules=None):
    if rules is None:
        return HOUSE.judge(known, State(turn=1), NOW)
    return triage.judge(rules, known, concepts=HOUSE.concepts, now=NOW, turn=1)


def fired(verdict, about=SELF):
    return {f.rule: f for f in verdict.for_person(about)}


def others(rule, concepts):
    return fired(judged(*findings(concepts))).keys() - {rule.id}


ENOUGH = {(r.id, about): enough(r, about) for r in RULES.values() for about in (SELF, MOTHER)}
LONELIEST = {
    r.id: min(ENOUGH[r.id, SELF], key=lambda c, r=r: (len(others(r, c)), sorted(c))) for r in RULES.values()
}
# What a rule's trigger brings with it, whatever else is left out: a writer on a water pill is taken to have
# the cramps that the talk is about, so the warning (RF-14) and its guard (RF-16) come together, and so on.
COMPANIONS = {
    "RF-14": {"RF-16"},
    "RF-15": {"RF-14", "RF-16"},
    "RF-16": {"RF-14"},
    "RF-17": {"RF-19"},
    "RF-19": {"RF-17"},
    "RF-21": {"RF-20"},
    "RF-36": {"RF-57"},
    "RF-37": {"RF-65"},
    "RF-38": {"RF-22"},
    "RF-48": {"RF-57"},
    "RF-59": {"RF-20"},
    "RF-61": {"RF-65"},
    "RF-63": {"RF-17"},
    "RF-64": {"RF-08"},
}
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
each_person = pytest.mark.parametrize("about", [SELF, MOTHER])


@each_person
@each_rule
def test_a_rule_fires_at_its_level_with_just_enough(rule, about):
    for concepts in ENOUGH[rule.id, about]:
        for rules in ([rule], None):
            hit = fired(judged(*findings(concepts, about), rules=rules), about)[rule.id]
            assert (hit.level, hit.how) == (rule.level, "present"), concepts
            assert set(hit.because) <= concepts


@each_person
@each_rule
def test_a_rule_is_silent_with_one_thing_less(rule, about):
    for concepts in ENOUGH[rule.id, about]:
        for left_out in concepts:
            assert rule.id not in fired(judged(*findings(concepts - {left_out}, about)), about), left_out


@each_person
@each_rule
def test_a_rule_is_silent_when_one_thing_of_it_is_not_so(rule, about):
    for status, concepts in product(("absent", "hypothetical", "general"), ENOUGH[rule.id, about]):
        for said in concepts:
            known = findings(concepts - {said}, about) + findings({said}, about, status)
            assert rule.id not in fired(judged(*known), about), (status, said)


@each_rule
def test_what_only_one_person_has_fires_for_nobody_else(rule):
    for concepts in ENOUGH[rule.id, MOTHER]:
        assert fired(judged(*findings(concepts, MOTHER))) == {}


@each_rule
def test_a_rule_fires_alone_but_for_those_that_its_own_trigger_brings(rule):
    assert others(rule, LONELIEST[rule.id]) == COMPANIONS.get(rule.id, set())


@pytest.mark.slow  # every pair
@each_rule
def test_two_rules_at_once_have_the_higher_level_and_withhold_what_both_do(rule):
    for other in RULES.values():
        if other.id <= rule.id:
            continue
        known = findings(LONELIEST[rule.id] | LONELIEST[other.id])
        higher = max(rule.level, other.level, key=rank)
        assert judged(*known, rules=[rule, other]).level == higher, other.id
        verdict = judged(*known)
        hits = fired(verdict)
        assert (hits[rule.id].level, hits[other.id].level) == (rule.level, other.level)
        assert rank(verdict.level) >= rank(higher), other.id
        keeps = triage.limits(verdict, RULES, SELF)
        assert keeps.urges.keys() >= rule.withholds_urges | other.withholds_urges, other.id
        assert keeps.facts.keys() >= rule.withholds_facts | other.withholds_facts, other.id
        assert bool(keeps.everything) >= (rule.withholds_all or other.withholds_all), other.id


@pytest.mark.slow  # every pair
@each_rule
def test_two_rules_for_two_people_have_the_higher_level_and_do_not_mix(rule):
    alone = fired(judged(*findings(LONELIEST[rule.id])))
    for other in RULES.values():
        concepts = ENOUGH[other.id, MOTHER][0]
        verdict = judged(*findings(LONELIEST[rule.id]), *findings(concepts, MOTHER))
        assert rank(verdict.level) >= rank(max(rule.level, other.level, key=rank)), other.id
        assert fired(verdict) == alone, other.id
        assert triage.limits(verdict, RULES, MOTHER) == triage.limits(
            judged(*findings(concepts, MOTHER)), RULES, MOTHER
        )


def test_every_level_has_a_rule():
    assert {r.level for r in RULES.values()} == set(LEVELS)
