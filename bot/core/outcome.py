"""The words of the check, put together: a question with its choices, why it is asked, the result.

Nothing here holds a medical sentence: every text comes from content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import check
from bot.core.interview import NONE, UNSURE, Book, Choice, Inquiry, Outcome
from bot.core.model import SELF, Answer, Sentence, Verdict, name_of, rank, unique
from bot.core.progress import Progress
from bot.core.talk import answer_payload

Button = dict[str, str]
_MOST = 4
"""How many things that would change a result are named."""


def question(inquiry: Inquiry, choices: Sequence[Choice], who: str | None) -> str:
    """A question, and what it asks about one a line; a plain yes-or-no question stands alone. ``who``
    names a person other than the one who writes."""
    ask = inquiry.ask if who is None else inquiry.ask_other.replace("{who}", who)
    if len(inquiry.choices) == 1:
        return ask
    return "\n".join([ask, *(f"• {c.says}" for c in choices)])


def buttons(inquiry: Inquiry, choices: Sequence[Choice], book: Book) -> list[Button]:
    """What a question offers: its choices, none of them, not sure, and why it is asked."""
    alone = len(inquiry.choices) == 1
    offered = [(c.title, f"{inquiry.id}:{c.id}") for c in choices]
    offered += [(book.titles["no" if alone else NONE], f"{inquiry.id}:{NONE}")]
    offered += [(book.titles[UNSURE], f"{inquiry.id}:{UNSURE}"), (book.titles["why"], "wish:why")]
    return [{"title": title, "payload": answer_payload(sent)} for title, sent in offered]


def why(inquiry: Inquiry) -> Answer:
    """Why a question is asked, with its sources."""
    return Answer(("meta_why",), lead=Sentence(inquiry.why, inquiry.id, inquiry.cites))


def result(book: Book, progress: Progress, verdict: Verdict) -> Outcome | None:
    """What is said of the level in the end; None for an emergency, which says its advice alone."""
    return book.outcomes.get(check.level_of(verdict, progress.about))


def lead(outcome: Outcome, progress: Progress, people: Mapping[str, str]) -> Sentence:
    """The level in a sentence."""
    if progress.about == SELF:
        return Sentence(outcome.says, outcome.level)
    return Sentence(outcome.says_other.replace("{who}", name_of(progress.about, people)), outcome.level)


def because(verdict: Verdict, progress: Progress) -> tuple[str, ...]:
    """The concepts that the level rests on, those of the most urgent rules first."""
    fired = [f for f in verdict.for_person(progress.about) if f.level != "none"]
    return unique(c for f in fired for c in f.because)


def would_change(choices: Sequence[Choice]) -> tuple[str, ...]:
    """What would make a result more urgent, as content says it: the first few."""
    return unique(c.says for c in choices)[:_MOST]


def plans(book: Book) -> list[Button]:
    """The teach-back question's buttons: what each level asks for, the most urgent first."""
    return [
        {"title": o.plan, "payload": answer_payload(f"plan:{o.level}")}
        for o in sorted(book.outcomes.values(), key=lambda o: -rank(o.level))
    ]


def taught(outcome: Outcome, difference: int) -> str:
    """What follows a plan: that it fits, or what does."""
    return outcome.confirms if difference == 0 else outcome.corrects if difference < 0 else outcome.calms
