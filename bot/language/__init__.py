"""Hearing: what a message says that matters, of whom, and whether it is so."""

from bot.language.ears import Ears, Hearing
from bot.language.lexicon import Lexicon
from bot.language.normalise import Normalised, normalise

__all__ = ["Ears", "Hearing", "Lexicon", "Normalised", "normalise"]
