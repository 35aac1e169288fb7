"""The cramp diary: what a message logs, what the diary then says, how the weeks compare.

It is the diary of the person who writes. What was not said stays unknown; one thing at most is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

MOST = 200
"""Entries that a diary holds; the oldest make room."""
FIELDS = ("day", "place", "lasted", "strength")
"""What an entry may tell, in the order in which a missing one is asked for."""
WEEKS = 8
GRADES = ("not said", "mild", "moderate", "strong")
_STRONG: Mapping[str, int] = {
    **dict.fromkeys(("mild", "slight", "light", "weak", "not too bad"), 1),
    **dict.fromkeys(("moderate", "medium"), 2),
}
"""How words of strength compare; every other one is strong."""


@dataclass(frozen=True)
class Entry:
    """One cramp as it was told, None for what was not. ``day`` is an ISO date, ``time`` a part of the day
    or an hour, ``lasted`` and ``strength`` words of a closed list; ``noted`` is when it was told."""

    noted: float
    day: str | None = None
    time: str | None = None
    side: str | None = None
    place: str | None = None
    lasted: str | None = None
    strength: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that were not told."""
        return tuple(f for f in FIELDS if getattr(self, f) is None)

    @property
    def grade(self) -> int:
        """How strong it was, as a place in `GRADES`."""
        if self.strength is None:
            return 0
        number, _, of_ten = self.strength.partition("/")
        if of_ten:
            return 1 if int(number) <= 3 else 2 if int(number) <= 6 else 3
        return _STRONG.get(self.strength, 3)

    def with_more(self, other: Entry) -> Entry:
        """The entry with what another tells and this one does not."""
        more = {f: getattr(self, f) or getattr(other, f) for f in ("day", "time", "side", *FIELDS[1:])}
        return replace(self, **more)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without what is unknown."""
        return {k: v for k, v in vars(self).items() if v is not None}


@dataclass(frozen=True)
class Diary:
    """What a conversation carries of the diary. ``read``: what the last message wants of it ("told": it
    tells a whole cramp and wants nothing), and ``heard``: that cramp, as hearing found them; ``says``:
    what this turn says; ``asks``: what was asked for, "consent" or a field; ``kept``: whether it is to
    be kept under a code."""

    entries: tuple[Entry, ...] = ()
    read: str = ""
    heard: Entry | None = None
    says: str = ""
    asks: str = ""
    kept: bool = False
    turn: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        heard = self.heard.to_dict() if self.heard else None
        return {**vars(self), "entries": [e.to_dict() for e in self.entries], "heard": heard}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any] | None) -> Diary | None:
        """The diary that `to_dict` wrote."""
        if not raw:
            return None
        heard = Entry(**raw["heard"]) if raw.get("heard") else None
        return cls(**{**raw, "entries": entries(raw["entries"]), "heard": heard})


@dataclass(frozen=True)
class Week:
    """Seven days from ``start``: how many cramps, and the grade of the strongest."""

    start: date
    count: int
    grade: int


def entries(raw: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The entries that their `to_dict` wrote."""
    return tuple(Entry(**e) for e in raw)


def turn(before: Diary | None, number: int, *, meant: bool, busy: bool) -> Diary | None:
    """The diary after a turn.

    Args:
        before: the diary, with what hearing read in the last message.
        number: the turn.
        meant: whether the message is about the diary, as its words or its intent say.
        busy: whether something else waits for an answer, so that only what is meant for the diary counts.
    """
    if before is None:
        return None
    done = replace(before, read="", heard=None, says="", asks="")
    if before.asks and not meant and not busy:
        answered = _answered(before, done, number)
        if answered:
            return answered
    if not meant and (busy or before.read != "told"):
        return done
    return _wished(before, done, number)


def opened(diary: Diary | None, found: Sequence[Mapping[str, Any]] | None) -> Diary:
    """The diary with the entries that a code brought back, joined to its own; ``found`` None: the code
    is not known."""
    before = diary or Diary()
    if found is None:
        return replace(before, read="unknown", heard=None)
    wish = "forget" if before.read == "forget" else "opened"
    return replace(before, entries=merged(entries(found), before.entries), read=wish, heard=None)


def speaks(diary: Diary | None, number: int) -> bool:
    """Whether the diary says something in this turn."""
    return diary is not None and diary.turn == number and bool(diary.says)


def merged(*parts: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries of several diaries, each once, in the order in which they were told."""
    every = {e: None for part in parts for e in part}
    return tuple(sorted(every, key=lambda e: e.noted))[-MOST:]


def described(entry: Entry) -> str:
    """An entry in words: only what was told."""
    day = spelt(date.fromisoformat(entry.day)) if entry.day else None
    where = " ".join(filter(None, (entry.side, entry.place)))
    strength = entry.strength
    told = (", ".join(filter(None, (day, entry.time))), where, entry.lasted, strength)
    return "; ".join(filter(None, told)) or "a cramp"


def spelt(day: date) -> str:
    """A date as people write it: 9 November 2026."""
    return f"{day.day} {day:%B %Y}"


def weeks(told: Iterable[Entry], today: date) -> tuple[Week, ...]:
    """The last weeks up to today, the oldest first; entries without a day count nowhere."""
    first = today - timedelta(days=7 * WEEKS - 1)
    starts = [first + timedelta(days=7 * n) for n in range(WEEKS)]
    days = [(date.fromisoformat(e.day), e.grade) for e in told if e.day]
    made = []
    for start in starts:
        grades = [g for d, g in days if start <= d < start + timedelta(days=7)]
        made.append(Week(start, len(grades), max(grades, default=0)))
    return tuple(made)


def chart(told: Iterable[Entry], today: date) -> str:
    """The weeks in plain text, one a line, from the first that holds anything."""
    shown = list(weeks(told, today))
    while shown and not shown[0].count:
        shown.pop(0)
    return "\n".join(
        f"{w.start.day:>2} {w.start:%b}: {'█' * min(w.count, 20) or '·'} {w.count}{_strongest(w)}"
        for w in shown
    )


def charted(told: Iterable[Entry], today: date) -> dict[str, Any]:
    """The weeks for a machine that draws them."""
    made = [
        {"from": w.start.isoformat(), "cramps": w.count, "strongest": GRADES[w.grade]}
        for w in weeks(told, today)
    ]
    return {"weeks": made}


def _strongest(week: Week) -> str:
    return f" (strongest: {GRADES[week.grade]})" if week.grade else ""


def _answered(before: Diary, done: Diary, number: int) -> Diary | None:
    """What an answer to the diary's own question does; None where the message is none."""
    if before.asks == "consent" and before.read in ("yes", "no"):
        kept = before.read == "yes"
        return replace(done, kept=kept, says="kept" if kept else "not_kept", turn=number)
    told = before.heard
    open_ = done.entries[-1].missing if before.asks in FIELDS and done.entries else ()
    if told and not before.read and any(getattr(told, f) is not None for f in open_):
        last = done.entries[-1].with_more(told)
        return replace(done, entries=(*done.entries[:-1], last), says="logged", turn=number)
    return None


def _wished(before: Diary, done: Diary, number: int) -> Diary:
    wish, told = before.read, before.heard
    spoken = replace(done, turn=number)
    if told is not None and wish in ("", "log", "told"):
        asks = next(iter(told.missing), "")
        listed = (*done.entries, told)[-MOST:]
        return replace(spoken, entries=listed, says="logged", asks=asks)
    if wish == "keep":
        if done.kept:
            return replace(spoken, says="kept")  # a new code in the place of one that was lost
        return replace(spoken, says="consent", asks="consent")
    if wish == "undo":
        return replace(spoken, entries=done.entries[:-1], says="undone" if done.entries else "empty")
    if wish == "forget":
        return replace(spoken, entries=(), kept=False, says="forgotten")
    if wish in ("opened", "unknown", "code"):
        return replace(spoken, says=wish, kept=done.kept or wish == "opened")
    if wish == "log":
        return replace(spoken, says="explained")
    return replace(spoken, says="shown" if done.entries else "empty")
