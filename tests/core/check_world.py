"""A small check over the small world: one question about danger, three about the pattern, one that
another leads to."""

from __future__ import annotations

from dataclasses import replace

from bot.core import findings, replies
from bot.core.interview import Book, Choice, Inquiry, Outcome, Steps
from bot.core.model import Cite, State
from tests.core import world

CITES = (Cite("S1", "p"),)


def inquiry(id, *concepts, danger=False, when=(), **more):
    """A question that says its own id."""
    made = tuple(Choice(c, c.title(), f"says {c}", {c: "present"}) for c in concepts)
    return Inquiry(id, f"{id}?", f"{id} {{who}}?", f"{id} because", CITES, made, danger, tuple(when), **more)


def outcome(level, *plan_words):
    """An outcome that says its own level."""
    return Outcome(level, f"{level} says.", f"{level} says of {{who}}.", f"{level} watch.", f"plan {level}",
                   plan_words, f"{level} right", f"{level} sooner", f"{level} later", CITES)  # fmt: skip


BOOK = Book(
    inquiries=(
        inquiry("heart", "palpitations", "fainting", danger=True),
        inquiry("pills", "diuretic"),
        inquiry("who", "child", yes={}, unsure={}),
        inquiry("walk", "claudication", "poor_flow"),
        inquiry("legs", "walking", when=("child",)),
    ),
    outcomes={
        o.level: o
        for o in (
            outcome("urgent", "today"),
            outcome("see_doctor", "book"),
            outcome("next_visit", "mention"),
            outcome("none", "at home", "wait"),
        )
    },
    words={
        "none": ("none of these",),
        "unsure": ("not sure",),
        "back": ("back",),
        "change": ("change my answer",),
        "skip": ("skip",),
        "why": ("why",),
        "stop": ("stop",),
        "help": ("help",),
        "asking": ("when", "what"),
        "ambulance": ("ambulance",),
        "eased": ("it eased",),
        "still": ("still there",),
    },
    titles={"none": "None", "no": "No", "yes": "Yes", "unsure": "Not sure", "why": "Why?"},
    coach=Steps(("stretching", "walking", "last"), "Careful.", CITES, ("first",), ("caveat",)),
)


class Talk:
    """A conversation that is checked, with hearing left out: what is heard is given."""

    def __init__(self, *known, turn=1):
        self.state = State(turn=turn, findings=known, verdict=world.judge(*known))

    @property
    def check(self):
        return self.state.check

    def _judged(self, mentions):
        known = findings.merge(self.state.findings, mentions, now=world.NOW, turn=self.state.turn)
        return known, world.judge(*known, turn=self.state.turn, before=self.state.verdict)

    def _turn(self, mentions, intent):
        known, verdict = self._judged(mentions)
        self.state = replace(self.state, findings=known, verdict=verdict)
        check = replies.turn(BOOK, self.state, intent, lambda told: self._judged(told)[1])
        self.state = replace(self.state, check=check)
        return check

    def start(self):
        """Ask for the check."""
        return self._turn((), "triage_start")

    def say(self, words, intent="inform", *heard, bare=None):
        """Say something, of which ``heard`` is heard."""
        self.state = replace(self.state, turn=self.state.turn + 1)
        if self.check:
            how = replies.read(BOOK, self.check, words, bare, heard)
            self.state = replace(self.state, check=replace(self.check, read=how))
        more = replies.taken(BOOK, self.check, self.state.findings, heard) if self.check else ()
        return self._turn((*heard, *more), intent)

    def press(self, answer):
        """Press a button."""
        self.state = replace(self.state, turn=self.state.turn + 1)
        self.state = replace(self.state, check=replies.pressed(BOOK, self.check, answer))
        told = replies.taken(BOOK, self.check, self.state.findings)
        return self._turn(told, "triage_answer")

    def status(self, concept):
        """What is known of a concept."""
        return next((f.status for f in self.state.findings if f.concept == concept), None)
