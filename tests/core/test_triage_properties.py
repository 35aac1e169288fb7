"""What holds for any findings whatever."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import DAY, LEVELS, SELF, STATUSES, Finding, rank
from tests.core.world import CONCEPTS, MOTHER, NOW, judge

PEOPLE = (SELF, MOTHER)
TIMES = st.floats(NOW - 30 * DAY, NOW + DAY)
FINDINGS = st.builds(
    Finding,
    concept=st.sampled_from([*CONCEPTS, "unheard_of"]),
    status=st.sampled_from(STATUSES),
    about=st.sampled_from(PEOPLE),
    turn=st.integers(0, 9),
    said_at=TIMES,
    since=st.none() | TIMES,
    ended=st.none() | TIMES,
)
KNOWN = st.lists(FINDINGS, max_size=12)


@given(KNOWN)
def test_any_findings_give_one_verdict_that_agrees_with_itself(known):
    verdict = judge(*known)
    assert verdict == judge(*known)
    urgency = [rank(f.level) for f in verdict.fired]
    assert urgency == sorted(urgency, reverse=True)
    assert rank(verdict.level) == max(urgency, default=0)
    assert all(f.because and f.level in LEVELS for f in verdict.fired)
    assert all(f.about == SELF or f.about in {k.about for k in known} for f in verdict.fired)


@given(KNOWN, st.randoms())
def test_the_order_of_findings_changes_nothing(known, chance):
    once = list({(f.concept, f.about): f for f in known}.values())
    shuffled = chance.sample(once, len(once))
    assert judge(*once) == judge(*shuffled)


@given(KNOWN, st.sampled_from(list(CONCEPTS)), st.sampled_from(PEOPLE))
def test_one_more_present_finding_never_lowers_a_level(known, concept, about):
    before, after = judge(*known), judge(*known, Finding(concept, "present", about, 9, NOW))
    levels = {(f.rule, f.about): rank(f.level) for f in after.fired}
    assert rank(after.level) >= rank(before.level)
    assert all(levels.get((f.rule, f.about), -1) >= rank(f.level) for f in before.fired)


@given(KNOWN, st.sampled_from(list(CONCEPTS)), st.sampled_from(PEOPLE))
def test_a_doubt_never_lowers_what_silence_left(known, concept, about):
    silent = [f for f in known if (f.concept, f.about) != (concept, about)]
    doubted = judge(*silent, Finding(concept, "uncertain", about, 9, NOW))
    assert rank(doubted.level) >= rank(judge(*silent).level)


@given(KNOWN)
def test_a_verdict_without_anything_present_uncertain_or_past_is_empty(known):
    unsaid = [f for f in known if f.status in {"absent", "general", "hypothetical"}]
    assert judge(*unsaid).fired == ()
