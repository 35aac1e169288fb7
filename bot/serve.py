"""The bootstrap of the Rasa process: settings, content and ears, each made once."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot import metrics, settings
from bot.core import check as short_check
from bot.core import coach, diary, findings, outcome, replies, triage, wishes
from bot.core.diary import Diary
from bot.core.model import SAYABLE, SELF, Concept, Finding, Heard, State, Verdict
from bot.core.progress import Coaching, Progress
from bot.core.talk import DIARY, TRIAGE_START
from bot.language import commands, cramp_log, lexicon
from bot.language.ear import NO_EAR, Ear, open_ear
from bot.language.ears import Ears, Hearing
from bot.language.encoder import Encoder, open_encoder
from bot.language.takebacks import takebacks
from bot.language.weights import NO_ENCODER
from bot.settings import ROOT, Settings
from bot.store import content
from bot.store.content import Content

logger = logging.getLogger(__name__)

_PIECE, _SHARED = 1000, 200
"""Characters heard at once of a message that is too long for a turn, and those that two pieces share."""


@dataclass(frozen=True)
class House:
    """What the rooms of the Rasa process share."""

    settings: Settings
    content: Content
    ears: Ears
    concepts: dict[str, Concept]

    @metrics.stage("listen")
    def listen(self, text: str, before: State, now: float, *, command: bool = False) -> tuple[State, Hearing]:
        """The state after one more message: heard, merged, judged. Never raises for any text. A command
        (``command`` where the text shows it no longer) takes back nothing that is known."""
        check = replies.fresh(before.check, now)
        before = replace(before, check=check)
        if check and check.asking:
            asked = self._named(check, text)
            hearing = self.ears.hear(text, focus=check.about, asked=asked)
        else:
            hearing = self.ears.hear(text, focus=before.focus, asked=before.asked)
        if command or commands.is_command(text):
            hearing = replace(hearing, heard=commands.raising(hearing.heard), answer=None, command=True)
        began = self._read(replace(before, turn=before.turn + 1), hearing, now)
        hearing = self._settled(text, hearing, began)
        book, check = self.content.book, began.check
        more = replies.taken(book, check, before.findings, hearing.heard) if check else ()
        state = self.take_in((*hearing.heard, *more), began, now)
        register = self.register_asked(hearing.text.text) or before.register
        state = replace(state, focus=hearing.focus, register=register)
        return wishes.heard(state, self._wish(hearing), hearing.answer), hearing

    def _settled(self, text: str, hearing: Hearing, state: State) -> Hearing:
        """Hearing with what a pronoun takes back, and no long cramp that was only sensed of a short one."""
        heard, limit = hearing.heard, self.content.book.coach.limit
        if state.diary and limit and cramp_log.short(state.diary.heard, limit.minutes):
            named = self.ears.concepts_in(text)
            heard = tuple(h for h in heard if h.concept != cramp_log.LONG or h.concept in named)
        more = takebacks(self.ears, text, heard, state, self.concepts)
        return replace(hearing, heard=(*heard, *more))

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

    def steer(self, state: State, intent: str | None, now: float) -> State:
        """The state with the check and the coach led on, once it is known what a message asks."""
        state = wishes.settled(state, intent)
        if state.wish in wishes.WIPES:
            return state
        presumed = self._presumed(state, intent)
        if presumed:
            state = self.take_in(presumed, state, now)
        check = state.check
        if state.wish != wishes.WRONG:  # that asks which; nothing has changed yet
            check = replies.turn(self.content.book, state, intent, self._judge(state, now))
        if check and check.turn == state.turn:
            check = replace(check, at=now)
        asks = check is not None and check.asking  # one question at a time: the check's, not the advice's
        state = replace(state, check=check, asked=None if asks else state.asked)
        content = self.content
        allowed = SAYABLE[SAYABLE.index(self.settings.lowest_status) :]
        facts = {f.id: f for f in content.fact_list if f.status in allowed and f.serve != "after_review"}
        state = replace(state, coach=coach.turn(content.book.coach, state, intent, facts, content.rules))
        return replace(state, diary=self._diary(state, intent))

    @staticmethod
    def _diary(state: State, intent: str | None) -> Diary | None:
        """The diary after this turn. It is the writer's own, and waits while something else asks."""
        told = state.diary or (Diary() if intent == DIARY else None)
        busy = bool(state.check and state.check.asking) or coach.speaks(state) or state.focus != SELF
        wished = told is not None and told.read not in ("", "told", "yes", "no")
        meant = intent == DIARY or (wished and not (state.check and state.check.asking))
        return diary.turn(told, state.turn, meant=meant, busy=busy)

    def changes(self, state: State, check: Progress, now: float) -> tuple[str, ...]:
        """What would make the result of a check more urgent."""
        found = short_check.changes(
            self.content.book, check, state.findings, state.verdict, self._judge(state, now)
        )
        return outcome.would_change(found)

    def _judge(self, state: State, now: float) -> short_check.Judge:
        return lambda told: self.take_in(told, state, now).verdict

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

    @staticmethod
    def _presumed(state: State, intent: str | None) -> tuple[Heard, ...]:
        """What a check of somebody else takes as given: that they have cramps."""
        about = state.focus
        known = any(f.concept == "cramp" and f.about == about for f in state.findings)
        begins = intent == TRIAGE_START and about != SELF and not known
        return (Heard("cramp", "present", about),) if begins else ()

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
        verdict = self.judge(known, before, now)
        return replace(
            before,
            findings=known,
            verdict=verdict,
            asked=self._asks(known, verdict),
            content=self.content.digest,
        )

    def judge(self, known: tuple[Finding, ...], before: State, now: float) -> Verdict:
        """The verdict over what is known."""
        rules = tuple(self.content.rules.values())
        return triage.judge(
            rules, known, concepts=self.concepts, now=now, turn=before.turn, before=before.verdict
        )

    def _asks(self, known: tuple[Finding, ...], verdict: Verdict) -> str | None:
        """The concept that the advice asks about: the unsure one that the most urgent unsure rule for
        the writer rests on. In a crisis nothing is asked, so that no later "no" can answer it."""
        rules = self.content.rules
        if any(rules[f.rule].crisis for f in verdict.fired):
            return None
        unsure = {f.concept for f in known if f.status == "uncertain" and f.about == SELF}
        for fired in verdict.for_person(SELF):
            for concept in fired.because:
                if concept in unsure and fired.how == "unsure":
                    return concept
        return None

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


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces, each of which begins with the end of the one before: what is said across a border is
    in one of them."""
    step = _PIECE - _SHARED
    for start in range(0, max(1, len(text) - _SHARED), step):
        yield text[start : start + _PIECE]


@lru_cache(maxsize=1)
def house() -> House:
    """The shared parts of this process.

    Raises:
        ContentError: content/ cannot be used; every problem is listed with file and line.
        SettingsError: a setting cannot be used.
    """
    here = settings.load()
    everything = content.load(here.content_dir)
    ears = Ears(lexicon.from_content(everything.lexicon), ear(), everything.danger, everything.serious)
    return House(here, everything, ears, ears.lexicon.concepts)


@lru_cache(maxsize=1)
def ear() -> Ear | None:
    """The second ear of this process; None, said once, where there is none.

    Raises:
        EncoderRefused: the setting names files that are not the encoder's.
    """
    found = open_ear(settings.load().encoder, ROOT / "models")
    if found is None:
        logger.warning(NO_EAR)
    return found


@lru_cache(maxsize=1)
def encoder() -> Encoder | None:
    """The sentence encoder of this process; None, said once, where there is none.

    Raises:
        EncoderRefused: the setting names files that are not the encoder's.
    """
    found = open_encoder(settings.load().encoder, ROOT / "models")
    if found is None:
        logger.warning(NO_ENCODER)
    return found
