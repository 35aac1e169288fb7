"""A receipt makes its reply again from ids alone, or says why it cannot."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core import advice, answers, receipt, render
from bot.core.advice import Wording
from bot.core.answers import Question
from bot.core.model import SELF, State
from bot.core.receipt import CannotReplay, Receipt
from tests.core.world import MOTHER, RULES, Shelf, holding

SHELF = Shelf()
WORDING = Wording(RULES, SHELF.people, {"US": "911", "UK": "999"})
RESPONSES = {"utter_fine": "All right."}


def kept(*said, verdict=None, **more):
    """A receipt of a reply, after a way through JSON as the journal keeps it."""
    state = State(turn=2, verdict=verdict or holding(), **more)
    made = Receipt(SHELF.digest, receipt.rules_digest(RULES), state.to_dict(), said, receipt.digest(["x"]))
    return Receipt.from_dict(json.loads(json.dumps(made.to_dict())))


def replayed(made, library=SHELF):
    return receipt.replay(made, library, WORDING, RESPONSES)


@pytest.mark.parametrize("register", ["plain", "clinician"])
@pytest.mark.parametrize("verdict", [holding(), holding("R-pill"), holding("R-guard"), holding("R-heart")])
@pytest.mark.parametrize("topic", SHELF.topics)
def test_an_answer_is_made_again_word_for_word(topic, verdict, register):
    said = answers.compose(Question((topic,), register=register), SHELF, verdict)
    outline = answers.outline(said, SELF)
    made = kept(outline, verdict=verdict, register=register)
    assert replayed(made) == (render.plain(said, SHELF),)


def test_an_answer_about_somebody_else_is_made_again_for_them():
    verdict = holding("R-heart", about=MOTHER)
    said = answers.compose(Question(("long",), about=MOTHER), SHELF, verdict)
    assert replayed(kept(answers.outline(said, MOTHER), verdict=verdict)) == (render.plain(said, SHELF),)


@pytest.mark.parametrize("in_full", [True, False])
def test_advice_and_fixed_responses_are_made_again_in_their_order(in_full):
    state = State(turn=2, verdict=holding("R-pill"))
    said = advice.advise(state, WORDING, in_full=in_full)
    flags = {"kind": "advice", "in_full": in_full, "why_at": None}
    made = kept({"kind": "response", "name": "utter_fine"}, flags, verdict=state.verdict)
    assert replayed(made) == ("All right.", render.advice(said, SHELF))


def test_advice_of_which_nothing_holds_any_more_says_nothing():
    assert replayed(kept({"kind": "advice", "in_full": False, "why_at": None})) == ("",)


@pytest.mark.parametrize(
    "library, says",
    [
        (Shelf(digest="other"), "content d; here is other"),
        (
            Shelf(rules={**RULES, "R-pill": replace(RULES["R-pill"], level="see_doctor")}),
            "other safety rules",
        ),
    ],
)
def test_under_other_content_or_other_rules_it_is_not_made_again(library, says):
    with pytest.raises(CannotReplay, match=says):
        replayed(kept({"kind": "response", "name": "utter_fine"}), library)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "response", "name": "utter_gone"},
        {
            "kind": "answer",
            "topics": ["short"],
            "about": SELF,
            "warning": [],
            "points": ["gone"],
            "notes": [],
        },
        {
            "kind": "answer",
            "topics": ["short"],
            "about": SELF,
            "warning": [],
            "points": ["gap:short"],
            "notes": [],
        },
    ],
)
def test_what_is_gone_is_named_and_nothing_is_made_up_for_it(said):
    with pytest.raises(CannotReplay, match="gone|gap:short"):
        replayed(kept(said))


def test_every_part_of_a_rule_and_every_text_counts_in_the_digests():
    rule = RULES["R-pill"]
    seen = {receipt.rules_digest({"R-pill": rule})}
    for changed in (
        replace(rule, level="emergency"),
        replace(rule, withholds_urges=rule.withholds_urges - {"salt"}),
        replace(rule, advice={**rule.advice, "self": "other words"}),
    ):
        seen.add(receipt.rules_digest({"R-pill": changed}))
    assert len(seen) == 4
    assert receipt.digest(["a", "b"]) != receipt.digest(["ab"]) != receipt.digest(["b", "a"])
