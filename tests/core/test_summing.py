"""The visit summary holds what was told and what content carries, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.core import report, report_text, summing, triage
from bot.core.advice import Wording
from bot.core.diary import Diary, Entry
from bot.core.explain import Grounds
from bot.core.interview import Book, Choice, Inquiry
from bot.core.model import DAY, SELF, Cite, Fact, Source, State
from bot.core.progress import Progress
from bot.core.report import Person, Report
from tests.core.world import CONCEPTS, MOTHER, NOW, RULES, finding

DERIVED = (("claudication", ("walking", "resting")),)
WORDING = Wording(
    RULES, {"mother": "your mother"}, {"UK": "999"}, "UK", {}, Grounds(RULES, CONCEPTS, DERIVED)
)
INQUIRY = Inquiry(
    "q", "Is it there?", "Has {who} got it?", "", (), (Choice("a", "It is", "", {"cramp": "present"}),) * 2
)


@dataclass
class Known:
    """A small content."""

    digest: str = "d1"
    people: dict[str, str] = field(default_factory=lambda: {"mother": "your mother"})
    fact_list: tuple[Fact, ...] = (
        Fact("f1", "Plain one.", ("t",), (Cite("S2"),), clinician="In terms."),
        Fact("f2", "Two.", ("t",), (Cite("S1"),), warning="But."),
    )
    book: Book = field(
        default_factory=lambda: Book((INQUIRY,), titles={"none": "None", "unsure": "Not sure"})
    )

    def source(self, source: str) -> Source | None:
        return Source(source, f"Title {source}", f"Short {source}", "P", "2020", "https://x.org", None, "s")


def state(*findings, **more) -> State:
    verdict = triage.judge(tuple(RULES.values()), findings, concepts=CONCEPTS, now=NOW, turn=2)
    return State(turn=2, findings=findings, verdict=verdict, **more)


def made(told: State, facts: tuple[str, ...] = ()) -> Report:
    return summing.compose(told, facts, Known(), WORDING, NOW)


def labels(person: Person) -> dict[str, list[str]]:
    return {group: report.listed(group, items).split("; ") for group, items in person.groups.items()}


def test_findings_stand_by_person_and_group_the_writer_first() -> None:
    given = made(
        state(
            finding("kidney", about=MOTHER),
            finding("cramp"),
            finding("fainting", "absent"),
            finding("palpitations", "uncertain"),
            finding("walking", "past", ended=NOW - 3 * DAY),
            finding("diuretic", "past"),
        )
    )
    assert [(p.about, p.name) for p in given.people] == [(SELF, "You"), (MOTHER, "Your mother")]
    assert labels(given.people[0]) == {
        "complaint": ["cramp"],
        "denied": ["fainting"],
        "past": ["walking (until about 24 September 1972)"],
        "unsure": ["palpitations"],
        "medicines": ["diuretic (in the past)"],
    }
    assert labels(given.people[1]) == {"conditions": ["kidney"]}


@pytest.mark.parametrize("status", ["general", "hypothetical"])
def test_what_was_said_in_general_or_as_a_what_if_is_left_out(status: str) -> None:
    assert made(state(finding("cramp", status))).is_empty


def test_what_only_follows_from_others_that_are_listed_is_left_out() -> None:
    both = (finding("walking"), finding("resting"))
    assert "claudication" not in str(labels(made(state(*both, finding("claudication"))).people[0]))
    alone = made(state(finding("walking"), finding("claudication"))).people[0]
    assert labels(alone)["complaint"] == ["walking", "claudication"]


def test_an_old_symptom_is_past() -> None:
    given = made(state(finding("cramp", said_at=NOW - 10 * DAY)))
    assert [*labels(given.people[0])] == ["past"]


def test_rules_come_with_their_advice_in_full_their_grounds_and_numbered_sources() -> None:
    given = made(state(finding("diuretic"), finding("cramp")), ("f1", "f2", "f1", "gone"))
    assert [(r.rule, r.level, r.because, r.advice) for r in given.rules] == [
        ("R-pill", "urgent", ("diuretic", "cramp"), "R-pill self")
    ]
    assert [(t.fact, t.text) for t in given.told] == [("f1", "Plain one."), ("f2", "Two. But.")]
    assert [s.id for s in given.sources] == ["S1", "S2"]
    text = report_text.plain(given)
    assert "R-pill self [1]" in text and "• Plain one. [2]" in text and "[2] Short S2" in text
    assert "Content version: d1." in text and "urgent (speak to a clinician today)" in text


def test_the_wording_of_professionals_is_kept() -> None:
    told = made(replace(state(finding("cramp")), register="clinician"), ("f1",)).told
    assert [t.text for t in told] == ["In terms."]


def test_answers_of_the_check_are_told_as_they_were_asked_and_skipped_ones_are_not() -> None:
    progress = Progress(answers=(("q", "a"), ("q2", "skip"), ("gone", "a")))
    assert [(a.question, a.answer) for a in made(state(check=progress)).check] == [("Is it there?", "It is")]
    other = made(state(check=replace(progress, about=MOTHER, answers=(("q", "none"),)))).check
    assert [(a.question, a.answer) for a in other] == [("Has your mother got it?", "None")]
    assert made(state(check=replace(progress, answers=(("q", "skip"),)))).check == ()


def test_the_diary_goes_in() -> None:
    entry = Entry(NOW, "2026-11-29", side="left", place="calf")
    given = made(state(diary=Diary((entry,))))
    assert given.diary == (entry,) and not given.is_empty
    assert "29 November 2026; left calf" in report_text.plain(given)
    assert "<td>left calf</td><td>not told</td>" in report_text.page(given)


def test_without_anything_told_it_says_so() -> None:
    assert report_text.plain(made(state())) == report_text.EMPTY
    assert report_text.EMPTY in report_text.page(made(state()))


def test_no_line_of_the_text_is_blank_and_the_page_holds_no_script_and_no_raw_markup() -> None:
    known = Known(fact_list=(Fact("f1", "<script>x</script> & so", ("t",), (Cite("S1"),)),))
    given = summing.compose(state(finding("diuretic"), finding("cramp")), ("f1",), known, WORDING, NOW)
    assert all(line.strip() for line in report_text.plain(given).split("\n"))
    page = report_text.page(given)
    assert "<script" not in page and "&lt;script&gt;" in page
    assert page.count("<style>") == 1 and " style=" not in page and "@media print" in page


def test_the_same_talk_gives_the_same_summary() -> None:
    told = state(finding("diuretic"), finding("cramp"), finding("kidney", about=MOTHER))
    assert made(told) == made(told)
    assert report_text.page(made(told)) == report_text.page(made(told))
