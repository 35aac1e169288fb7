"""From what a turn said to what a client gets: messages for people, `turn/1` for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels import words
from bot.core import advice
from bot.core.advice import Wording
from bot.core.model import Fact, Fired, Source, State, unique
from bot.store.content import Content

Message = Mapping[str, Any]

_ACTS = ("answer", "ask", "result", "clarify", "decline", "apology", "chrome", "advise")
"""The acts of a turn's messages; the first one found names the turn."""


@dataclass(frozen=True)
class Reply:
    """What one turn gives back; ``receipt`` names the receipt of it, where one was kept; ``acts`` tells
    of each message what it does (advise, answer ...), None where it does not say; ``diary`` is what a
    chart of the diary shows, where one is told; ``clock`` is what a clock beside the coach's steps needs,
    while they go on; ``once`` is said last, and never again; ``forgotten``: all that was said is gone, and
    the conversation begins anew."""

    messages: tuple[dict[str, Any], ...]
    turn: dict[str, Any]
    receipt: str | None = None
    acts: tuple[str | None, ...] = ()
    diary: dict[str, Any] | None = None
    clock: dict[str, Any] | None = None
    once: str = ""
    forgotten: bool = False

    def with_note(self, text: str, once: bool) -> Reply:
        """The reply with something more said at its end, only in this very reply where ``once``."""
        if once:
            return replace(self, once=text)
        return replace(self, messages=(*self.messages, _note(text))) if text else self

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the API."""
        return {"messages": [*self.messages, *([_note(self.once)] if self.once else [])], "turn": self.turn}

    def to_record(self) -> dict[str, Any]:
        """What is kept so that the same reply can be given again."""
        again = replace(self, once=words.SHOWN_ONCE if self.once else "")
        return {**again.to_dict(), **self.beside()}

    def beside(self) -> dict[str, Any]:
        """What stands beside messages and turn, for a client that draws it."""
        return {
            "receipt": self.receipt,
            "acts": list(self.acts),
            "diary": self.diary,
            "clock": self.clock,
        }

    @classmethod
    def from_record(cls, body: Mapping[str, Any]) -> Reply:
        """The reply that `to_record` kept."""
        acts = tuple(body.get("acts", ()))
        receipt, diary, clock = (body.get(name) for name in ("receipt", "diary", "clock"))
        return cls(tuple(body["messages"]), body["turn"], receipt, acts, diary, clock)


class Replies:
    """Makes replies; total: with nothing to say it apologises, and says what to do in danger."""

    def __init__(self, content: Content, wording: Wording) -> None:
        self._content = content
        self._wording = wording
        self._facts = {f.id: f for f in content.fact_list}

    def make(
        self, said: Sequence[Message], state: State, *, saved: bool = True, remembered: bool = True
    ) -> Reply:
        """The reply of a turn that said these messages and left this state."""
        kept = [m for m in said if m.get("text") or m.get("buttons")]
        messages = [self._message(m) for m in kept]
        if state.check and state.check.asking:  # one thing to answer: what was said before offers nothing
            messages = [*({**m, "buttons": []} for m in messages[:-1]), *messages[-1:]]
        acts = tuple((m.get("turn") or {}).get("act") for m in kept)
        if not messages:
            return self.apology(state, saved=saved, remembered=remembered)
        notes = _notes(saved=saved, remembered=remembered)
        turns = [m.get("turn") or {} for m in said]
        chart = next((t["diary"] for t in turns if "diary" in t), None)
        clock = self._clock(state)
        return Reply((*messages, *notes), self._turn(turns, state), acts=acts, diary=chart, clock=clock)

    def not_forgotten(self, state: State) -> Reply:
        """The reply when a conversation could not be deleted: what stands first, then that it failed."""
        line = self.emergency_line(state)
        messages = [{"text": t, "buttons": []} for t in (line, words.NOT_FORGOTTEN) if t]
        acts = ("advise", "apology") if line else ("apology",)
        return Reply(tuple(messages), self._turn([{"act": "apology"}], state), acts=acts)

    def apology(self, state: State, *, saved: bool = True, remembered: bool = True) -> Reply:
        """The reply when a turn failed: the advice that stands first, else where to turn."""
        said = advice.advise(state, self._wording)
        call = words.IF_URGENT.format(call=self._wording.call(state.country))
        texts = [said.text, words.BROKEN] if said else [f"{words.BROKEN} {call}"]
        messages = [{"text": t, "buttons": []} for t in texts]
        notes = _notes(saved=saved, remembered=remembered)
        acts = ("advise", "apology") if said else ("apology",)
        return Reply((*messages, *notes), self._turn([{"act": "apology"}], state), acts=acts)

    def notice(self, text: str, state: State) -> Reply:
        """A reply that is no turn's: one sentence of the channel's, what to do in an emergency before it."""
        line = self.emergency_line(state)
        messages = [{"text": t, "buttons": []} for t in (line, text) if t]
        return Reply(tuple(messages), self._turn([{"act": "chrome"}], state))

    def emergency_line(self, state: State) -> str | None:
        """What to do, when an emergency holds; None otherwise."""
        if state.verdict.level != "emergency":
            return None
        said = advice.advise(state, self._wording)
        return said.text if said else None

    def _clock(self, state: State) -> dict[str, Any] | None:
        """While the coach goes on: after how many seconds a cramp is another matter, and the button then."""
        limit = self._content.book.coach.limit
        if limit is None or state.coach is None or state.coach.phase != "going":
            return None
        return {"seconds": limit.minutes * 60, "title": limit.title, "payload": limit.says}

    @staticmethod
    def _message(message: Message) -> dict[str, Any]:
        buttons = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or ()]
        return {"text": message.get("text") or "", "buttons": buttons}

    def _turn(self, said: Sequence[Mapping[str, Any]], state: State) -> dict[str, Any]:
        acts = {s.get("act") for s in said}
        facts = [self._facts[i] for i in _all(said, "facts") if i in self._facts]
        fired = [f for f in state.verdict.fired if f.level != "none"]
        rules = [self._content.rules[f.rule] for f in fired if f.rule in self._content.rules]
        sources = unique(
            [
                *_all(said, "sources"),
                *(s for f in facts for s in f.sources),
                *(c.source for r in rules for c in r.cites),
            ]
        )
        return {
            "schema": "turn/1",
            "act": next((a for a in _ACTS if a in acts), "apology"),
            "topics": list(unique(_all(said, "topics"))),
            "facts": [_fact(f) for f in facts],
            "sources": [_source(s) for i in sources if (s := self._content.source(i))],
            "escalation": {
                "level": state.verdict.level,
                "rules": [self._rule(f) for f in fired],
            },
            "findings": [
                {"concept": f.concept, "status": f.status, "about": f.about, "turn": f.turn}
                for f in state.findings
            ],
            "withheld": [{"fact": f, "rule": r} for s in said for f, r in s.get("withheld") or ()],
            "not_covered": list(unique(_all(said, "not_covered"))),
            "content": self._content.digest,
        }

    def _rule(self, fired: Fired) -> dict[str, Any]:
        rule = self._content.rules.get(fired.rule)
        return {
            "id": fired.rule,
            "level": fired.level,
            "about": fired.about,
            "because": list(fired.because),
            "status": rule.status if rule else None,
            "own": bool(rule and rule.operator),
        }


def _notes(*, saved: bool, remembered: bool) -> tuple[dict[str, Any], ...]:
    """What the person is told when the store failed."""
    if saved and remembered:
        return ()
    return (_note(words.NOT_SAVED if remembered else words.NOT_REMEMBERED),)


def _note(text: str) -> dict[str, Any]:
    return {"text": text, "buttons": []}


def _all(said: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [item for s in said for item in s.get(key) or ()]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "topics": list(fact.topics),
        "sources": list(fact.sources),
        "status": fact.status,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.updated or source.date,
        "url": source.url,
        "licence": source.licence,
        "standing": source.standing,
    }
