"""The short check: which question comes next and why it is asked, or that the result stands.

Pure and total. It asks the emergency questions first, nothing that is known in any way, nothing
whose answer could raise the level no further, and never more than `MOST` questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.core.interview import NONE, UNSURE, YES, Book, Choice, Inquiry
from bot.core.model import LEVELS, Finding, Heard, Level, Status, Verdict, rank
from bot.core.progress import Progress

MOST = 8
"""How many questions one check puts at most."""
_PATIENCE = 2
"""Replies to one question that were no answer, until the check goes on without."""

Judge = Callable[[tuple[Heard, ...]], Verdict]
"""The verdict if these mentions were told beside what is known."""


def level_of(verdict: Verdict, about: str) -> Level:
    """The highest level that holds for one person."""
    return max((f.level for f in verdict.for_person(about)), key=rank, default=LEVELS[0])


def begun(about: str, turn: int) -> Progress:
    """A check that has asked nothing yet."""
    return Progress(about, turn=turn)


def choices(inquiry: Inquiry, progress: Progress, known: Iterable[Finding]) -> tuple[Choice, ...]:
    """What a question still has to ask: all of it when an answer is to be changed, else what is not
    known in any way."""
    if progress.answer(inquiry.id):
        return inquiry.choices
    heard = {f.concept for f in known if f.about == progress.about}
    return tuple(c for c in inquiry.choices if c.concept not in heard)


def following(
    book: Book, progress: Progress, known: Sequence[Finding], verdict: Verdict, judge: Judge
) -> Inquiry | None:
    """The next question: one that was put and left when going back, else the next that matters; None
    when nothing that may still be asked could make it more urgent."""
    level = level_of(verdict, progress.about)
    for inquiry in book.inquiries:
        put = inquiry.id in progress.asked
        if progress.answer(inquiry.id) or (not put and len(progress.asked) >= MOST):
            continue
        if _fits(inquiry, known, progress.about) and _raises(book, inquiry, progress, known, level, judge):
            return inquiry
    return None


def told(
    inquiry: Inquiry,
    how: str,
    progress: Progress,
    known: Sequence[Finding],
    said: frozenset[str] = frozenset(),
) -> tuple[Heard, ...]:
    """What an answer says beside the words it came in. ``said`` are the concepts that those named.

    An answer given anew takes back what the earlier one told.
    """
    earlier = progress.answer(inquiry.id)
    left = [c.concept for c in choices(inquiry, progress, known) if c.concept not in said]
    tells: dict[str, Status] = {}
    choice = inquiry.choice(how)
    if choice:
        tells |= choice.tells
    elif how == NONE:
        tells |= dict.fromkeys(left, "absent")
    elif how in (UNSURE, YES):
        unclear: dict[str, Status] = dict.fromkeys(left, "uncertain")
        special = inquiry.unsure if how == UNSURE else inquiry.yes
        tells |= unclear if special is None else special
    if earlier and how != "skip":
        held = {
            f.concept for f in known if f.about == progress.about and f.status in ("present", "uncertain")
        }
        for concept in _told_by(inquiry) & held - said - tells.keys():
            tells[concept] = "absent"
    return tuple(Heard(c, s, progress.about, corrects=bool(earlier)) for c, s in tells.items())


def after(
    book: Book, progress: Progress, known: Sequence[Finding], verdict: Verdict, judge: Judge, turn: int
) -> Progress:
    """The check after a reply was taken in: the open question again where it got no answer, the next
    one, or the result. An emergency of anybody ends it at once."""
    progress = replace(progress, turn=turn)
    if verdict.level == "emergency":
        return replace(progress, phase="halted", missed=0)
    if progress.reply == "stop":
        return replace(progress, phase="over", open=None)
    if progress.reply == "back":
        return replace(progress, phase="asking", open=_before(progress), missed=0)
    progress, closed = _settled(book, progress, known, verdict, judge)
    if not closed:
        missed = progress.missed + 1 if progress.reply == "unheard" else progress.missed
        return replace(progress, phase="asking", missed=missed)
    found = following(book, progress, known, verdict, judge)
    if found is None:
        return replace(progress, phase="told", open=None, missed=0, told=basis(verdict, progress.about))
    asked = progress.asked if found.id in progress.asked else (*progress.asked, found.id)
    return replace(progress, phase="asking", asked=asked, open=found.id, missed=0)


def basis(verdict: Verdict, about: str) -> tuple[str, ...]:
    """What a result rests on: the rules with a level that hold for a person, and how."""
    return tuple(f"{f.rule} {f.how}" for f in verdict.for_person(about) if f.level != "none")


def changes(
    book: Book, progress: Progress, known: Sequence[Finding], verdict: Verdict, judge: Judge
) -> list[Choice]:
    """What would make the result more urgent, the most urgent first: what is unknown or uncertain."""
    level = level_of(verdict, progress.about)
    clear = {f.concept for f in known if f.about == progress.about and f.status != "uncertain"}
    asked = [q for q in book.inquiries if _fits(q, known, progress.about)]
    left = [c for q in asked for c in q.choices if c.concept not in clear]
    raised = [(rank(_level_with((c,), progress.about, judge)), c) for c in left]
    return [c for reached, c in sorted(raised, key=lambda r: -r[0]) if reached > rank(level)]


def _settled(
    book: Book, progress: Progress, known: Sequence[Finding], verdict: Verdict, judge: Judge
) -> tuple[Progress, bool]:
    """The check with its open question closed where that is due, and whether none is open now."""
    stays = book.inquiry(progress.open)
    if stays is None or progress.reply in ("answer", "skip"):
        return progress, True
    if not progress.answer(stays.id):
        level = level_of(verdict, progress.about)
        if not _raises(
            book, stays, progress, known, level, judge
        ):  # all of it was told, or no longer matters
            return replace(progress, answers=progress.answered(stays.id, "said")), True
    if progress.reply == "unheard" and progress.missed + 1 >= _PATIENCE:
        return replace(progress, reply="skip", answers=progress.answered(stays.id, "skip")), True
    return progress, False


def _fits(inquiry: Inquiry, known: Iterable[Finding], about: str) -> bool:
    holds = {f.concept for f in known if f.about == about and f.status in ("present", "uncertain")}
    return not inquiry.when or bool(holds & set(inquiry.when))


def _raises(
    book: Book, inquiry: Inquiry, progress: Progress, known: Iterable[Finding], level: Level, judge: Judge
) -> bool:
    """Whether an answer to a question could make it more urgent, by itself or by what it leads to ask."""
    left = choices(inquiry, progress, known)
    if inquiry.danger:
        return bool(left)
    return any(_reach(book, c, progress.about, judge) > rank(level) for c in left)


def _reach(book: Book, choice: Choice, about: str, judge: Judge) -> int:
    alone = rank(_level_with((choice,), about, judge))
    led_to = [c for q in book.inquiries if set(q.when) & choice.tells.keys() for c in q.choices]
    return max([alone, *(rank(_level_with((choice, c), about, judge)) for c in led_to)])


def _level_with(told_: Sequence[Choice], about: str, judge: Judge) -> Level:
    mentions = tuple(Heard(c, s, about) for choice in told_ for c, s in choice.tells.items())
    return level_of(judge(mentions), about)


def _before(progress: Progress) -> str | None:
    """The question before the open one, to be answered anew; the first one stays."""
    place = progress.asked.index(progress.open) if progress.open in progress.asked else len(progress.asked)
    return progress.asked[max(0, place - 1)] if progress.asked else None


def _told_by(inquiry: Inquiry) -> set[str]:
    return {concept for c in inquiry.choices for concept in c.tells} | set(inquiry.yes or ())
