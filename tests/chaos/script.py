"""What people say while something is broken, and how a reply is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from bot.channels import words
from bot.core.advice import Wording
from bot.core.model import RedFlag
from bot.settings import COUNTRIES, load
from bot.store import content

LATEST = 3.0
"""Seconds within which a reply has to come."""
CALL = Wording({}, {}, COUNTRIES).call()

PILL = ("i take a water pill", "RF-14")
HEART = ("im on furosemide and my heart is racing", "RF-15")
BEFORE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pill": (PILL[1], (PILL[0], "hello", "what is a cramp?")),
    "heart": (HEART[1], (HEART[0], "thanks", "hello")),
}
"""Who had named a danger three turns before the failure: its rule, and all they had said."""

DANGERS = (
    HEART,
    ("left calf is sore and im really out of breath", "RF-01"),
    PILL,
    ("my chest hurts", "RF-02"),
    ("did a huge leg day and now my wee looks like coke", "RF-12"),
    ("just the right calf has swollen up and it feels hot", "RF-03"),
)
QUESTIONS = (
    "why do my feet cramp at night?",
    "how do i stop a cramp",
    "what should i drink then?",
    "does magnesium help?",
    "what is a cramp?",
    "why do old people get cramps",
    "should i stretch before bed",
)
SMALL_TALK = ("thanks", "hello", "who are you?", "ok", "goodbye")

CANARY = "zqcanary"
"""A word that nobody says but here, so that it is seen wherever it gets to."""
CANARIES = (
    f"my name is {CANARY} and i take a water pill",
    f"why do i get cramps {CANARY}",
    f"/{CANARY}{{}}",
    f"is it {CANARY} or quinine, and what about magnesium",
)


@lru_cache(maxsize=1)
def rules() -> Mapping[str, RedFlag]:
    """The rules that the advice has to come from."""
    return content.load(load({}).content_dir).rules


@dataclass(frozen=True)
class Line:
    """One message: who says it, and the rule whose advice the reply has to carry, if any."""

    person: str
    text: str
    rule: str | None = None


def lines(turns: int) -> list[Line]:
    """So many lines. Any five in a row hold a plain question, a danger named now, small talk and a
    question long after danger was named, and a question after danger named during the failure."""
    return list(islice(_rounds(), turns))


def _rounds() -> Iterator[Line]:
    n = 0
    while True:
        said, rule = DANGERS[n % len(DANGERS)]
        earlier = n - n % 3  # followed up one, two and three turns later
        yield Line(f"plain {n}", QUESTIONS[n % len(QUESTIONS)])
        yield Line(f"danger {n}", said, rule)
        yield Line("pill", SMALL_TALK[n % len(SMALL_TALK)], BEFORE["pill"][0])
        yield Line("heart", QUESTIONS[(n + 1) % len(QUESTIONS)], BEFORE["heart"][0])
        follow = QUESTIONS[(n + 2) % len(QUESTIONS)]
        yield Line(f"danger {earlier}", follow, DANGERS[earlier % len(DANGERS)][1])
        n += 1


@dataclass(frozen=True)
class Turn:
    """One reply as it came."""

    line: Line
    reply: Mapping[str, Any]
    seconds: float

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(m["text"] for m in self.reply.get("messages") or ())

    @property
    def empty(self) -> bool:
        """Whether a person would read nothing, in any of its messages or in all."""
        messages = self.reply.get("messages") or ()
        return not messages or any(not m["text"].strip() for m in messages)

    @property
    def late(self) -> bool:
        """Whether it came too late."""
        return self.seconds > LATEST

    @property
    def told_unsaved(self) -> bool:
        """Whether it says that the message was not kept."""
        return words.NOT_SAVED in self.text or words.NOT_REMEMBERED in self.text

    @property
    def apologised(self) -> bool:
        """Whether it is an apology that says where to turn."""
        return self.reply["turn"]["act"] == "apology" and CALL in self.text

    def advised(self, rules: Mapping[str, RedFlag]) -> bool:
        """Whether it carries the advice of the danger that stands: for machines and in words, in the first
        message where it is an emergency. Of rules with the same cause and level one is said."""
        rule = rules[self.line.rule or ""]
        escalation = self.reply["turn"]["escalation"]
        told = {r["id"] for r in escalation["rules"] if r["level"] == rule.level}
        urgent = rule.level == "emergency"
        if self.empty or rule.id not in told or (urgent and escalation["level"] != "emergency"):
            return False
        where = self.reply["messages"][0]["text"] if urgent else self.text
        texts = [rules[i].advice[how] for i in told for how in ("self", "reminder")]
        return any(text.replace("{call}", CALL) in where for text in texts)
