"""The bootstrap of the Rasa process: settings, content and ears, each made once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import lru_cache

from bot import settings
from bot.core import advice, coach, diary, doubts, outcome, replies, wishes
from bot.core import check as short_check
from bot.core.diary import Diary
from bot.core.model import SAYABLE, SELF, Heard, State
from bot.core.progress import Progress
from bot.core.talk import ADVICE_AGAIN, DIARY, TRIAGE_START, WHY
from bot.language import lexicon
from bot.language.ear import NO_EAR, Ear, open_ear
from bot.language.ears import Ears
from bot.language.encoder import Encoder, open_encoder
from bot.language.weights import NO_ENCODER
from bot.listening import Listening
from bot.settings import ROOT, Settings
from bot.store import content

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class House(Listening):
    """What the rooms of the Rasa process share: it listens, and leads the check on."""

    settings: Settings

    def steer(self, state: State, intent: str | None, now: float) -> State:
        """The state with the check and the coach led on, once it is known what a message asks."""
        state = wishes.settled(state, intent)
        if state.wish in wishes.WIPES:
            return state
        presumed = self._presumed(state, intent)
        if presumed:
            state = self.take_in(presumed, state, now)
        if intent in (ADVICE_AGAIN, WHY):  # these put the advice's question once more
            state = replace(state, asked=doubts.asked(state, self.content.rules, anew=True))
        if advice.matters_to(intent):
            state = replace(state, matters=state.turn)
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

    @staticmethod
    def _presumed(state: State, intent: str | None) -> tuple[Heard, ...]:
        """What a check of somebody else takes as given: that they have cramps."""
        about = state.focus
        known = any(f.concept == "cramp" and f.about == about for f in state.findings)
        begins = intent == TRIAGE_START and about != SELF and not known
        return (Heard("cramp", "present", about),) if begins else ()


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
    return House(everything, ears, ears.lexicon.concepts, here)


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
