"""Every health sentence leads back to its source, also as a person saw it."""

import re

import pytest

from bot.core.advice import Wording
from bot.settings import COUNTRIES, ROOT
from bot.store import content, proof

QUININE = "In the United States, the drug regulator (FDA) says not to use quinine for night leg cramps."
FAINT = "If you feel very weak, your heart flutters, or you are confused, faint or keep being sick: "


def origins(known, said):
    return [{p.origin for p in proofs} for _, proofs in proof.trace(known, said)]


def test_every_sentence_of_every_kind_is_proven(known):
    proofs = proof.compiled(known)
    assert {p.kind for p in proofs} == {
        *("fact", "conflict", "rule", "gap", "topic", "frame"),
        *("inquiry", "outcome", "coach"),
    }
    parts = {p.part for p in proofs}
    advice = {a for r in known.rules.values() for a in r.advice} | {"other", "clinician_other"}
    check = {"ask_other", "why", "says", "says_other", "watch", "confirms", "corrects", "calms", "care"}
    signs = {s for r in known.rules.values() for s in r.signs}
    assert signs
    assert parts == {"plain", "clinician", "warning", "say", "gap", "reason", "ask"} | advice | check | signs
    assert [p for p in proofs if not p.standing] == []
    assert all(c.source in known.sources and c.place for p in proofs for c in p.cites)
    assert all(p.cites for p in proofs if p.standing == "cited")


@pytest.mark.slow
def test_every_text_that_core_can_say_is_traced(known):
    slots = {"call": Wording({}, {}, COUNTRIES).call(), "who": "your mother"}
    slots |= {name: texts[""] for name, texts in known.contacts.items()}
    texts = [t for f in known.fact_list for t in (f.plain, f.clinician, f"{f.plain} {f.warning or ''}") if t]
    texts += [c.say for c in known.conflicts.values()] + [g.say for g in known.gaps]
    texts += [t.gap for t in known.topics.values() if t.gap]
    for rule in known.rules.values():
        said = [*rule.advice.values(), rule.reason, rule.ask]
        texts += [re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], t) for t in said if t]
    check = [t for q in known.book.inquiries for t in (q.ask, q.ask_other, q.why)] + [known.book.coach.care]
    for o in known.book.outcomes.values():
        check += [o.says, o.says_other, o.watch, o.confirms, o.corrects, o.calms]
    texts += [re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], t) for t in check]
    proofs = proof.compiled(known)
    assert [t for t in texts if not all(found for _, found in proof.find(proofs, known, t))] == []


@pytest.mark.parametrize(
    "said",
    [
        QUININE,
        f"• {QUININE} [1][12]",
        f"- {QUININE} [1, 2]",
        QUININE.upper(),
        QUININE.replace(" ", "\n", 1),
    ],
)
def test_marks_bullets_case_and_line_ends_do_not_matter(known, said):
    assert origins(known, said) == [{"treatment.quinine-us"}]


@pytest.mark.parametrize("call", ["call 911.", "call 911 in the US, 999 in the UK or 112 in Europe."])
def test_a_number_to_call_is_filled_in(known, call):
    assert origins(known, FAINT + call) == [{"RF-14"}]


@pytest.mark.parametrize("who", ["your mother", "your brother or sister", "the person you ask about"])
def test_a_person_is_filled_in(known, who):
    said = (
        f"If {who} does take a water pill (diuretic): please help them speak to the doctor who prescribed "
        "it, or to a pharmacist, about the cramps."
    )
    assert origins(known, said) == [{"RF-14"}]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bananas cure cramps.",
        QUININE.replace("not to use", "to use"),
        f"{FAINT}call 911 and have a bath.",
        FAINT + "call your mother.",
        f"{QUININE} Bananas cure cramps.",
        QUININE[:-5],
    ],
)
def test_what_charley_cannot_have_said_has_no_origin(known, said):
    assert not all(origins(known, said) or [set()])


def test_the_operators_own_text_is_told_as_such(folder, known):
    before = proof.counts(proof.compiled(known))["rule", "operator's"]
    rule = folder / "red_flags" / "RF-14.yml"
    said = "One source calls such cramps possibly life-threatening."
    rule.write_text(rule.read_text().replace("operator:\n", f"operator:\n  - {said}\n", 1))
    changed = content.load(folder)
    ((_, found),) = proof.trace(changed, said)
    assert {p.standing for p in found} == {"operator's"}
    assert proof.counts(proof.compiled(changed))["rule", "operator's"] == before + sum(
        p.origin == "RF-14" for p in found
    )


def test_a_proof_names_origin_source_place_and_standing(known):
    ((_, (found,)),) = proof.trace(known, QUININE)
    told = "\n".join(proof.told(found, known))
    source = known.sources["S-FDA-QUIN"]
    assert all(part in told for part in (found.origin, source.id, found.cites[0].place, source.standing))
    line = re.search(r"facts/quinine\.yml:(\d+)", told)
    assert QUININE in (ROOT / "content" / "facts" / "quinine.yml").read_text().splitlines()[int(line[1]) - 1]
