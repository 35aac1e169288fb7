"""The bootstrap of the Rasa process: settings, content and ears, each made once."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from functools import lru_cache

from bot import settings
from bot.core import findings, triage
from bot.core.model import SELF, Concept, Finding, Heard, State, Verdict
from bot.language import Ears, Hearing, lexicon
from bot.language.ear import NO_EAR, Ear, open_ear
from bot.language.encoder import NO_ENCODER, Encoder, open_encoder
from bot.settings import ROOT, Settings
from bot.store import content
from bot.store.content import Content

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """What the rooms of the Rasa process share."""

    settings: Settings
    content: Content
    ears: Ears
    concepts: dict[str, Concept]

    def listen(self, text: str, before: State, now: float) -> tuple[State, Hearing]:
        """The state after one more message: heard, merged, judged. Never raises for any text."""
        hearing = self.ears.hear(text, focus=before.focus, asked=before.asked)
        state = self.take_in(hearing.heard, replace(before, turn=before.turn + 1), now)
        register = self.register_asked(hearing.text.text) or before.register
        return replace(state, focus=hearing.focus, register=register), hearing

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
        """What one message amounts to on its own, for messages that are refused."""
        return self.listen(text, State(), time.time())[0]


@lru_cache(maxsize=1)
def house() -> House:
    """The shared parts of this process.

    Raises:
        ContentError: content/ cannot be used; every problem is listed with file and line.
        SettingsError: a setting cannot be used.
    """
    here = settings.load()
    everything = content.load(here.content_dir)
    ears = Ears(lexicon.from_content(everything.lexicon), ear(), everything.danger)
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
