"""Whom each word of a message is about: the writer, others, or people in general."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.model import SELF
from bot.language.clauses import Clauses
from bot.language.lexicon import Lexicon
from bot.language.naming import child_by_age, owned, set_apart
from bot.language.normalise import word_set

ANYONE = "anyone"
"""Stands for people in general: what is said of them is no finding of a person."""
ANIMAL = "other:animal"
_MUST_BE_OWNED = word_set(
    """child friend colleague neighbour patient partner relative sister brother sibling aunt uncle cousin
    niece nephew mother_in_law father_in_law animal"""
)
_SUBJECTS = frozenset({"i", "im", "ive", "id", "ill", "me", "mine", "myself"})
_SPEAKING = word_set(
    """think guess believe mean know reckon noticed notice saw heard worry wonder suspect worried
    asking scared afraid wondering calling writing concerned looking care give gave found find"""
)
_TELLING = word_set("tell show give explain teach remind let advise")
"""Before "me": the writer wants to be told, and speaks of nobody."""
_ASKING = word_set("can could do should may must shall would might cant couldnt did to")
_OWN = word_set("take use try have eat drink swallow borrow share catch inherit")
_FOR_THEM = 3
"""Words after "can i ...", within which whoever is helped is named."""
_CLEAR_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hes", "shes", "hers"})
_OBJECTS = frozenset({"her", "him"})
_THEM = _OBJECTS | {"his", "them", "their"}
"""A clinician acts; who is acted on is the one spoken of."""
_CLINICIANS = word_set(
    """doctor doctors gp nurse physio pharmacist consultant specialist dr doc podiatrist chemist
    cardiologist"""
)
_NEW_SUBJECT = frozenset({"because", "cos", "cuz", "when", "since", "while", "that", "if", "whose"})
_JOINED = frozenset({"and", "but", "so", "then"})
_CHAIN_ENDS = word_set("""and is are was gives gave takes takes makes on that which with for or , . ? !""")

_HERS = word_set("mother wife grandmother sister aunt niece mother_in_law")
_HIS = word_set("father husband grandfather brother uncle nephew father_in_law")
SOMEBODY = "other:person"
"""Whom a pronoun stands for where the message names nobody."""

People_ = tuple[str, ...]


def meant(words: str, known: Iterable[str]) -> str:
    """The person that "he", "she" or "they" of a message stands for: the one other person who was spoken
    of before, where there is only one whom it fits; else somebody."""
    said = set(words.split())
    others = {k for k in known if k.startswith("other:") and k != SOMEBODY}
    he, she = said & {"he", "his", "him", "hes"}, said & {"she", "her", "hers", "shes"}
    fits = {o for o in others if not (he and _kind(o) in _HERS) and not (she and _kind(o) in _HIS)}
    return next(iter(fits)) if len(others) == len(fits) == 1 else SOMEBODY


def _kind(about: str) -> str:
    return about.partition(":")[2].partition("#")[0]


@dataclass(frozen=True)
class Who:
    """The people at each token (``None`` where the message does not say), and those it
    sets apart: "not my wife" at a token."""

    people: tuple[People_ | None, ...]
    default: str
    focus: str
    apart: tuple[tuple[int, str], ...] = ()

    def about(self, place: int) -> People_:
        """Whom the token at a place is about."""
        return self.people[place] or (self.default,)


@dataclass
class _Walk:
    """Where a walk along the words of a message stands."""

    last: str | None
    now: People_ | None = None
    subject: People_ | None = None
    mine: bool = False
    skip: int = 0
    others: list[str] = field(default_factory=list)
    apart: list[tuple[int, str]] = field(default_factory=list)

    def turn_to(self, people: People_, *, helps: bool = False) -> None:
        self.now = people
        self.subject = self.subject or people
        self.mine = self.mine or (SELF in people and not helps)
        self.others += [p for p in people if p not in {SELF, ANYONE, ANIMAL}]


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
        self.words = frozenset(w[0] for w in self._by_words if len(w) == 1) | _CLEAR_PRONOUNS

    def read(self, clauses: Clauses, focus: str) -> Who:
        """Whom each token is about, given whom the talk was about so far."""
        words = [t.lower_ for t in clauses.doc]
        walk = _Walk(focus if focus != SELF else None)
        anyone = {s.start for s in clauses.cues.get(("anyone", "forward"), [])}
        reporting = {s.start for s in clauses.cues.get(("reports", "forward"), [])}
        starts = {start for start, _ in clauses.sentences}
        people: list[People_ | None] = []
        for place in range(len(words)):
            if place in starts:
                walk.subject = None
                walk.now = None if walk.now == (ANYONE,) else walk.now
            if place in anyone:
                walk.turn_to((ANYONE,))
            elif place >= walk.skip:
                self._step(walk, words, place, reporting)
            people.append(walk.now)
        return self._who(walk, words, people, focus)

    def _who(self, walk: _Walk, words: list[str], people: list[People_ | None], focus: str) -> Who:
        only_other = walk.others[0] if walk.others and not walk.mine else None
        asked_for = self._asked_for(words, walk.others)
        turned = asked_for or only_other or (SELF if walk.mine else focus)
        return Who(tuple(people), asked_for or only_other or focus, turned, tuple(walk.apart))

    def _step(self, walk: _Walk, words: list[str], place: int, reporting: set[int]) -> None:
        """One word: it names a person, stands for one, is the writer's, or begins a new clause."""
        word = words[place]
        person, length = self.person_at(words, place)
        if person:
            self._named(walk, words, place, length, person, reporting)
        elif word in self._pronouns and (found := self._antecedent(word, walk.last, words)):
            walk.last = found
            if place + 1 not in reporting:
                walk.turn_to((found,))
        elif self._is_writer(words, place):
            self._writer(walk, words, place)
        elif word in _NEW_SUBJECT:
            walk.subject = None
        elif word in _JOINED and walk.subject:
            walk.now = walk.subject

    def _named(
        self, walk: _Walk, words: list[str], place: int, length: int, person: str, reporting: set[int]
    ) -> None:
        after = place + length
        walk.last = person
        walk.skip = after
        if set_apart(words, place, after):
            walk.apart.append((place, person))
        elif after not in reporting and "according" not in words[max(0, place - 3) : place]:
            both = words[after : after + 2] in (["and", "i"], ["and", "me"], ["and", "myself"])
            walk.skip = after + 2 if both else after
            walk.turn_to((person, SELF) if both else (person,))

    def _writer(self, walk: _Walk, words: list[str], place: int) -> None:
        after = words[place + 1 : place + 2]
        if after == ["and"]:
            owner = place + 2 + (words[place + 2 : place + 3] in (["my"], ["our"], ["the"]))
            person, length = self.person_at(words, owner) if owner < len(words) else (None, 0)
            if person:
                walk.last, walk.skip = person, owner + length
                walk.turn_to((SELF, person))
                return
        if words[place] in {"me", "mine"} and set_apart(words, place, place + 1):
            walk.apart.append((place, SELF))
        else:
            walk.turn_to((SELF,), helps=self._helps(words, place))

    def _helps(self, words: list[str], place: int) -> bool:
        """Whether the writer asks what to do for somebody: "what can i do when he", "can i give her"."""
        if words[place] != "i" or words[max(0, place - 1)] not in _ASKING or place == 0:
            return False
        after = words[place + 1 : place + 2 + _FOR_THEM]
        named = bool(_THEM & set(after[1:]))
        return after[:1] in (["do"], ["help"]) or (named and after[0] not in _OWN)

    def person_at(self, words: list[str], place: int) -> tuple[str | None, int]:
        """The other person named at a place, and by how many words."""
        if child_by_age(words, place):
            return "other:child", 3
        for length in range(self._longest, 0, -1):
            named = tuple(words[place : place + length])
            person = self._by_words.get(named) or self._by_words.get(
                (*named[:-1], named[-1].removesuffix("s"))
            )
            if person and (person not in _MUST_BE_OWNED or owned(words, place, person)):
                return f"other:{person}", length
        return None, 0

    def _antecedent(self, word: str, last: str | None, words: list[str]) -> str | None:
        """The person a pronoun stands for; "they" may be pills, so it needs one to stand for."""
        if last:
            return last
        if word in _OBJECTS or (word in _CLEAR_PRONOUNS and not _CLINICIANS & set(words)):
            return f"other:{self._nobody}"
        return None

    def _is_writer(self, words: list[str], place: int) -> bool:
        word, after = words[place], words[place + 1 : place + 2]
        before = words[max(0, place - 1)]
        if word == "me" and (before in _TELLING or words[:place] == ["help"]):
            return False
        if word in _SUBJECTS:
            return not (after and after[0] in _SPEAKING) and before != "of"
        if word not in {"my", "our"}:
            return False
        for next_ in range(place + 1, min(place + 5, len(words))):
            if words[next_] in _CHAIN_ENDS:
                return True
            if self.person_at(words, next_)[0]:
                return False
        return True

    def _asked_for(self, words: list[str], others: list[str]) -> str | None:
        for phrase in self._asking_for:
            for place in range(len(words) - len(phrase) + 1):
                if tuple(words[place : place + len(phrase)]) == phrase and others:
                    return others[0]
        return None
