from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from bot.core import talk
from bot.core.model import rank
from bot.settings import ROOT
from tests.actions.conftest import LEVELS, Server

INTENTS = [
    next(iter(i)) if isinstance(i, dict) else i
    for i in yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
] + [talk.NOT_UNDERSTOOD]


@pytest.mark.parametrize("topic", ["treatment_now", "night_cramps", "pad_info"])
def test_a_question_is_answered_with_the_facts_of_its_topic(server: Server, topic: str) -> None:
    done = server.ask(f"ask_{topic}")
    known = {f.id: f for f in server.facts.facts(topic)}
    assert done.responses == [None]
    assert done.turn["act"] == "answer"
    assert done.turn["topics"] == [topic]
    assert done.turn["facts"] and set(done.turn["facts"]) <= set(known)
    assert {s for f in done.turn["facts"] for s in known[f].sources} <= set(done.turn["sources"])
    assert done.turn["withheld"] == []
    assert done.slots["answered"]["told"] == done.turn["facts"]


def test_every_fact_that_is_told_stands_in_the_text_with_its_mark(server: Server) -> None:
    done = server.ask("ask_treatment_now")
    text = done.said[0]["text"]
    told = {f.id: f for f in server.facts.facts("treatment_now") if f.id in done.turn["facts"]}
    assert all(f"{f.plain}" in text for f in told.values())
    assert "Sources:" in text and "[1]" in text


def test_a_water_pill_withholds_drinks_and_salts_and_the_advice_is_said(server: Server) -> None:
    plain = server.ask("ask_hydration_diet")
    limited = server.ask("ask_hydration_diet", server.state("diuretic"))
    withheld = dict(limited.turn["withheld"])
    assert withheld and set(withheld.values()) <= {"RF-14", "RF-16"}
    assert set(withheld).isdisjoint(limited.turn["facts"])
    assert set(withheld) & set(plain.turn["facts"]), "what was kept back would have been told"
    assert limited.responses == [None, "utter_advice"]


def test_what_limits_the_mother_does_not_limit_the_writer(server: Server) -> None:
    mothers = server.state("diuretic", "cramp", about="other:mother")
    about_her = server.ask("ask_hydration_diet", mothers)
    about_me = server.ask("ask_hydration_diet", server.state("diuretic", "cramp", focus="other:mother"))
    assert about_her.turn["withheld"] and not about_me.turn["withheld"]


@pytest.mark.parametrize("intent", sorted(talk.STATEMENTS))
def test_a_statement_that_was_heard_is_noted(server: Server, intent: str) -> None:
    assert server.ask(intent, server.state("cramp")).responses == ["utter_noted"]


@pytest.mark.parametrize(
    ("intent", "response"),
    [("affirm", "utter_all_right"), ("deny", "utter_all_right"), ("inform", "utter_not_understood")],
)
def test_nothing_is_noted_of_what_said_nothing(server: Server, intent: str, response: str) -> None:
    assert server.ask(intent).responses == [response]


@pytest.mark.parametrize("intent", sorted(talk.STATEMENTS))
@pytest.mark.parametrize("level", ["see_doctor", "urgent"])
def test_a_statement_with_danger_gets_the_advice_alone(server: Server, intent: str, level: str) -> None:
    state = server.state(*LEVELS[level])
    assert state.verdict.level == level
    assert server.ask(intent, state).responses == ["utter_advice"]


@pytest.mark.parametrize(
    ("intent", "response"),
    [("affirm", "utter_fine"), ("deny", "utter_fine"), ("inform", "utter_not_understood")],
)
def test_what_says_nothing_is_met_before_advice_is_said_again(
    server: Server, intent: str, response: str
) -> None:
    state = server.state(*LEVELS["urgent"])
    later = replace(state, turn=state.turn + 1)
    assert server.ask(intent, later).responses == [response, "utter_advice"]


def test_more_told_under_advice_is_noted(server: Server) -> None:
    state = server.state(*LEVELS["urgent"])
    (first, *others) = state.findings
    later = replace(state, turn=state.turn + 1, findings=(*others, replace(first, turn=state.turn + 1)))
    assert server.ask("inform", later).responses == ["utter_heard", "utter_advice"]


def test_what_was_not_understood_is_asked_again_with_topics_as_buttons(server: Server) -> None:
    done = server.ask(talk.NOT_UNDERSTOOD, ranking=("ask_quinine", "meta_bot", "inform", "ask_footwear"))
    assert done.responses == ["utter_not_understood"]
    assert [b["payload"] for b in done.said[0]["buttons"]] == [
        "/ask_quinine",
        "/ask_footwear",
        "/meta_menu",
    ]
    assert all(b["title"] for b in done.said[0]["buttons"])


def test_more_goes_on_with_what_was_not_told_and_ends_by_saying_so(server: Server) -> None:
    done = server.ask("ask_night_cramps")
    told = list(done.turn["facts"])
    for _ in range(20):
        done = server.ask(talk.MORE, answered=done.slots["answered"])
        if done.responses != [None]:
            break
        assert done.turn["topics"] == ["night_cramps"]
        assert set(done.turn["facts"]).isdisjoint(told), "told twice"
        told += done.turn["facts"]
    assert done.responses == ["utter_nothing_more"]
    facts = server.facts.facts("night_cramps")
    sayable = {f.status for f in facts if f.id in told}
    left = [f.id for f in facts if f.id not in told and f.status in sayable and f.serve != "after_review"]
    assert len(told) > 4 and left == []


def test_more_before_anything_was_told_does_not_fail(server: Server) -> None:
    assert server.ask(talk.MORE).responses == ["utter_nothing_said"]


def test_said_again_it_is_the_same_and_shorter_it_is_the_direct_answer(server: Server) -> None:
    first = server.ask("ask_night_cramps")
    more = server.ask(talk.MORE, answered=first.slots["answered"])
    again = server.ask(talk.MORE, server.state(wish="repeat"), answered=more.slots["answered"])
    assert again.said == more.said and again.slots == more.slots
    short = server.ask(talk.MORE, server.state(wish="shorter"), answered=more.slots["answered"])
    assert short.turn["facts"] == more.turn["facts"][:1]


def test_where_that_is_from_names_the_sources_of_the_last_answer(server: Server) -> None:
    first = server.ask("ask_quinine")
    told = server.ask(talk.SOURCES, server.state(wish="sources"), answered=first.slots["answered"])
    assert told.responses == ["utter_where_from", None]
    cited = {c.source for f in server.facts.facts("quinine") if f.id in first.turn["facts"] for c in f.cites}
    assert len(told.said[1]["text"].split("\n")) == len(cited)
    assert server.ask(talk.SOURCES, server.state(wish="sources")).turn["topics"] == ["meta_source"]


def test_where_that_is_from_says_the_advice_that_stands_and_nothing_in_an_emergency(server: Server) -> None:
    told = server.ask("ask_quinine").slots["answered"]
    urgent = server.state(*LEVELS["urgent"], wish="sources")
    assert server.ask(talk.SOURCES, urgent, answered=told).responses == [
        "utter_where_from",
        None,
        "utter_advice",
    ]
    emergency = server.state(*LEVELS["emergency"], wish="sources")
    assert "utter_where_from" not in server.ask(talk.SOURCES, emergency, answered=told).responses


NEAREST = "stretching before bed"


def test_what_fits_no_topic_is_answered_with_the_nearest_that_a_source_says(server: Server) -> None:
    done = server.ask(talk.NOT_UNDERSTOOD, words=NEAREST)
    assert done.responses == ["utter_nearest", None]
    assert done.turn["facts"] and done.turn["sources"]
    assert set(done.turn["facts"]) <= {f.id for f in server.facts.search(NEAREST)}
    assert server.ask(talk.NOT_UNDERSTOOD, words="zzz").responses == ["utter_not_understood"]


def test_what_is_off_topic_is_said_so_and_the_advice_that_stands_with_it(server: Server) -> None:
    assert server.ask(talk.OUT_OF_SCOPE).responses == ["utter_out_of_scope"]
    urgent = server.state(*LEVELS["urgent"])
    assert server.ask(talk.OUT_OF_SCOPE, urgent).responses == ["utter_out_of_scope", "utter_advice"]


@pytest.mark.parametrize(
    ("before", "topic"),
    [(None, "when_to_see_doctor"), ("night_cramps", "when_to_see_doctor"), ("quinine", "quinine")],
)
def test_is_that_dangerous_means_what_was_told_of(server: Server, before: str | None, topic: str) -> None:
    answered = server.ask(f"ask_{before}").slots["answered"] if before else None
    done = server.ask("ask_when_to_see_doctor", server.state(wish="danger"), answered=answered)
    assert done.turn["topics"] == [topic]
    assert (done.turn["facts"][0] == "cramp.usually-harmless") == (topic != "quinine")


def test_content_of_another_build_gets_the_apology_and_no_facts(server: Server) -> None:
    done = server.ask("ask_treatment_now", server.state(content="0123456789abcdef"))
    assert done.responses == ["utter_apology"]
    assert done.events == []


def test_an_emergency_gets_the_later_line_and_no_fact(server: Server) -> None:
    done = server.ask("ask_treatment_now", server.state(*LEVELS["emergency"]))
    assert done.responses == [None]
    assert done.turn["facts"] == [] and done.turn["sources"] == []
    assert done.turn["act"] == "advise"
    assert {rule for _, rule in done.turn["withheld"]} == {"RF-15"}
    assert done.said[0]["text"] == server.known.rules["RF-15"].advice["withheld"]


@pytest.mark.parametrize("level", LEVELS)
def test_every_intent_is_handled_at_every_level(server: Server, level: str, hold) -> None:
    state = server.state(*LEVELS[level])
    assert state.verdict.level == level

    def wrong(intent: str) -> str:
        done = server.ask(intent, state)
        if level == "emergency":
            # The advice was said before this action; what follows is a line or nothing, never an answer.
            line = done.responses in ([], [None])
            return "" if line and all(m["custom_turn"]["facts"] == [] for m in done.said) else "answers"
        advice = int(rank(state.verdict.level) > 0)
        right = done.said and done.responses.count("utter_advice") == advice
        return "" if right else f"says {done.responses}"

    hold(INTENTS, wrong)
