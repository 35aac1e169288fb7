"""What the files of content/check/ say, in the words of core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.interview import Book, Choice, Inquiry, Limit, Outcome, Steps, plain
from bot.store import makers
from bot.store.files import Document

Told = Mapping[str, Sequence[Mapping[str, Any]]]


def book(told: Told, replies: Sequence[Document]) -> Book:
    """Everything that the check speaks with: questions about danger first, else as in the files."""
    inquiries = sorted((inquiry(q) for q in told["inquiry"]), key=lambda q: not q.danger)
    words = {kind: tuple(plain(w) for w in said) for d in replies for kind, said in d.data["words"].items()}
    return Book(
        inquiries=tuple(inquiries),
        outcomes={o["level"]: outcome(o) for o in told["outcome"]},
        words=words,
        titles={name: title for d in replies for name, title in d.data["titles"].items()},
        coach=steps(told["coach"][0]) if told["coach"] else Book().coach,
    )


def inquiry(raw: Mapping[str, Any]) -> Inquiry:
    """A question as core knows it."""
    return Inquiry(
        id=raw["id"],
        ask=raw["ask"],
        ask_other=raw["ask_other"],
        why=raw["why"],
        cites=makers.cites(raw),
        choices=tuple(Choice(c["id"], c["title"], c["says"], dict(c["tells"])) for c in raw["choices"]),
        danger=raw.get("danger", False),
        when=tuple(raw.get("when", ())),
        yes=raw.get("yes"),
        unsure=raw.get("unsure"),
    )


def outcome(raw: Mapping[str, Any]) -> Outcome:
    """What is said of one level, as core knows it."""
    texts = {
        n: raw[n] for n in ("level", "says", "says_other", "watch", "plan", "confirms", "corrects", "calms")
    }
    words = tuple(plain(w) for w in raw["plan_words"])
    return Outcome(**texts, plan_words=words, cites=makers.cites(raw))


def steps(raw: Mapping[str, Any]) -> Steps:
    """The coach's steps as core knows them."""
    limit = Limit(**{n: raw["limit"][n] for n in ("minutes", "title", "says")})
    return Steps(
        tuple(raw["steps"]), raw["care"], makers.cites(raw), tuple(raw["eased"]), tuple(raw["lasting"]), limit
    )
