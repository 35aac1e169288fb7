"""Replies as an app's messages: within its limits, nothing lost, what to do first and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import terminal
from bot.channels import words
from bot.channels.parts import Limits, Part, rendered, split
from bot.channels.reply import Replies, Reply
from bot.core import advice, outcome, render
from bot.core.advice import Wording
from bot.core.model import SELF, Answer, Sentence, State
from bot.serve import House
from bot.store import wording as words_of
from tests.channels.apps.kits import KITS
from tests.content.asking import Shelf, only, pages

APPS = {name: kit.channel.limits for name, kit in KITS.items()}
TURN = {"escalation": {"level": "none"}}
LINES = st.text(st.sampled_from("ab .!?[1]\n•🦵"), max_size=400)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(LINES, st.integers(2, 60))
def test_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert bare("".join(pieces)) == bare(text)
    assert all(units(p) <= limit for p in pieces)
    assert pieces == [text] or len(pieces) > 1 or not text.strip() or bare(pieces[0]) == bare(text)


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert split("One. Two.\n\n• Three.", 19) == ["One. Two.\n\n• Three."]


def test_marks_stay_with_their_sentence() -> None:
    text = "Cramps often come at night. [1][2] (under review) Some say otherwise. [3]"
    assert split(text, 50) == ["Cramps often come at night. [1][2] (under review)", "Some say otherwise. [3]"]


def test_lines_are_cut_before_sentences_and_sentences_before_words() -> None:
    assert split("Aa bb. Cc dd.\nEe ff.", 14) == ["Aa bb. Cc dd.", "Ee ff."]
    assert split("Aa bb. Cc dd.", 8) == ["Aa bb.", "Cc dd."]
    assert split("aaaa bbbb", 6) == ["aaaa", "bbbb"]
    assert split("🦵🦵🦵", 2) == ["🦵", "🦵", "🦵"]


BUTTONS = [{"title": f"Choice {n}", "payload": f"/p{n}"} for n in range(3)]


def test_choices_are_native_labelled_by_number_or_only_numbered() -> None:
    reply = Reply(({"text": "Which?", "buttons": BUTTONS},), TURN)
    [native] = rendered(reply, Limits(100, 3, 10))
    assert native.text == "Which?" and [c.title for c in native.choices] == [
        "Choice 0",
        "Choice 1",
        "Choice 2",
    ]
    [short] = rendered(reply, Limits(100, 3, 5))
    assert short.text == "Which?\n1: Choice 0\n2: Choice 1\n3: Choice 2"
    assert [c.title for c in short.choices] == ["1", "2", "3"]
    [numbered] = rendered(reply, Limits(200))
    assert numbered == Part(f"{short.text}\n{words.BY_NUMBER}")


def test_numbers_go_on_over_the_messages_of_a_reply() -> None:
    reply = Reply(({"text": "A", "buttons": BUTTONS}, {"text": "", "buttons": BUTTONS[:1]}), TURN)
    assert [p.text for p in rendered(reply, Limits(200))][1].startswith(f"{words.CHOOSE}\n4: Choice 0")


def test_choices_stand_below_the_last_piece() -> None:
    reply = Reply(({"text": "One. Two.", "buttons": BUTTONS},), TURN)
    assert [len(p.choices) for p in rendered(reply, Limits(5, 3, 10))] == [0, 3]


def test_what_to_do_in_an_emergency_comes_first() -> None:
    messages = tuple({"text": t, "buttons": []} for t in ("Hello.", "Call now."))
    reply = Reply(messages, {"escalation": {"level": "emergency"}}, acts=("chrome", "advise"))
    assert [p.text for p in rendered(reply, Limits(100))] == ["Call now.", "Hello."]


def _advices(parts: House) -> Iterator[tuple[str, str]]:
    """Every rule's advice in full, for its writer and for somebody else, sure and unsure: its level too."""
    made = words_of.wording(parts.content, {"US": "911", "UK": "999", "EU": "112"}, None)
    for rule in parts.content.rules.values():
        for about in (SELF, "other:mother"):
            for how in ("present", "unsure"):
                said = advice.advise(State(verdict=only(rule, about, how)), made, in_full=True)
                if said:
                    yield rule.level, render.advice(said, parts.content)


def _facts(parts: House) -> Iterator[str]:
    """Every topic to its end, and every fact alone in both wordings."""
    shelf = Shelf(parts.content)
    for topic in parts.content.topics:
        yield from (render.plain(page, parts.content) for page in pages(topic, shelf))
    for fact in parts.content.fact_list:
        for text in filter(None, (fact.plain, fact.clinician)):
            lead = Sentence(text, fact.id, fact.cites, "under review")
            yield render.plain(Answer(fact.topics, lead=lead), parts.content)


def _questions(parts: House) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Every question of the check, for its writer and for somebody else, with all its choices."""
    book = parts.content.book
    for inquiry in book.inquiries:
        for who in (None, "your mother"):
            choices = outcome.buttons(inquiry, inquiry.choices, book)
            yield outcome.question(inquiry, inquiry.choices, who), choices
    yield "Which fits?", outcome.plans(book)


def fits(reply: Reply, limits: Limits) -> list[Part]:
    """The parts of a reply, held against the limits and against what was said."""
    parts = rendered(reply, limits)
    assert all(0 < units(p.text) <= limits.text for p in parts)
    assert all(len(p.choices) <= limits.choices for p in parts)
    assert all(units(c.title) <= limits.title and len(c.key) <= 64 for p in parts for c in p.choices)
    everything = bare("".join(p.text for p in parts))
    for message in reply.messages:
        assert bare(message["text"]) in everything
        assert len(message["buttons"]) in (0, *(len(p.choices) for p in parts)) or not limits.choices
        native = {c.title for p in parts for c in p.choices}
        listed = [b for b in message["buttons"] if b["title"] not in native]
        assert all(f": {b['title']}\n" in f"{parts[-1].text}\n" for b in listed)
    return parts


@pytest.mark.parametrize("app", APPS)
def test_every_advice_fits_and_an_emergency_is_whole_and_first(app: str, parts: House) -> None:
    levels = set()
    for level, text in _advices(parts):
        said = ({"text": "Hello.", "buttons": []}, {"text": text, "buttons": []})
        reply = Reply(said, {"escalation": {"level": level}}, acts=("chrome", "advise"))
        made = fits(reply, APPS[app])
        levels.add(level)
        if level == "emergency":
            assert made[0].text == text, "cut, or not first"
    assert levels >= {"emergency", "urgent"}


@pytest.mark.parametrize("app", APPS)
def test_every_fact_fits_and_keeps_its_citation(app: str, parts: House) -> None:
    count = 0
    for text in _facts(parts):
        count += 1
        for piece in fits(Reply(({"text": text, "buttons": []},), TURN), APPS[app]):
            body = piece.text.partition("Sources:")[0] if "Sources:" in piece.text else ""
            assert not body.startswith("["), "a citation lost its sentence"
    assert count > len(parts.content.fact_list)


@pytest.mark.parametrize("app", APPS)
def test_every_question_of_the_check_fits(app: str, parts: House) -> None:
    asked = list(_questions(parts))
    assert len(asked) > 10
    for text, choices in asked:
        fits(Reply(({"text": text, "buttons": choices},), TURN), APPS[app])


def test_every_text_and_choice_is_readable_in_a_terminal_of_80_columns(parts: House) -> None:
    said = [(text, []) for text in (*(t for _, t in _advices(parts)), *_facts(parts))]
    for text, choices in (*said, *_questions(parts)):
        shown = terminal.wrapped(text)
        listed = terminal.listed(choices)
        assert all(len(line) <= 80 for line in f"{shown}\n{listed}".splitlines())
        assert bare(shown) == bare(text), "nothing is lost, and no citation is cut out of its line"
        for number, choice in enumerate(choices, 1):
            assert terminal.chosen(str(number), choices) == choice["payload"]
            assert bare(f"{number}: {choice['title']}") in bare(listed)


def test_no_text_of_content_reads_as_markup_anywhere(parts: House) -> None:
    """Telegram and Messenger get plain text; WhatsApp and Slack would take these as styles."""
    said = [*(t for _, t in _advices(parts)), *_facts(parts), *(t for t, _ in _questions(parts))]
    styled = [t for t in said if re.search(r"[*~`<>]|(?<![A-Za-z])_|_(?![A-Za-z])", t)]
    assert styled == []


def test_notices_fit_too() -> None:
    texts = [v for k, v in vars(words).items() if k.isupper()]
    assert texts and all(units(t) < 200 for t in texts)


def test_a_notice_of_a_channel_has_a_turn(parts: House) -> None:
    reply = Replies(parts.content, wording_of(parts)).notice("Sorry.", State())
    assert [m["text"] for m in reply.messages] == ["Sorry."]


def wording_of(parts: House) -> Wording:
    return words_of.wording(parts.content, {"US": "911"}, "US")
