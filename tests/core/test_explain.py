from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import findings
from bot.core.explain import Change, Grounds, concepts_of, explain
from bot.core.model import DAY, SELF, STATUSES, State, Verdict, rank
from tests.core.world import CONCEPTS, MOTHER, NOW, RULES, finding, heard, judge

GROUNDS = Grounds(RULES, CONCEPTS, (("claudication", ("walking", "resting")),))


def after(*known, turn=1, grounds=GROUNDS, asked=None):
    """The state of a conversation that holds these findings."""
    verdict = judge(*known, turn=turn, rules=grounds.rules)
    return State(turn=turn, findings=tuple(known), verdict=verdict, asked=asked)


def why(*known, grounds=GROUNDS, now=NOW, **more):
    return explain(after(*known, grounds=grounds, **more), grounds, now)


def names(points):
    return tuple(p.concept for p in points)


@pytest.mark.parametrize("known", [[], [finding("cramp")], [finding("diuretic", about=MOTHER)]])
def test_without_a_rule_that_has_a_level_there_is_nothing_to_explain(known):
    assert why(*known) is None


def test_a_verdict_on_rules_that_content_no_longer_has_is_not_explained():
    assert explain(after(finding("diuretic")), Grounds({}, CONCEPTS), NOW) is None


def test_what_was_told_supports_it_and_what_was_taken_as_so_is_named_apart():
    found = why(finding("diuretic"))
    assert (found.fired.rule, names(found.supports), found.assumed) == ("R-pill", ("diuretic",), ("cramp",))
    assert found.unknown == ()
    told = why(finding("diuretic"), finding("cramp"))
    assert (names(told.supports), told.assumed) == (("diuretic", "cramp"), ())


def test_what_is_assumed_of_the_writer_is_not_assumed_of_another():
    found = why(finding("diuretic", about=MOTHER), finding("cramp", about=MOTHER), finding("cramp"))
    assert (found.fired.about, names(found.supports), found.assumed) == (MOTHER, ("diuretic", "cramp"), ())
    assert all(f.about == MOTHER for f in found.supports)


def test_a_finding_keeps_its_time():
    (support,) = why(finding("claudication", since=NOW - 3 * DAY)).supports
    assert support.since == NOW - 3 * DAY


@pytest.mark.parametrize("status, told", [("absent", True), ("past", True), ("general", False)])
def test_what_is_denied_or_over_speaks_against_it_and_the_general_is_unknown(status, told):
    ended = NOW - 30 * DAY if status == "past" else None
    found = why(finding("diuretic"), finding("palpitations"), finding("fainting", status, ended=ended))
    assert found.fired.rule == "R-heart"
    assert names(found.against) == (("fainting",) if told else ())
    assert found.unknown == (() if told else ("fainting",))


def test_all_told_of_its_trigger_supports_it_but_not_what_only_follows_from_that():
    walk = replace(RULES["R-walk"], all_of=(("walking", "resting", "claudication"),))
    grounds = replace(GROUNDS, rules={"R-walk": walk})
    known = [finding("walking"), finding("resting"), finding("claudication")]
    assert names(why(*known, grounds=grounds).supports) == ("walking", "resting")
    assert names(why(known[2], grounds=grounds).supports) == ("claudication",)


def test_others_are_named_after_the_most_urgent():
    found = why(finding("claudication"), finding("diuretic"), finding("fainting"))
    assert (found.fired.rule, [f.rule for f in found.others]) == ("R-heart", ["R-pill", "R-walk"])


def test_the_answer_that_raises_is_the_one_that_goes_with_what_was_told():
    assert why(finding("diuretic")).raises == Change("palpitations", "emergency")
    assert why(finding("child")).raises == Change("diuretic", "urgent")


def test_an_unsure_finding_told_as_sure_may_be_the_answer():
    found = why(finding("poor_flow", "uncertain"))
    assert found.fired.level == "next_visit"
    grounds = replace(GROUNDS, rules={"R-walk": RULES["R-walk"]})
    assert why(finding("poor_flow", "uncertain"), grounds=grounds).raises == Change("poor_flow", "see_doctor")


def test_what_follows_from_one_more_answer_counts():
    visits = [replace(RULES["R-child"], id=f"R-{c}", all_of=((c,),)) for c in ("walking", "resting")]
    rules = {r.id: r for r in (*visits, RULES["R-walk"])}
    found = why(finding("resting"), grounds=replace(GROUNDS, rules=rules))
    assert found.raises == Change("walking", "see_doctor"), "with resting it amounts to claudication"


def test_nothing_raises_an_emergency():
    assert why(finding("diuretic"), finding("fainting")).raises is None


def test_the_answer_that_ends_it_is_the_one_whose_denial_leaves_least():
    assert why(finding("diuretic")).lowers == Change("diuretic", "none", ends=True)
    found = why(finding("diuretic"), finding("fainting"), finding("claudication"))
    assert found.lowers == Change("diuretic", "see_doctor", ends=True)


def test_where_two_findings_would_each_be_enough_no_one_denial_lowers_it():
    assert why(finding("claudication"), finding("poor_flow")).lowers is None


def test_a_denial_that_ends_one_rule_beside_another_as_urgent_says_so():
    twin = replace(RULES["R-walk"], id="R-twin", all_of=(("child",),))
    grounds = replace(GROUNDS, rules={"R-twin": twin, "R-walk": RULES["R-walk"]})
    found = why(finding("child"), finding("claudication"), grounds=grounds)
    assert found.lowers == Change("child", "see_doctor", ends=True)


def test_a_crisis_is_no_interview():
    crisis = {**RULES, "R-heart": replace(RULES["R-heart"], crisis=True)}
    found = why(finding("diuretic"), finding("fainting"), grounds=replace(GROUNDS, rules=crisis))
    assert names(found.supports) == ("diuretic", "fainting")
    assert (found.unknown, found.raises, found.lowers) == ((), None, None)


def test_nobody_is_asked_about_a_crisis():
    crisis = {**RULES, "R-heart": replace(RULES["R-heart"], crisis=True)}
    found = why(finding("child"), grounds=replace(GROUNDS, rules=crisis))
    assert found.raises == Change("claudication", "see_doctor"), "the pill belongs to the crisis here"


def test_what_the_advice_asks_about_is_told_where_the_rule_rests_on_it():
    unsure = [finding("diuretic"), finding("fainting", "uncertain")]
    assert why(*unsure, asked="fainting").asked == "fainting"
    assert why(*unsure, asked="cramp").asked is None


_KNOWN = st.lists(
    st.builds(
        finding,
        st.sampled_from(sorted(CONCEPTS)),
        st.sampled_from(STATUSES),
        st.sampled_from([SELF, MOTHER]),
        said_at=st.floats(NOW - 20 * DAY, NOW),
        ended=st.none() | st.floats(NOW - 20 * DAY, NOW),
    ),
    max_size=8,
    unique_by=lambda f: (f.concept, f.about),
)


def level_if(state, concept, status, about):
    """The person's level if the next message said just this, found the long way."""
    known = findings.merge(state.findings, [heard(concept, status, about)], now=NOW, turn=2)
    known = findings.derive(known, GROUNDS.derived, now=NOW, turn=2)
    fired = judge(*known, turn=2).for_person(about)
    return max((rank(f.level) for f in fired), default=0)


@settings(deadline=None)  # a busy machine is no mistake of the explanation
@given(_KNOWN)
def test_it_is_total_and_what_it_promises_comes_true(known):
    state = after(*known)
    found = explain(state, GROUNDS, NOW)
    assert found == explain(state, GROUNDS, NOW)
    assert (found is None) is (state.verdict.level == "none")
    if found is None:
        return
    about, level = found.fired.about, rank(state.verdict.level)
    raised = [level_if(state, c, "present", about) for r in RULES.values() for c in concepts_of(r)]
    if found.raises:
        assert level_if(state, found.raises.concept, "present", about) == rank(found.raises.level) > level
    told = {f.concept for f in known if f.about == about and f.status in {"absent", "past"}}
    if not found.raises and not told:
        assert max(raised) <= level
    denied = [level_if(state, c, "absent", about) for c in found.fired.because]
    if found.lowers:
        assert level_if(state, found.lowers.concept, "absent", about) == rank(found.lowers.level)
    if found.lowers is None or rank(found.lowers.level) == level:
        assert min(denied) >= level
    named = {*concepts_of(RULES[found.fired.rule]), *RULES[found.fired.rule].assumes}
    parts = [*names(found.supports), *found.assumed, *names(found.against), *found.unknown]
    assert len(parts) == len(set(parts)) and set(parts) <= named | set(found.fired.because)


def test_any_broken_reference_is_passed_over():
    state = after(finding("diuretic"))
    strange = replace(state.verdict.fired[0], because=("gone",))
    found = explain(replace(state, verdict=Verdict("urgent", (strange,))), GROUNDS, NOW)
    assert names(found.supports) == ("diuretic",)
