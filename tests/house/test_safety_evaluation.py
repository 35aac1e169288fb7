"""What `make safety` measures with: bounds, marks, orders and pairs."""

from collections import Counter

import pytest

from bot.language.normalise import normalise
from bot.serve import house
from evals.triage import cases, measures, metamorphic
from evals.triage.cases import Case, Telling
from evals.triage.figures import Figure, unmet, worse

BASES, AROUND = metamorphic.load()
PAIRS = list(metamorphic.pairs(BASES, AROUND))


@pytest.mark.parametrize(
    "count, of, low, high",
    [(0, 120, 0, 0.0303), (0, 480, 0, 0.0077), (120, 120, 0.9697, 1), (1, 2, 0.0126, 0.9874), (0, 0, 0, 1)],
)
def test_bounds_are_exact(count, of, low, high):
    assert Figure("", count, of).bounds == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    "figure, accepted, behind",
    [
        (Figure("missed", 5, 100, most=0), 0.05, False),
        (Figure("missed", 6, 100, most=0), 0.05, True),
        (Figure("missed", 4, 100, most=0), 0.05, False),
        (Figure("kept", 59, 100, least=0.9), 0.6, True),
        (Figure("kept", 597, 1000, least=0.9), 0.6, False),
        (Figure("kept", 61, 100, least=0.9), 0.6, False),
        (Figure("not accepted yet", 0, 100, most=0), None, True),
        (Figure("held to nothing", 50, 100), 0.1, False),
    ],
)
def test_a_figure_is_worse_on_the_wrong_side_of_the_accepted_share(figure, accepted, behind):
    known = {} if accepted is None else {figure.name: accepted}
    assert worse([figure], known) == ([figure] if behind else [])


@pytest.mark.parametrize(
    "figure, met",
    [
        (Figure("", 0, 480, most=0, enough=480), True),
        (Figure("", 1, 480, most=0, enough=480), False),
        (Figure("", 0, 479, most=0, enough=480), False),
        (Figure("", 0, 0, most=0), False),
        (Figure("", 9, 10, least=0.9), True),
        (Figure("", 8, 10, least=0.9), False),
        (Figure("", 8, 10), None),
    ],
)
def test_a_mark_is_met_by_share_and_by_number(figure, met):
    assert figure.met is met
    assert unmet([figure]) == ([figure] if met is False else [])


def told(level, *levels, near=False):
    tellings = tuple(Telling(f"w{n}", got, got, ()) for n, got in enumerate(levels, 1))
    return Case("X", level, True, (), near, (), (), tellings)


def counts(figures):
    return {f.name: (f.count, f.of) for f in figures}


def test_one_level_low_is_missed_strictly_and_not_leniently():
    found = counts(measures.emergencies([told("emergency", "emergency", "urgent", "see_doctor")]))
    assert found["missed, strict, wordings"] == (2, 3)
    assert found[f"missed, {measures.LENIENT}, wordings"] == (1, 3)
    assert found["missed, strict, cases with any of their wordings missed"] == (1, 1)


def test_self_care_and_near_misses_are_counted_apart():
    found = counts(
        measures.overall([told("none", "none", "urgent"), told("none", "none", "none", near=True)])
    )
    assert found["self-care kept at self-care, wordings"] == (3, 4)
    assert found["self-care sent to care today (urgent or more), wordings"] == (1, 4)
    assert found["near-misses (self-care close to a rule) raised at all, wordings"] == (0, 2)
    assert found["same level over all wordings of a case"] == (1, 2)


def test_the_cases_are_all_there():
    known = cases.load()
    assert Counter(c.level for c in known)["emergency"] >= 120
    assert sum(c.level == "none" for c in known) >= 120
    assert all(len(c.wordings) >= 4 and c.drip for c in known)


def test_a_drip_is_told_as_written_and_in_three_other_orders():
    told_in = list(cases.orders(["a", "b", "c", "d"], "X"))
    assert told_in[0] == ("a", "b", "c", "d")
    assert len(set(told_in)) == 4
    assert told_in == list(cases.orders(["a", "b", "c", "d"], "X"))
    assert len(list(cases.orders(["a", "b"], "X"))) == 2


def test_the_pairs_are_enough_distinct_and_the_same_on_every_run():
    assert len(BASES) >= 120
    assert len({b.text for b in BASES}) == len(BASES)
    assert len({p.id for p in PAIRS}) == len(PAIRS)
    falling = [p for p in PAIRS if p.relation in metamorphic.LOWERS and p.kind != metamorphic.WATCHED]
    assert len(falling) >= 1000
    assert metamorphic.load()[0] == BASES
    assert list(metamorphic.pairs(BASES, AROUND)) == PAIRS


def test_a_pair_changes_something():
    assert all(p.messages != (p.base.text,) for p in PAIRS)


def test_a_typo_leaves_the_words_that_carry_the_danger():
    for pair in PAIRS:
        if pair.kind == "typo":
            for start, end in pair.base.keywords:
                assert pair.base.text[start:end] in pair.messages[0], pair.id


def test_no_base_message_is_a_rules_example_or_a_vignette():
    taken = {t for e in house().content.examples.values() for texts in e.values() for t in texts}
    for case in cases.load():
        taken.update(case.wordings, case.drip)
    normal = {normalise(t).text for t in taken}
    assert [b.id for b in BASES if normalise(b.text).text in normal] == []
