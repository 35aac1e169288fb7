"""How a message changes what is known: heard by both ears, merged, judged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import metrics
from bot.core import advice, coach, doubts, findings, replies, triage, wishes
from bot.core.diary import Diary
from bot.core.model import Concept, Finding, Heard, State, Verdict
from bot.core.progress import Coaching, Progress
from bot.language import commands, cramp_log
from bot.language.ears import Ears, Hearing
from bot.language.takebacks import denies, same_person, takebacks
from bot.store.content import Content

_PIECE, _SHARED = 1000, 200
"""Characters heard at once of a message that is too long for a turn, and those that two pieces share."""


@dataclass(frozen=True)
class Listening:
    """What listens: the content, the ears over its lexicon, and its concepts by name."""

    content: Content
    ears: Ears
    concepts: dict[str, Concept]

    @metrics.stage("listen")
    def listen(self, text: str, before: State, now: float, *, command: bool = False) -> tuple[State, Hearing]:
        """The state after one more message: heard, merged, judged. Never raises for any text. A command
        (``command`` where the text shows it no longer) takes back nothing that is known."""
        check = replies.fresh(before.check, now)
        before = replace(before, check=check)
        focus, asked = before.focus, before.asked
        if check and check.asking:
            focus, asked = check.about, self._named(check, text)
        hearing = same_person(self.ears.hear(text, focus=focus, asked=asked), before)
        if command or commands.is_command(text):
            hearing = replace(hearing, heard=commands.raising(hearing.heard), answer=None, command=True)
        began = self._read(replace(before, turn=before.turn + 1), hearing, now)
        hearing = self._settled(text, hearing, began)
        book, check = self.content.book, began.check
        more = replies.taken(book, check, before.findings, hearing.heard) if check else ()
        more = (*more, *self._doubt_over(before, hearing))
        state = self.take_in((*hearing.heard, *more), began, now)
        register = self.register_asked(hearing.text.text) or before.register
        state = replace(state, focus=hearing.focus, register=register)
        return wishes.heard(state, self._wish(hearing), hearing.answer), hearing

    def _settled(self, text: str, hearing: Hearing, state: State) -> Hearing:
        """Hearing with what a pronoun takes back, and no long cramp that was only sensed of a short one."""
        heard, limit = hearing.heard, self.content.book.coach.limit
        if limit and cramp_log.brief(hearing.text.text, limit.minutes):
            named = self.ears.concepts_in(text)
            heard = tuple(h for h in heard if h.concept != cramp_log.LONG or h.concept in named)
        more = takebacks(self.ears, text, heard, state, self.concepts)
        return replace(hearing, heard=(*heard, *more))

    def _doubt_over(self, before: State, hearing: Hearing) -> tuple[Heard, ...]:
        """The doubt that the last reply asked about, taken back by the signs that a message denies."""
        if hearing.command or hearing.foreign:
            return ()
        content = self.content
        no = denies(hearing.text.text)
        return doubts.settled(before, hearing.heard, content.rules, denies=no, serious=content.serious)

    def press(self, before: State, answer: str, now: float) -> State:
        """The state after a button of the check or the coach, in the turn that ``before`` names."""
        where, _, how = answer.partition(":")
        if where == "diary":
            check = before.check and replace(before.check, read="")
            read = replace(before.diary or Diary(), read=how)
            return self.take_in((), replace(before, check=check, diary=read), now)
        if where == "own":
            return self.take_in((), replace(before, wish=how), now)
        if where == wishes.WRONG:
            return self.take_in(wishes.crossed_out(how), replace(before, wish=wishes.CORRECTED), now)
        if where == "coach":
            return self.take_in((), replace(before, coach=replace(before.coach or Coaching(), read=how)), now)
        check = replies.fresh(before.check, now)
        if check is None:
            return self.take_in((), before, now)
        check = replies.pressed(self.content.book, check, answer)
        told = replies.taken(self.content.book, check, before.findings)
        return self.take_in(told, replace(before, check=check), now)

    def register_asked(self, words: str) -> str | None:
        """The wording that a normalised message asks for: plain, clinician, or None."""
        padded = f" {words} "
        for register, phrases in self.content.lexicon["registers"].items():
            if any(f" {phrase} " in padded for phrase in phrases):
                return str(register)
        return None

    def take_in(self, heard: tuple[Heard, ...], before: State, now: float) -> State:
        """The state with the mentions merged and judged, in the turn that ``before`` names."""
        known = findings.merge(before.findings, heard, now=now, turn=before.turn)
        known = findings.derive(known, self.ears.lexicon.derived, now=now, turn=before.turn)
        verdict, rules = self.judge(known, before, now), self.content.rules
        state = replace(before, findings=known, verdict=verdict, content=self.content.digest)
        if advice.matters(before.findings, heard, state, rules):
            state = replace(state, matters=state.turn)
        return replace(state, asked=doubts.asked(state, rules))

    def judge(self, known: tuple[Finding, ...], before: State, now: float) -> Verdict:
        """The verdict over what is known."""
        rules = tuple(self.content.rules.values())
        return triage.judge(
            rules, known, concepts=self.concepts, now=now, turn=before.turn, before=before.verdict
        )

    def danger_in(self, text: str) -> State:
        """What one message amounts to on its own, for messages that are refused. A long one is heard piece by
        piece, until one is an emergency: heard whole, 8 KB without a full stop held up the process for half
        a minute."""
        state, now = State(), time.time()
        for piece in _pieces(text):
            state = self.listen(piece, state, now)[0]
            if state.verdict.level == "emergency":
                break
        return state

    def _named(self, check: Progress, text: str) -> str | None:
        """The first thing asked about that a reply names: hearing reads its bare name as an answer."""
        inquiry = self.content.book.inquiry(check.open)
        named = self.ears.concepts_in(text) if inquiry else ()
        return next((c for c in named if inquiry and c in inquiry.concepts), None)

    def _wish(self, hearing: Hearing) -> str:
        """What a message wishes of the talk itself."""
        if hearing.foreign:
            return wishes.LANGUAGE
        lexicon_ = self.content.lexicon
        return wishes.meant(hearing.text.text, lexicon_["wishes"], lexicon_["courtesies"])

    def _read(self, state: State, hearing: Hearing, now: float) -> State:
        """The state with how a message reads to the check, the coach and the diary."""
        book, words = self.content.book, hearing.text.text
        if state.check and state.check.phase != "over":
            how = replies.read(book, state.check, words, hearing.answer, hearing.heard)
            how = "" if hearing.command and how not in replies.WISHES else how
            state = replace(state, check=replace(state.check, read=how))
        if state.coach:
            bare = {"yes": coach.EASED, "no": coach.STILL}.get(hearing.answer or "", "")
            how = book.meant(words, coach.EASED, coach.STILL) or bare
            state = replace(state, coach=replace(state.coach, read=how))
        carried = state.diary or Diary()
        wish, told = cramp_log.read(words, now, asked=bool(carried.asks))
        if not wish and carried.asks == "consent":
            wish = hearing.answer or ""
        if wish or told or state.diary:
            state = replace(state, diary=replace(carried, read=wish, heard=told))
        return state


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces, each of which begins with the end of the one before: what is said across a border is
    in one of them."""
    step = _PIECE - _SHARED
    for start in range(0, max(1, len(text) - _SHARED), step):
        yield text[start : start + _PIECE]
