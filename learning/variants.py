"""One message in other guises: slips of typing, another relative, another medicine of the same kind.

Learning sees each message in a new guise every time, so that it learns what was meant and not these words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.language.normalise import normalise
from learning.marked import SELF, Mark, Message

_SLIPPING = 0.3
_SLIPS = (0.0, 0.01, 0.02, 0.04)
_NO_MARKS = 0.12
_OTHER_RELATIVE = 0.4
_OTHER_NAME = 0.5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_NAME = 6

_SHE: Mapping[str, Sequence[str]] = {
    "mother": ("mum", "mom", "mother", "mam", "ma", "mama"),
    "wife": ("wife", "missus"),
    "grandmother": ("nan", "gran", "grandma", "granny", "nana", "grandmother"),
    "sister": ("sister", "sis"),
    "aunt": ("aunt", "auntie"),
    "daughter": ("daughter", "girl"),
    "mother_in_law": ("mother in law", "mil"),
}
_HE: Mapping[str, Sequence[str]] = {
    "father": ("dad", "father", "da", "papa", "pop"),
    "husband": ("husband", "hubby", "hubs"),
    "grandfather": ("grandad", "grandpa", "grandfather", "gramps"),
    "brother": ("brother", "bro"),
    "uncle": ("uncle",),
    "son": ("son", "lad", "boy"),
    "father_in_law": ("father in law", "fil"),
}
_EITHER: Mapping[str, Sequence[str]] = {
    "friend": ("friend", "mate", "pal"),
    "neighbour": ("neighbour", "neighbor"),
    "colleague": ("colleague", "coworker", "workmate"),
    "partner": ("partner", "boyfriend", "girlfriend"),
    "cousin": ("cousin",),
    "patient": ("patient", "client", "resident"),
}
RELATIVES = {**_SHE, **_HE, **_EITHER}
Edit = tuple[int, int, str]
"""A stretch of a text, and what stands there instead."""


class Variants:
    """Makes guises. ``names`` are the medicines' names by concept."""

    def __init__(self, names: Mapping[str, Iterable[str]], chance: random.Random) -> None:
        self._names = {
            concept: sorted({n.lower() for n in known if n.isalpha() and len(n) >= _SHORTEST_NAME})
            for concept, known in names.items()
        }
        self._chance = chance

    def guise(self, message: Message) -> Message:
        """The message as somebody else might have typed it."""
        return self._slipped(self._of_another_medicine(self._of_another_relative(message)))

    def _of_another_relative(self, message: Message) -> Message:
        """Of another relative, where just one other person is spoken of."""
        who = {m.person for m in message.marks} - {SELF}
        named = next(iter(who)) if len(who) == 1 else ""
        if named not in RELATIVES or self._chance.random() > _OTHER_RELATIVE:
            return message
        kin = next(group for group in (_SHE, _HE, _EITHER) if named in group)
        other = self._chance.choice([*kin, *(_EITHER if kin is not _EITHER else ())])
        pattern = rf"\b({'|'.join(sorted(RELATIVES[named], key=len, reverse=True))})(?=\b|s\b)"
        word = self._chance.choice(RELATIVES[other])
        edits = [(m.start(), m.end(), word) for m in re.finditer(pattern, message.text, re.IGNORECASE)]
        if not edits:
            return message
        told = edited(message, edits)
        marks = (replace(m, person=other) if m.person == named else m for m in told.marks)
        return replace(told, marks=tuple(marks))

    def _of_another_medicine(self, message: Message) -> Message:
        """With other names of the same kinds of medicine, where a mark is a name and of one kind alone."""
        edits = []
        for mark in message.marks:
            names = self._names.get(mark.concept, [])
            alone = sum(m.start == mark.start for m in message.marks) == 1
            known = message.text[mark.start : mark.end].lower() in names
            if known and alone and self._chance.random() < _OTHER_NAME:
                edits.append((mark.start, mark.end, self._chance.choice(names)))
        return edited(message, edits)

    def _slipped(self, message: Message) -> Message:
        """With slips of typing, or without marks."""
        rate = self._chance.choice(_SLIPS) if self._chance.random() < _SLIPPING else 0.0
        bare = self._chance.random() < _NO_MARKS
        edits = []
        for place, char in enumerate(message.text):
            if bare and char in ".,!?;:-":
                edits.append((place, place + 1, ""))
            elif char.isalpha() and self._chance.random() < rate:
                edits.append(self._slip(message.text, place))
        return edited(message, edits)

    def _slip(self, text: str, place: int) -> Edit:
        """A letter lost, doubled, wrong, or changed with the next."""
        char, after = text[place], text[place + 1 : place + 2]
        kind = self._chance.randrange(4)
        if kind == 0 and after.isalpha():
            return place, place + 2, after + char
        return place, place + 1, ("", "", char * 2, self._chance.choice(_LETTERS))[kind]


def edited(message: Message, edits: Sequence[Edit]) -> Message:
    """The message with stretches replaced, marks on their words; what overlaps an edit before is left out."""
    text, last, moved = "", 0, [0] * (len(message.text) + 1)
    for start, end, word in sorted(edits):
        if start < last:
            continue
        for place in range(last, start):
            moved[place] = len(text) + place - last
        text += message.text[last:start]
        for place in range(start, end):
            moved[place] = len(text)
        text, last = text + word, end
    for place in range(last, len(message.text) + 1):
        moved[place] = len(text) + place - last
    return replace(
        message, text=text + message.text[last:], marks=tuple(_at(m, moved) for m in message.marks)
    )


def normalised(message: Message) -> Message:
    """The message spelt as the ear gets it."""
    spelt = normalise(message.text)
    moved, place = [], 0
    for typed in range(len(message.text) + 1):
        while place < len(spelt.text) and spelt.offsets[place] < typed:
            place += 1
        moved.append(place)
    return replace(message, text=spelt.text, marks=tuple(_at(m, moved) for m in message.marks))


def _at(mark: Mark, moved: Sequence[int]) -> Mark:
    """A mark in a text whose places have moved; never empty."""
    start = moved[mark.start]
    return replace(mark, start=start, end=max(start + 1, moved[mark.end]))
