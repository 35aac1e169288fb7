"""Every rule can be explained, of everybody, in both registers; what would change it does change it."""

import re

import pytest

from bot.core import explain, reasons
from bot.core.model import SELF, Finding, Heard, State, rank
from bot.serve import house
from bot.settings import COUNTRIES, ROOT
from bot.store.wording import wording
from tests.content.test_every_rule_alone import ENOUGH, findings

HOUSE = house()
WORDING = wording(HOUSE.content, COUNTRIES, None)
RULES = [r for r in HOUSE.content.rules.values() if r.level != "none"]
NOW, MOTHER = 1.8e9, "other:mother"


def state(known, **more):
    verdict = HOUSE.judge(tuple(known), State(turn=1), NOW)
    return State(turn=2, findings=tuple(known), verdict=verdict, **more)


def level_if(carried, concept, status, about):
    """The person's level once one more message says just this, taken in as every message is."""
    after = HOUSE.take_in((Heard(concept, status, about),), carried, NOW)
    return max((rank(f.level) for f in after.verdict.for_person(about)), default=0)


CASES = [pytest.param(r, who, id=f"{r.id}-{who}") for r in RULES for who in (SELF, MOTHER)]


@pytest.mark.slow
@pytest.mark.parametrize("rule, about", CASES)
def test_every_rule_is_explained_and_what_its_explanation_promises_comes_true(rule, about):
    concepts = ENOUGH[rule.id, about][0]
    carried = state(findings(concepts, about))
    found = explain.explain(carried, WORDING.grounds, NOW)
    level = rank(found.fired.level)
    crisis = HOUSE.content.rules[found.fired.rule].crisis
    assert {f.concept for f in found.supports} <= concepts
    if found.raises:
        assert level_if(carried, found.raises.concept, "present", about) == rank(found.raises.level) > level
    if found.lowers:
        assert level_if(carried, found.lowers.concept, "absent", about) == rank(found.lowers.level)
    assert bool(found.raises) is (not crisis and level < rank("emergency")), (
        "chest pain at the least raises it"
    )
    for register in ("plain", "clinician"):
        voice = reasons.Voice(
            WORDING.frames, WORDING.rules, WORDING.grounds.concepts, WORDING.people, register, NOW
        )
        text = "\n".join(reasons.lines(found, voice))
        assert not re.search(r"[{}]|\n\n|\n$| {2}|\.\.", text)
        assert ("[" in text) is (register == "clinician")
        assert (about == SELF) or "your mother" in text


def test_the_frames_of_content_are_those_that_reasons_say():
    code = (ROOT / "bot" / "core" / "reasons.py").read_text()
    asked = set(re.findall(r'(?:say|_listed|_change)\((?:voice, )?"([a-z_.]+)"', code))
    asked |= {"ends", "stays", "lowers", "time.since", "time.ended"}
    asked |= {f"status.{s}" for s in ("uncertain", "absent", "past")}
    asked |= {f"level.{r.level}" for r in RULES}
    assert {f"explain.{name}" for name in asked} == set(HOUSE.content.frames)


def test_a_frame_in_medical_terms_has_the_slots_of_the_plain_one():
    """But for the rule's id and level, which the plain one leaves out."""
    for name, texts in HOUSE.content.frames.items():
        slots = {w: set(re.findall(r"\{(\w+)\}", t)) - {"who", "id"} for w, t in texts.items()}
        assert all(s - {"level"} == slots["plain"] - {"level"} for s in slots.values()), name


def test_what_was_denied_is_told_as_speaking_against_it():
    known = [*findings({"diuretic", "palpitations"}), Finding("vomiting", "absent", SELF, 1, NOW)]
    found = explain.explain(state(known), WORDING.grounds, NOW)
    assert [f.concept for f in found.against] == ["vomiting"]
    voice = reasons.Voice(WORDING.frames, WORDING.rules, WORDING.grounds.concepts, {}, "plain", NOW)
    assert "This speaks against it: vomiting (not so)." in reasons.lines(found, voice)
