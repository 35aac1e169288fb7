"""Asking a topic to its end, under a verdict in which one rule holds."""

from __future__ import annotations

from bot.core import answers
from bot.core.answers import Question
from bot.core.model import SELF, Fired, Verdict

MOST_PAGES = 50


class Shelf:
    """Content as a library, without a database: fast enough to ask everything under every rule."""

    def __init__(self, content):
        self.digest, self.rules, self.conflicts = content.digest, content.rules, content.conflicts
        self.topics, self.sources, self.people = content.topics, content.sources, content.people
        self.by_id = {f.id: f for f in content.fact_list}

        self.gap_list, self.lowest_status = content.gaps, "under_review"

    def gaps(self, topic):
        return tuple(g for g in self.gap_list if g.topic == topic)

    def topic(self, topic):
        return self.topics.get(topic)

    def facts(self, topic):
        return tuple(self.by_id[f] for f in self.topics[topic].facts) if topic in self.topics else ()

    def conflict(self, conflict):
        return self.conflicts.get(conflict)

    def source(self, source):
        return self.sources.get(source)


def only(rule=None, about=SELF, how="present"):
    """The verdict in which this rule holds alone; without one, nothing does."""
    if rule is None:
        return Verdict()
    return Verdict(rule.level, (Fired(rule.id, rule.level, about, ("said",), 1, how),))


def pages(topic, library, verdict=None, about=SELF, words=""):
    """Every page of a topic's answer, by asking for more until there is none."""
    told = ()
    for number in range(MOST_PAGES):
        question = Question((topic,), words if not number else "", about, "plain", told, bool(number))
        answer = answers.compose(question, library, verdict or Verdict())
        told += answer.facts
        yield answer
        if not answer.more:
            return
    raise AssertionError(f"{topic} does not end")
