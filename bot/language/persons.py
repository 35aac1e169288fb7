"""Whom each word of a message is about: the writer, or which other person."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from bot.core.model import SELF
from bot.language.lexicon import Lexicon

_MUST_BE_OWNED = frozenset({"child", "friend", "patient", "partner", "relative", "sibling"})
_OWNERS = frozenset({"my", "our", "her", "his", "the", "your"})
_SUBJECTS = frozenset({"i", "im", "ive", "id", "ill", "me", "mine", "myself"})
_SPEAKING = frozenset(
    [
        "think",
        "guess",
        "believe",
        "mean",
        "know",
        "reckon",
        "noticed",
        "notice",
        "saw",
        "heard",
        "worry",
        "wonder",
        "suspect",
        "worried",
        "asking",
        "scared",
        "afraid",
        "wondering",
        "calling",
        "writing",
        "concerned",
        "looking",
        "care",
        "give",
        "gave",
        "take_care",
    ]
)
_CLEAR_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hes", "shes", "hers"})
_CLINICIANS = frozenset(
    [
        "doctor",
        "doctors",
        "gp",
        "nurse",
        "physio",
        "pharmacist",
        "consultant",
        "specialist",
        "dr",
        "doc",
        "podiatrist",
        "chemist",
    ]
)
_ADULT = 18


@dataclass(frozen=True)
class Who:
    """The person at each token; ``None`` where the message does not say."""

    people: tuple[str | None, ...]
    default: str
    focus: str

    def about(self, place: int) -> str:
        """Whom the token at a place is about."""
        return self.people[place] or self.default


class People:
    """Finds the people of a message."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_words: dict[tuple[str, ...], str] = {
            tuple(word.split()): person for person, words in lexicon.people.items() for word in words
        }
        self._longest = max((len(w) for w in self._by_words), default=1)
        self._asking_for = [tuple(p.split()) for p in lexicon.speech.get("asking_for", ())]
        self._pronouns = frozenset(lexicon.speech.get("pronouns", ()))
        self._nobody = str(lexicon.speech.get("unknown", "person"))
        self.words = frozenset(w[0] for w in self._by_words) | _CLEAR_PRONOUNS

    def read(self, doc: Doc, focus: str) -> Who:
        """Whom each token is about, given whom the talk was about so far."""
        words = [t.lower_ for t in doc]
        people: list[str | None] = []
        now: str | None = None
        last = focus if focus != SELF else None
        others: list[str] = []
        mine = False
        for place, word in enumerate(words):
            other = self._person_at(words, place)
            if other:
                now = last = other
                others.append(other)
            elif word in self._pronouns and (found := self._antecedent(word, last, words)):
                now = found
                others.append(found)
            elif self._is_writer(words, place):
                now, mine = SELF, True
            people.append(now)
        only_other = others[0] if others and not mine else None
        asked_for = self._asked_for(words, others)
        turned = asked_for or only_other or (SELF if mine else focus)
        return Who(tuple(people), asked_for or only_other or focus, turned)

    def _person_at(self, words: list[str], place: int) -> str | None:
        child = self._young_at(words, place)
        if child:
            return child
        for length in range(self._longest, 0, -1):
            person = self._by_words.get(tuple(words[place : place + length]))
            if person and (person not in _MUST_BE_OWNED or self._owned(words, place, person)):
                return f"other:{person}"
        return None

    @staticmethod
    def _owned(words: list[str], place: int, person: str) -> bool:
        before = words[max(0, place - 3) : place]
        if person in {"friend", "patient"} and before[-1:] == ["a"]:
            return True
        return bool(_OWNERS & set(before))

    @staticmethod
    def _young_at(words: list[str], place: int) -> str | None:
        """A child told by age: "my 7 year old"."""
        if (
            words[place].isdigit()
            and int(words[place]) < _ADULT
            and words[place + 1 : place + 3] in (["year", "old"], ["yr", "old"])
        ):
            return "other:child" if {"my", "our", "the"} & set(words[max(0, place - 2) : place]) else None
        return None

    def _antecedent(self, word: str, last: str | None, words: list[str]) -> str | None:
        """The person a pronoun stands for; "they" may be pills, so it needs one to stand for."""
        if last:
            return last
        if word in _CLEAR_PRONOUNS and not _CLINICIANS & set(words):
            return f"other:{self._nobody}"
        return None

    def _is_writer(self, words: list[str], place: int) -> bool:
        word, after = words[place], words[place + 1 : place + 2]
        if word in _SUBJECTS:
            return not (after and after[0] in _SPEAKING)
        if word in {"my", "our"}:
            return not any(self._person_at(words, p) for p in range(place + 1, min(place + 4, len(words))))
        return False

    def _asked_for(self, words: list[str], others: list[str]) -> str | None:
        for phrase in self._asking_for:
            for place in range(len(words) - len(phrase) + 1):
                if tuple(words[place : place + len(phrase)]) == phrase and others:
                    return others[0]
        return None
