"""The short check over the real content: some hundreds of people with random complaints, orders, skips
and changes of mind."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest

from bot.core import check
from bot.core.interview import NONE, UNSURE, Book, Inquiry
from bot.core.model import SELF, Heard, State
from bot.core.progress import Progress
from bot.serve import house

NOW = 1.8e9
PEOPLE = 250
MOST_TURNS = 200
HOUSE = house()
BOOK: Book = HOUSE.content.book


@dataclass
class Person:
    """Somebody who answers by chance, and remembers what they answered last to each question."""

    seed: int
    state: State = field(default_factory=State)
    seen: list[str] = field(default_factory=list)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    first: tuple[Heard, ...] = ()

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        known = sorted({c.concept for q in BOOK.inquiries for c in q.choices if not q.danger})
        some = self.chance.sample(known, self.chance.choice([0, 0, 1, 2]))
        ways = ("present", "absent", "past", "uncertain", "general")
        self.first = tuple(Heard(c, self.chance.choice(ways)) for c in some)
        self.state = HOUSE.take_in(self.first, replace(self.state, turn=1), NOW)
        self._turn(self.state, "triage_start")

    @property
    def progress(self) -> Progress:
        assert self.state.check is not None
        return self.state.check

    @property
    def open(self) -> Inquiry | None:
        return BOOK.inquiry(self.progress.open) if self.progress.asking else None

    def live(self) -> None:
        """Reply until the check is over."""
        for _ in range(MOST_TURNS):
            if not self.progress.asking:
                return
            self._reply()
        raise AssertionError(f"{self.seed}: the check never ends: {self.progress}")

    def _reply(self) -> None:
        inquiry = self.open
        assert inquiry
        left = [c.id for c in check.choices(inquiry, self.progress, self.state.findings)]
        does = self.chance.choices(
            ["choose", "none", "unsure", "skip", "back", "again", "why", "aside", "noise"],
            [4, 9, 1, 2, 2, 1, 1, 1, 1],
        )[0]
        if does in ("choose", "none", "unsure"):
            how = {"choose": self.chance.choice(left), "none": NONE, "unsure": UNSURE}[does]
            self._answer(inquiry, how)
        elif does == "again" and self.answers:
            earlier = BOOK.inquiry(self.chance.choice(sorted(self.answers)))
            assert earlier
            self._answer(earlier, self.chance.choice([NONE, *(c.id for c in earlier.choices)]))
        elif does in ("skip", "back", "why"):
            self.say(does, "meta_form")
        elif does == "aside":
            self.say("what is a cramp?", "ask_definition")
        else:
            self.say("zzz", "nlu_fallback")

    def _answer(self, inquiry: Inquiry, how: str) -> None:
        """Press a button, and note what it means to somebody who tells all at once."""
        progress, known = self.progress, self.state.findings
        mine = {f.concept: f.status for f in known}
        told = {m.concept: m.status for m in check.told(inquiry, how, progress, known)}
        if how not in (NONE, UNSURE) and not progress.answer(inquiry.id):
            choice = inquiry.choice(how)
            assert choice and told == choice.tells
        if how == NONE:
            assert set(told.values()) <= {"absent"}
            assert progress.answer(inquiry.id) or not told.keys() & mine.keys()
        self.answers[inquiry.id] = {**self.answers.get(inquiry.id, {}), **told}
        turned = HOUSE.press(replace(self.state, turn=self.state.turn + 1), f"{inquiry.id}:{how}", NOW)
        self._turn(turned, "triage_answer")

    def say(self, words: str, intent: str) -> None:
        heard, _ = HOUSE.listen(words, self.state, NOW)
        self._turn(heard, intent)

    def _turn(self, state: State, intent: str) -> None:
        before = set(self.progress.asked) if state.check else set()
        self.state = HOUSE.steer(state, intent, NOW)
        new = [q for q in self.progress.asked if q not in before]
        for id_ in new:
            inquiry = BOOK.inquiry(id_)
            assert inquiry
            mine = {f.concept for f in self.state.findings}
            assert set(inquiry.concepts) - mine, f"{self.seed}: {id_} asks only what is known"
        self.seen += new


@pytest.fixture(scope="module")
def people() -> list[Person]:
    made = [Person(seed) for seed in range(PEOPLE)]
    for person in made:
        person.live()
    return made


def test_it_always_ends_and_never_asks_more_than_eight_or_twice(people: list[Person]) -> None:
    for person in people:
        assert person.progress.phase in ("told", "halted")
        assert len(person.seen) == len(set(person.seen)) <= check.MOST
        assert tuple(person.seen) == person.progress.asked


def test_questions_about_danger_are_the_first_three(people: list[Person]) -> None:
    danger = [q.id for q in BOOK.inquiries if q.danger]
    assert 1 <= len(danger) <= 3
    for person in people:
        late = [q for q in person.seen[3:] if q in danger]
        assert late == []
        assert person.progress.phase == "halted" or set(danger) <= set(person.seen)


def test_the_level_is_that_of_the_same_answers_told_at_once(people: list[Person]) -> None:
    for person in people:
        first = {h.concept: h.status for h in person.first}
        told = {c: s for tells in person.answers.values() for c, s in tells.items()}
        once = tuple(Heard(c, s) for c, s in {**first, **told}.items())
        at_once = HOUSE.take_in(once, State(turn=1), NOW)
        assert at_once.verdict.level == person.state.verdict.level, person.seed


@pytest.mark.parametrize("about", [SELF, "other:mother"])
def test_no_sign_of_danger_that_the_check_asks_about_is_passed_over(about: str) -> None:
    for inquiry in BOOK.inquiries:
        for choice in inquiry.choices if inquiry.danger else ():
            told = tuple(Heard(c, s, about) for c, s in choice.tells.items())
            level = HOUSE.take_in(told, State(turn=1), NOW).verdict.level
            assert level in ("urgent", "emergency"), f"{inquiry.id}: {choice.id} gives {level}"


def test_people_differ(people: list[Person]) -> None:
    """The above would hold of a check that always ends alike, too."""
    assert {p.state.verdict.level for p in people} == {
        "none",
        "next_visit",
        "see_doctor",
        "urgent",
        "emergency",
    }
    assert {p.progress.phase for p in people} == {"told", "halted"}
    assert {len(p.seen) for p in people} >= {1, 4, 5, 6, 7, 8}
    assert {q for p in people for q in p.seen} == {q.id for q in BOOK.inquiries}


def test_an_emergency_halts_the_check_in_the_turn_it_is_told(people: list[Person]) -> None:
    for person in people:
        assert (person.progress.phase == "halted") == (person.state.verdict.level == "emergency")


def test_the_result_stands_once_nothing_could_make_it_more_urgent() -> None:
    person = Person(0)
    person.state = HOUSE.take_in((), State(turn=1), NOW)
    person._turn(person.state, "triage_start")
    for inquiry in [q for q in BOOK.inquiries if q.danger]:
        assert person.open == inquiry
        person._answer(inquiry, NONE)
    swelling = person.open
    assert swelling and swelling.id == "check.swelling"
    person._answer(swelling, "one")
    assert (person.progress.phase, person.state.verdict.level) == ("told", "urgent")
    assert {f.about for f in person.state.findings} == {SELF}
