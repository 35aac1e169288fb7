"""What a file of content/ says, in the words of core."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from bot.core.model import DAY, Cite, Conflict, Fact, Gap, PastRule, RedFlag, Source, Topic


def cites(raw: Mapping[str, Any]) -> tuple[Cite, ...]:
    """The places in sources that something rests on."""
    return tuple(Cite(c["source"], c["place"], c.get("marker", "")) for c in raw["cites"])


def source(raw: Mapping[str, Any]) -> Source:
    """A source as core knows it."""
    return Source(
        id=raw["id"],
        title=raw["title"],
        short=raw["short"],
        publisher=raw["publisher"],
        date=raw.get("date"),
        url=raw.get("url"),
        licence=raw.get("licence"),
        standing=raw["standing"],
        updated=raw.get("updated"),
        authors=tuple(raw.get("authors") or ()),
        cite_as=raw.get("cite_as") or "",
        origin=raw.get("origin") or "",
        audience=raw.get("audience"),
        review_stage=raw.get("review_stage"),
    )


def fact(raw: Mapping[str, Any]) -> Fact:
    """A fact as core knows it."""
    return Fact(
        id=raw["id"],
        plain=raw["plain"],
        topics=tuple(raw["topics"]),
        cites=cites(raw),
        clinician=raw.get("clinician"),
        kind=raw["kind"],
        serve=raw["serve"],
        urges=frozenset(raw["urges"]),
        keys=tuple(raw["keys"]),
        warning=raw.get("warning"),
        conflicts=tuple(raw.get("conflicts", ())),
        status=raw["status"],
        reviewed=raw["reviewed"],
        next_review=raw["next_review"],
    )


def conflict(raw: Mapping[str, Any]) -> Conflict:
    """A conflict as core knows it."""
    return Conflict(raw["id"], raw["say"], cites(raw), frozenset(raw.get("urges", ())))


def topic(raw: Mapping[str, Any], live: Container[str]) -> Topic:
    """A topic as core knows it; ``live`` holds the ids of the facts that may be told."""
    return Topic(
        raw["topic"],
        raw["title"],
        raw["question"],
        tuple(f for f in raw["facts"] if f in live),
        tuple(raw["next"]),
        raw.get("gap"),
        tuple(raw.get("conflicts", ())),
    )


def rule(raw: Mapping[str, Any]) -> RedFlag:
    """A rule as core knows it."""
    return RedFlag(
        id=raw["id"],
        name=raw["name"],
        level=raw["level"],
        guard=raw.get("guard", False),
        all_of=tuple(tuple(options) for options in raw["when"].get("all_of", ())),
        any_of=tuple(raw["when"].get("any_of", ())),
        assumes=tuple(raw.get("assumes", ())),
        past=_past(raw.get("past", {})),
        advice=dict(raw["advice"]),
        reason=raw["reason"],
        ask=raw.get("ask", ""),
        withholds_urges=frozenset(raw["withholds"].get("urges", ())),
        withholds_facts=frozenset(raw["withholds"].get("facts", ())),
        withholds_all=raw["withholds"].get("all", False),
        cites=cites(raw),
        label=raw.get("label", ""),
        status=raw["status"],
        operator=tuple(raw.get("operator", ())),
        crisis=raw.get("crisis", False),
        signs=dict(raw.get("signs", {})),
    )


def gap(raw: Mapping[str, Any]) -> Gap:
    """A gap as core knows it."""
    return Gap(raw["id"], raw["topic"], tuple(raw["keys"]), raw["say"], raw["asks"], raw.get("state", "open"))


def _past(raw: Mapping[str, Any]) -> PastRule:
    days = raw.get("within_days")
    return PastRule(
        raw.get("level", "none"),
        days * DAY if days is not None else None,
        raw.get("later", "none"),
        raw.get("unknown", "none"),
    )
