"""A small world for the tests of core: five rules, eight facts, nothing of content/."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core import triage
from bot.core.model import (
    DAY,
    SELF,
    Cite,
    Concept,
    Conflict,
    Fact,
    Finding,
    Fired,
    Heard,
    PastRule,
    RedFlag,
    Source,
    Topic,
    Verdict,
)

NOW = 1_000 * DAY
MOTHER = "other:mother"

CONCEPTS = {
    id: Concept(id, kind, id)
    for id, kind in {
        "diuretic": "medicine",
        "kidney": "condition",
        "child": "person",
        "cramp": "symptom",
        "palpitations": "symptom",
        "fainting": "symptom",
        "walking": "pattern",
        "resting": "pattern",
        "claudication": "symptom",
        "poor_flow": "condition",
    }.items()
}

SALTS = frozenset({"water", "salt", "potassium"})


def rule(id, level, all_of=(), any_of=(), *, assumes=(), past=None, urges=(), facts=(), all=False):
    """A rule whose every text names the rule and itself."""
    texts = (
        "self",
        "other",
        "unsure",
        "past",
        "past_other",
        "reminder",
        "reminder_other",
        "withheld",
        "withheld_other",
    )
    return RedFlag(
        id=id,
        name=id,
        level=level,
        guard=level == "none",
        all_of=tuple(tuple(options) for options in all_of),
        any_of=tuple(any_of),
        assumes=tuple(assumes),
        past=past or PastRule(),
        advice={t: f"{id} {t}" + (" {who}" if "other" in t else "") for t in texts},
        reason="because",
        ask=f"{id} ask?",
        withholds_urges=frozenset(urges),
        withholds_facts=frozenset(facts),
        withholds_all=all,
        cites=(Cite("S1", "place"),),
    )


RULES = {
    r.id: r
    for r in (
        rule(
            "R-pill",
            "urgent",
            [["diuretic"], ["cramp"]],
            assumes=["cramp"],
            past=PastRule("urgent", 7 * DAY, "none", "none"),
            urges=SALTS,
        ),
        rule(
            "R-heart",
            "emergency",
            [["diuretic"]],
            ["palpitations", "fainting"],
            past=PastRule("urgent", 3 * DAY, "none", "urgent"),
            all=True,
        ),
        rule("R-guard", "none", [["diuretic"]], urges=SALTS, facts=["salty"]),
        rule(
            "R-walk",
            "see_doctor",
            [["claudication", "poor_flow"]],
            past=PastRule("see_doctor"),
            urges=["walk"],
        ),
        rule("R-child", "next_visit", [["child"]]),
    )
}


def finding(concept, status="present", about=SELF, *, turn=1, said_at=NOW, since=None, ended=None):
    """What is known of one concept."""
    return Finding(concept, status, about, turn, said_at, since, ended)


def heard(concept, status="present", about=SELF, **more):
    """One mention."""
    return Heard(concept, status, about, **more)


def judge(*known, now=NOW, turn=1, before=None, rules=None):
    """The verdict of the small world."""
    return triage.judge(
        tuple((rules or RULES).values()), known, concepts=CONCEPTS, now=now, turn=turn, before=before
    )


def levels(verdict, about=SELF):
    """The rules that hold for a person with their levels."""
    return {f.rule: f.level for f in verdict.for_person(about)}


def holding(*rule_ids, about=SELF, since=1, how="present", level=None, because=("diuretic",)):
    """A verdict in which these rules hold for one person."""
    fired = tuple(
        Fired(id, level or RULES[id].level, about, because, since, how)  # the small world's usual cause
        for id in rule_ids
    )
    return Verdict(fired[0].level if fired else "none", fired)


def fact(id, *, urges=(), keys=(), serve="yes", conflicts=(), warning=None, sources=("S1",), clinician=None):
    """A fact that says its own id."""
    return Fact(
        id,
        f"{id} plain.",
        ("t",),
        tuple(Cite(s, "p") for s in sources),
        clinician=clinician,
        serve=serve,
        urges=frozenset(urges),
        keys=tuple(keys),
        warning=warning,
        conflicts=tuple(conflicts),
    )


FACTS = {
    f.id: f
    for f in (
        fact("warned", serve="attributed_with_warning", warning="Careful.", keys=["pills"], urges=["salt"]),
        fact("first", clinician="first clinical."),
        fact("stretching", keys=["stretch", "calf stretch"], sources=("S2", "S1")),
        fact("drink", urges=["water"], keys=["drink"]),
        fact("caveat", serve="with_caveat", conflicts=["C-1"], keys=["shoes"]),
        fact("walking", urges=["walk"]),
        fact("salty"),
        fact("last"),
        fact("unreviewed", serve="after_review", keys=["unreviewed"]),
        fact("lonely", serve="attributed_with_warning", warning="Careful."),
    )
}


@dataclass
class Shelf:
    """A library of the small world."""

    digest: str = "d"
    people: dict = field(default_factory=lambda: {"mother": "your mother"})
    rules: dict = field(default_factory=lambda: RULES)
    topics: dict = field(
        default_factory=lambda: {
            t.id: t
            for t in (
                Topic("long", "Long", "What about it all?", tuple(FACTS)[:9], ("short", "none")),
                Topic("short", "Short", "What is short?", ("first", "last"), (), None, ("C-2",)),
                Topic("lone", "Lone", "Alone?", ("lonely",), ()),
                Topic("none", "None", "What of nothing?", (), (), "Nothing is known."),
                Topic("watery", "Watery", "Drink?", ("drink",), (), None, ("C-3",)),
                Topic("noted", "Noted", "Note?", ("last",), (), None, ("C-3",)),
            )
        }
    )

    lowest_status: str = "under_review"

    def gaps(self, topic):
        return ()

    def topic(self, topic):
        return self.topics.get(topic)

    def facts(self, topic):
        found = self.topics.get(topic)
        return tuple(FACTS[f] for f in found.facts) if found else ()

    def conflict(self, conflict):
        urges = {"C-3": frozenset({"water"})}.get(conflict, frozenset())
        if conflict in {"C-1", "C-2", "C-3"}:
            return Conflict(conflict, f"{conflict} says.", (Cite("S2", "p"),), urges)
        return None

    def source(self, source):
        return Source(source, f"Title {source}", f"Short {source}", "P", "2020", None, None, "standing")
