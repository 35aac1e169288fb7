"""The words of the house: frozen data that every room passes on, and its JSON form.

Times are seconds since the epoch (float, UTC) and always come in as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from bot.core.diary import Diary
from bot.core.progress import Coaching, Progress

Status = Literal["present", "absent", "past", "uncertain", "hypothetical", "general"]
How = Literal["present", "unsure", "past"]
Level = Literal["none", "next_visit", "see_doctor", "urgent", "emergency"]

LEVELS: tuple[Level, ...] = ("none", "next_visit", "see_doctor", "urgent", "emergency")
STATUSES: tuple[Status, ...] = ("present", "absent", "past", "uncertain", "hypothetical", "general")
SELF = "self"
SAYABLE = ("submitted", "under_review", "approved")
"""Editorial statuses a policy may allow to be said, the weakest first; no other is ever said."""
HOUR = 3600.0
DAY = 24 * HOUR


def rank(level: Level) -> int:
    """The place of a level in order of urgency, 0 for none."""
    return LEVELS.index(level)


def one_lower(level: Level) -> Level:
    """The next less urgent level, none at the bottom."""
    return LEVELS[max(0, rank(level) - 1)]


@dataclass(frozen=True)
class Heard:
    """One mention in one message, before it is merged with what is known.

    ``start`` and ``end`` are character offsets in the message as it was typed. ``ended_ago``
    and ``since_ago`` are seconds before now, where the message says so. ``corrects`` marks a
    mention that takes back an earlier one ("sorry, I meant ...").
    """

    concept: str
    status: Status
    about: str = SELF
    start: int = 0
    end: int = 0
    since_ago: float | None = None
    ended_ago: float | None = None
    corrects: bool = False


@dataclass(frozen=True)
class Finding:
    """What is known of one concept for one person: the newest status, and when it was said."""

    concept: str
    status: Status
    about: str
    turn: int
    said_at: float
    since: float | None = None
    ended: float | None = None


@dataclass(frozen=True)
class Concept:
    """Something a person can say. ``kind`` is medicine, condition, person, symptom, pattern or topic."""

    id: str
    kind: str
    label: str

    @property
    def lasting(self) -> bool:
        """Whether it holds until it is corrected; the rest becomes past after 72 hours."""
        return self.kind in {"medicine", "condition", "person"}


@dataclass(frozen=True)
class PastRule:
    """What a rule says when its trigger is over: ``level`` within ``within`` seconds, else ``later``."""

    level: Level = "none"
    within: float | None = None
    later: Level = "none"
    unknown: Level = "none"


@dataclass(frozen=True)
class Cite:
    """A place in a source."""

    source: str
    place: str = ""
    marker: str = ""


@dataclass(frozen=True)
class RedFlag:
    """A safety rule: when it fires, how urgent it is, what is said, what may no longer be said.

    ``all_of`` is a conjunction of alternatives; ``any_of`` adds one more alternative when it is
    not empty. ``assumes`` names concepts taken as present for the person who writes unless they
    deny them. ``operator`` lists the sentences that no source carries. A guard has level none and
    only withholds. In a ``crisis`` nothing is asked: the text names whom to turn to. ``signs``: what
    ``ask`` asks about by name, each with a question of its own; all denied, a mere doubt is over.
    """

    id: str
    name: str
    level: Level
    guard: bool
    all_of: tuple[tuple[str, ...], ...]
    any_of: tuple[str, ...]
    assumes: tuple[str, ...]
    past: PastRule
    advice: Mapping[str, str]
    reason: str
    ask: str
    withholds_urges: frozenset[str]
    withholds_facts: frozenset[str]
    withholds_all: bool
    cites: tuple[Cite, ...]
    label: str = ""
    status: str = "under_review"
    operator: tuple[str, ...] = ()
    crisis: bool = False
    signs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fired:
    """A rule that holds now for one person; ``how`` tells whether it rests on an unsure or past finding."""

    rule: str
    level: Level
    about: str
    because: tuple[str, ...]
    since: int
    how: How = "present"


@dataclass(frozen=True)
class Verdict:
    """What the findings amount to now, for everyone spoken of."""

    level: Level = "none"
    fired: tuple[Fired, ...] = ()

    def for_person(self, about: str) -> tuple[Fired, ...]:
        """The rules that hold for one person, the most urgent first."""
        return tuple(f for f in self.fired if f.about == about)


@dataclass(frozen=True)
class State:
    """What one conversation carries from turn to turn. ``wish``: what the last message wished of the
    talk itself; ``offer``: what a bare yes to the last reply wishes; ``missed``: messages in a row that
    were not understood; ``matters``: the turn in which advice that can wait last mattered anew."""

    turn: int = 0
    findings: tuple[Finding, ...] = ()
    verdict: Verdict = field(default_factory=Verdict)
    focus: str = SELF
    asked: str | None = None
    register: str = "plain"
    country: str | None = None
    content: str = ""
    check: Progress | None = None
    coach: Coaching | None = None
    diary: Diary | None = None
    wish: str = ""
    offer: str = ""
    missed: int = 0
    matters: int = 0

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready dictionary that `from_dict` reads back."""
        return {
            "turn": self.turn,
            "findings": [_plain(f) for f in self.findings],
            "verdict": {"level": self.verdict.level, "fired": [_plain(f) for f in self.verdict.fired]},
            "focus": self.focus,
            "asked": self.asked,
            "register": self.register,
            "country": self.country,
            "content": self.content,
            "check": self.check.to_dict() if self.check else None,
            "coach": self.coach.to_dict() if self.coach else None,
            "diary": self.diary.to_dict() if self.diary else None,
            "wish": self.wish,
            "offer": self.offer,
            "missed": self.missed,
            "matters": self.matters,
        }

    @classmethod
    def from_dict(cls, raw: Any) -> State:
        """The state of a stored dictionary; a fresh one when nothing was stored.

        Raises:
            ValueError: the dictionary is not one that `to_dict` made.
        """
        if not raw:
            return cls()
        try:
            verdict = Verdict(raw["verdict"]["level"], tuple(_fired(f) for f in raw["verdict"]["fired"]))
            findings = tuple(Finding(**f) for f in raw["findings"])
            _check(raw["turn"], findings, verdict)
            return cls(
                turn=raw["turn"],
                findings=findings,
                verdict=verdict,
                focus=raw.get("focus", SELF),
                asked=raw.get("asked"),
                register=raw.get("register", "plain"),
                country=raw.get("country"),
                content=raw.get("content", ""),
                check=Progress.from_dict(raw.get("check")),
                coach=Coaching.from_dict(raw.get("coach")),
                diary=Diary.from_dict(raw.get("diary")),
                wish=raw.get("wish", ""),
                offer=raw.get("offer", ""),
                missed=raw.get("missed", 0),
                matters=raw.get("matters", 0),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is not a conversation state: {error!r}") from error


@dataclass(frozen=True)
class Source:
    """A document that facts and rules rest on, and what it says of itself."""

    id: str
    title: str
    short: str
    publisher: str
    date: str | None
    url: str | None
    licence: str | None
    standing: str
    updated: str | None = None
    authors: tuple[str, ...] = ()
    cite_as: str = ""
    origin: str = ""
    audience: str | None = None
    review_stage: str | None = None


@dataclass(frozen=True)
class Fact:
    """One cited sentence, plain and, where a source carries it, in clinical terms."""

    id: str
    plain: str
    topics: tuple[str, ...]
    cites: tuple[Cite, ...]
    clinician: str | None = None
    kind: str = ""
    serve: str = "yes"
    urges: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    warning: str | None = None
    conflicts: tuple[str, ...] = ()
    status: str = "under_review"
    reviewed: str | None = None
    next_review: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its sources, in order, each once."""
        return tuple(dict.fromkeys(c.source for c in self.cites))


@dataclass(frozen=True)
class Conflict:
    """Where sources disagree, and what is said about it."""

    id: str
    say: str
    cites: tuple[Cite, ...]
    urges: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Topic:
    """What can be asked: its facts in order, and what is offered next, and the conflicts told with it."""

    id: str
    title: str
    question: str
    facts: tuple[str, ...]
    next: tuple[str, ...]
    gap: str | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Something people ask that the sources do not fully answer, and what is said about that.

    ``state``: open (no source speaks), partly, or answered (by now some source does).
    """

    id: str
    topic: str
    keys: tuple[str, ...]
    say: str
    asks: str = ""
    state: str = "open"


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer with the fact, conflict or rule it comes from, and its places in
    sources. ``review`` says how far its wording is from being approved, empty when it is."""

    text: str
    origin: str
    cites: tuple[Cite, ...] = ()
    review: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its sources, in order, each once."""
        return unique(c.source for c in self.cites)


@dataclass(frozen=True)
class Answer:
    """An ordered list of cited sentences, and what goes with it. ``warning`` tells what was kept
    back for this person's safety, and comes first. ``today`` is the date (ISO) it was made for."""

    topics: tuple[str, ...]
    warning: tuple[Sentence, ...] = ()
    lead: Sentence | None = None
    support: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    facts: tuple[str, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()
    not_covered: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    more: bool = False
    today: str = ""

    @property
    def points(self) -> tuple[Sentence, ...]:
        """The direct answer and what supports it."""
        return ((self.lead,) if self.lead else ()) + self.support

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence in the order it is said."""
        return self.warning + self.points + self.notes

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids in the order in which they are first cited."""
        return unique(s for sentence in self.sentences for s in sentence.sources)


def name_of(about: str, people: Mapping[str, str]) -> str:
    """How a person is named: "other:mother" is "your mother"."""
    kind = about.partition(":")[2].partition("#")[0]
    return people.get(kind, "the person you ask about")


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items in order, each once."""
    return tuple(dict.fromkeys(items))


def _plain(item: Finding | Fired) -> dict[str, Any]:
    """A flat dataclass as a dictionary without its empty fields' defaults lost."""
    values = {f.name: getattr(item, f.name) for f in fields(item)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v is not None}


def _check(turn: Any, findings: Iterable[Finding], verdict: Verdict) -> None:
    """Raise TypeError when a value is none that the rest of core could work with."""
    numbers = [turn, *(n for f in findings for n in (f.turn, f.said_at))]
    levels = {verdict.level, *(f.level for f in verdict.fired)}
    statuses = {f.status for f in findings}
    if not all(isinstance(n, (int, float)) for n in numbers):
        raise TypeError("a turn or a time is no number")
    if not levels <= set(LEVELS) or not statuses <= set(STATUSES):
        raise TypeError("a level or a status is unknown")


def _fired(raw: Mapping[str, Any]) -> Fired:
    return Fired(**{**raw, "because": tuple(raw["because"])})
