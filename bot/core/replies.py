"""What a message is to the check: an answer to its open question, a wish, something else told, or
none of its business."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.core import check
from bot.core.check import Judge
from bot.core.interview import NONE, UNSURE, YES, Book, Inquiry, plain
from bot.core.model import HOUR, LEVELS, Finding, Heard, State, Verdict
from bot.core.progress import Progress
from bot.core.talk import CORRECTION, MORE, TRIAGE_START, WHY, asks

WISHES = ("back", "skip", "why", "stop", "help", "change")
"""What a message may wish of the check, beside an answer."""
_BARE: Mapping[str, str] = {"yes": YES, "no": NONE, "unsure": UNSURE}
_INTENTS: Mapping[str | None, str] = {
    WHY: "why",
    "meta_cancel": "stop",
    "meta_form": "help",
    CORRECTION: "change",
    MORE: "again",
    TRIAGE_START: "start",
}
_LEAVES = ("meta_bye", "meta_forget")
_STALE = HOUR
"""Seconds after which an open question is not answered any more."""
_SHORT = 4
_LONG = "said long"
"""An answer in more words than a bare one: it may ask something as well."""
_RECENT = 6
"""Turns after its result in which something told or taken back makes the check give it anew."""


def read(book: Book, progress: Progress, words: str, bare: str | None, heard: Sequence[Heard]) -> str:
    """How a message reads before anybody knows what it asks: the id of a choice, none, unsure, yes,
    a wish, "said" (the open question was answered in words), "told" (something else was), or nothing.

    Args:
        words: the message.
        bare: a bare yes, no or unsure, as hearing found it.
        heard: what it mentions.
    """
    inquiry = book.inquiry(progress.open)
    wish = book.meant(words, *WISHES)
    if wish or inquiry is None:
        return wish or plan(book, words)
    chosen = next((c.id for c in inquiry.choices if plain(words) in (plain(c.title), plain(c.says))), None)
    if chosen:
        return chosen
    ours = [h for h in heard if h.concept in inquiry.concepts and h.about == progress.about]
    if any(h.status not in ("general", "hypothetical") for h in ours):
        short = len(words.split()) <= _SHORT and "?" not in words
        return f"said {NONE}" if bare == "no" else "said" if short else _LONG
    simple = book.meant(words, NONE, UNSURE) or _BARE.get(bare or "", "")
    return simple or ("told" if any(h.status not in ("general", "hypothetical") for h in heard) else "")


def fresh(progress: Progress | None, now: float) -> Progress | None:
    """The check, over where its last word is too old to be answered: a bare no then means nothing."""
    if progress and now - progress.at > _STALE:
        return replace(progress, phase="over", open=None, reply="aside", read="")
    return progress


def taken(
    book: Book, progress: Progress, known: Sequence[Finding], heard: Sequence[Heard] = ()
) -> tuple[Heard, ...]:
    """What the last message tells beside its own words, by how it reads."""
    inquiry, how = _answered(book, progress)
    if inquiry is None:
        return ()
    if progress.phase == "halted" and ":" not in progress.read:  # takes back what was unsure, no more
        unsure = {f.concept for f in known if f.about == progress.about and f.status == "uncertain"}
        named = {h.concept for h in heard}
        taken_back = [c for c in inquiry.concepts if c in unsure - named and how in (NONE, f"said {NONE}")]
        return tuple(Heard(c, "absent", progress.about, corrects=True) for c in taken_back)
    said = frozenset(h.concept for h in heard if h.about == progress.about)
    return check.told(inquiry, how.removeprefix("said").strip(), progress, known, said)


def pressed(book: Book, progress: Progress, payload: str) -> Progress:
    """The check with a pressed button read: an answer to the question that offered it, open or not."""
    where, _, how = payload.partition(":")
    if book.inquiry(where) and where in progress.asked:
        return replace(progress, read=f"{where}:{how}")
    read_ = {"wish": how, "plan": f"plan {how}"}.get(where, "")
    return replace(progress, read=read_)


def turn(book: Book, state: State, intent: str | None, judge: Judge) -> Progress | None:
    """The check after this turn: begun, answered, led on, halted, told anew, or over."""
    before = state.check
    if intent == TRIAGE_START and not (before and before.asking and before.asked):
        before = check.begun(state.focus, state.turn)
        if state.verdict.level == "emergency":
            return None
        return check.after(book, before, state.findings, state.verdict, judge, state.turn)
    if before is None or before.phase == "over":
        return before
    if before.phase == "told" and before.read.startswith("plan ") and state.turn == before.turn + 1:
        return replace(before, reply=before.read, read="", turn=state.turn)
    if intent in _LEAVES and before.read not in WISHES:
        return replace(before, phase="over", open=None, reply="aside", read="")
    reply = _reply(book, before, intent, state.turn, state.findings)
    progress = replace(before, reply=reply, read="")
    if before.phase == "told":
        return _later(book, progress, state, judge)
    if before.phase == "halted" and reply not in ("answer", "told"):
        return progress
    inquiry, how = _answered(book, before)
    if reply == "answer" and inquiry:
        progress = replace(progress, answers=progress.answered(inquiry.id, how))
    if reply == "skip" and progress.open:
        kept = progress.answer(progress.open) or "skip"  # passing over a question asked anew changes nothing
        progress = replace(progress, answers=progress.answered(progress.open, kept))
    return check.after(book, progress, state.findings, state.verdict, judge, state.turn)


def plan(book: Book, words: str) -> str:
    """What a person says that they will do, as the level that it suits; empty for a question."""
    said = f" {plain(words)} "
    if "?" in words or any(said.startswith(f" {w} ") for w in book.words["asking"]):
        return ""
    plans = {level: (*o.plan_words, plain(o.plan)) for level, o in book.outcomes.items()}
    plans = {"emergency": book.words["ambulance"], **plans}
    return next((f"plan {level}" for level, ways in plans.items() if any(f" {w} " in said for w in ways)), "")


def plan_meets(verdict: Verdict, progress: Progress) -> int:
    """What a person plans against what the result asks for: 0 the same, below 0 less urgent, above more."""
    planned = progress.reply.removeprefix("plan ")
    level = check.level_of(verdict, progress.about)
    return LEVELS.index(planned) - LEVELS.index(level) if planned != progress.reply else 0


def _answered(book: Book, progress: Progress) -> tuple[Inquiry | None, str]:
    """The question that the last message answers, and how; none where it answers none."""
    where, mark, how = progress.read.rpartition(":")
    inquiry = book.inquiry(where if mark else progress.open)
    answers: Collection[str] = (NONE, UNSURE, YES, "said", f"said {NONE}", _LONG)
    if inquiry and (how in answers or inquiry.choice(how)):
        return inquiry, how
    return None, ""


def _reply(book: Book, progress: Progress, intent: str | None, turn_: int, known: Sequence[Finding]) -> str:
    read_ = progress.read
    inquiry, how = _answered(book, progress)
    if inquiry and not (how == _LONG and asks(intent)):
        return "answer"
    if read_ in WISHES:
        return "back" if read_ == "change" else read_
    if asks(intent):
        return "aside"
    new = any(f.turn == turn_ for f in known)
    if intent in _INTENTS:
        wish = _INTENTS[intent]
        return ("told" if new else "back") if wish == "change" else wish
    if new or read_ == "told":
        return "told"
    return "unheard"


def _later(book: Book, progress: Progress, state: State, judge: Judge) -> Progress:
    """After the result: what changes it, an answer to be changed, or the end of the check."""
    rests = check.basis(state.verdict, progress.about)
    told = any(f.turn == state.turn and f.about == progress.about for f in state.findings)
    if told and rests != progress.told and progress.reply != "aside":
        again = replace(progress, reply="changed")
        return check.after(book, again, state.findings, state.verdict, judge, state.turn)
    if progress.reply == "back" and progress.asked:
        return replace(progress, phase="asking", open=progress.asked[-1], turn=state.turn)
    over = state.turn - progress.turn >= _RECENT
    return replace(progress, phase="over" if over else "told", reply="aside")
