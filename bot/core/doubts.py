"""What is unsure and asked about: which question the advice puts, and what answers it.

A bare no answers only a question that the last reply put (docs/decisions/foundations.md, 6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bot.core.explain import concepts_of
from bot.core.findings import join
from bot.core.model import SELF, Fired, Heard, RedFlag, State


def question(fired: Fired, state: State, rule: RedFlag, *, anew: bool = False) -> str:
    """What the advice asks about a rule in this turn; empty where it asks nothing.

    It asks when the rule became unsure, or is told in full ``anew``; with every reminder of an
    emergency; and, when some of the rule's signs were just denied, about the next that was not.
    """
    if fired.how != "unsure" or fired.about != SELF:
        return ""
    if anew or fired.since == state.turn or fired.level == "emergency":
        return rule.ask
    denied = {f.concept: f.turn for f in state.findings if f.about == SELF and f.status == "absent"}
    left = [ask for sign, ask in rule.signs.items() if sign not in denied]
    just_now = any(denied.get(sign) == state.turn for sign in rule.signs)
    return left[0] if left and just_now else ""


def asked(state: State, rules: Mapping[str, RedFlag], *, anew: bool = False) -> str | None:
    """The unsure concept that this turn's advice asks about: that of the most urgent rule said. In a
    crisis nothing is asked, so that no later "no" can answer it."""
    if any(rules[f.rule].crisis for f in state.verdict.fired if f.rule in rules):
        return None
    unsure = {f.concept for f in state.findings if f.status == "uncertain" and f.about == SELF}
    emergency = state.verdict.level == "emergency"
    for fired in state.verdict.for_person(SELF):
        said = fired.rule in rules and (fired.level == "emergency" or not emergency)
        if said and question(fired, state, rules[fired.rule], anew=anew):
            found = next((c for c in fired.because if c in unsure), None)
            if found:
                return found
    return None


def settled(
    before: State,
    heard: Iterable[Heard],
    rules: Mapping[str, RedFlag],
    *,
    denies: bool,
    serious: Collection[str],
) -> tuple[Heard, ...]:
    """The doubt that the last reply asked about, taken back where its signs are denied: all of them by
    name, or by a no that says more (``denies``) and names none. Nothing ``serious`` may be told with it,
    and every rule that the doubt alone keeps up must know its signs."""
    doubt = before.asked
    told = {h.concept: h.status for h in join(heard) if h.about == SELF}
    if doubt is None or doubt in told or before.focus != SELF:
        return ()
    held = [f for f in before.verdict.for_person(SELF) if doubt in f.because and f.level != "none"]
    absent = {f.concept for f in before.findings if f.about == SELF and f.status == "absent"}
    absent |= {concept for concept, status in told.items() if status == "absent"}
    holds = {concept for concept, status in told.items() if status in ("present", "uncertain")}
    for fired in held:
        rule = rules[fired.rule]
        if not rule.signs or holds & {*serious, *concepts_of(rule)}:
            return ()
        if not denies and not absent.issuperset(rule.signs):
            return ()
    return (Heard(doubt, "absent"),) if held else ()
