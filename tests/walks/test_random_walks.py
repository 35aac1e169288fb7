"""Nothing is a dead end: people who say and press things by chance, to the whole bot in one process.

`make test` walks some hundred turns, `make walks` 5,000. SEED= walks the walk of a failure again.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from bot.channels.reply import Reply
from bot.processes import MODEL
from bot.serve import house
from tests.walks.process import Bot

TURNS = int(os.environ.get("WALK_TURNS", "300"))
SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
EMERGENCY = "i have crushing chest pain and i cant breathe"
SAID = yaml.safe_load((Path(__file__).parent / "said.yml").read_text(encoding="utf-8"))
WEIGHTS = {"questions": 5, "about people": 5, "the check": 5, "the talk": 4, "noise": 3, "danger": 0.4}
FORGOTTEN, HELPED, OVER = (
    "this conversation is deleted",
    ("own words", "eight questions"),
    "from the beginning",
)
_SAME_MOST = 3


@dataclass
class Walk:
    """One conversation by chance; every reply is looked at."""

    bot: Bot
    chance: random.Random
    conversation: str = ""
    path: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conversation = self.bot.open()

    def step(self) -> Reply:
        """Say something, or press a button that the last reply offered."""
        if self.offered and self.chance.random() < 0.4:
            return self.say(self.chance.choice(self.offered))
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        return self.say(self.chance.choice(SAID[kind]))

    def say(self, text: str) -> Reply:
        """One turn, and what holds of every turn."""
        self.path.append(text)
        reply = self.bot.say(self.conversation, text)
        self.offered = [b["payload"] for m in reply.messages for b in m["buttons"]]
        whole = text_of(reply)
        for message in reply.messages:
            assert message["text"].strip(), self.tell("an empty message")
        assert "utter_" not in whole and "{" not in whole, self.tell(whole)
        assert reply.turn["act"] != "apology", self.tell(whole)
        if reply.turn["escalation"]["level"] == "emergency":
            assert "911" in reply.messages[0]["text"] or "988" in whole, self.tell(whole)
        self.said.append((text, whole))
        self._no_loop(reply)
        return reply

    def _no_loop(self, reply: Reply) -> None:
        """A question of the check is not put for ever to one who says different things; nothing else is
        said in the same words to different things but what stands."""
        if reply.turn["escalation"]["level"] != "none" or reply.forgotten:
            return
        last = self.said[-_SAME_MOST - 1 :]
        asked_differently = len({text for text, _ in last}) == _SAME_MOST + 1
        same = len({whole for _, whole in last}) == 1
        assert not (asked_differently and same), self.tell(f"the same again and again: {last[-1][1]}")

    def tell(self, wrong: str) -> str:
        return f"SEED={SEED}: {wrong}\nafter: {self.path}"


def text_of(reply: Reply) -> str:
    """All that a reply says."""
    return "\n".join(m["text"] for m in reply.messages)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    if not MODEL.exists():
        pytest.skip("no trained model: `make train` makes one")
    folder = tmp_path_factory.mktemp("walks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        house.cache_clear()
        yield Bot(folder)
    house.cache_clear()


def test_from_any_state_help_starting_over_danger_and_forgetting_work(bot: Bot) -> None:
    chance = random.Random(SEED)
    print(f"SEED={SEED}")
    turns, ends = 0, Counter[str]()
    while turns < TURNS:
        walk = Walk(bot, chance)
        for _ in range(chance.randint(0, 14)):
            walk.step()
        ends[_ended(bot, walk)] += 1
        for way in chance.sample([_help, _start_over, _danger], 3):
            way(walk)
        _forget(walk)
        turns += len(walk.path)
    print(f"{turns} turns; the states that they were left from: {dict(ends)}")
    assert turns < 1000 or {"none", "check", "coach", "urgent", "emergency"} <= ends.keys()


def _ended(bot: Bot, walk: Walk) -> str:
    """What a walk had come to."""
    state, loop = bot.carried(walk.conversation)
    if state.verdict.level == "emergency":
        return "emergency"
    coached = state.coach is not None and state.coach.phase == "going"
    return "check" if loop else "coach" if coached else state.verdict.level


def _help(walk: Walk) -> None:
    assert any(h in text_of(walk.say("help")) for h in HELPED), walk.tell("no help")


def _start_over(walk: Walk) -> None:
    before = {(f["concept"], f["about"]) for f in walk.say("hello").turn["findings"]}
    reply = walk.say("start over")
    assert OVER in text_of(reply), walk.tell("no new start")
    assert before <= {(f["concept"], f["about"]) for f in reply.turn["findings"]}, walk.tell("findings lost")
    assert walk.bot.carried(walk.conversation)[1] is None, walk.tell("a loop goes on")


def _danger(walk: Walk) -> None:
    reply = walk.say(EMERGENCY)
    assert reply.turn["escalation"]["level"] == "emergency", walk.tell("danger unheard")
    assert walk.bot.carried(walk.conversation)[1] is None, walk.tell("a loop goes on in danger")


def _forget(walk: Walk) -> None:
    reply = walk.say("forget me")
    assert reply.forgotten and FORGOTTEN in text_of(reply), walk.tell("not forgotten")
    assert reply.turn["findings"] == [], walk.tell("something is left")
    if reply.turn["escalation"]["level"] == "emergency":
        assert "911" in reply.messages[0]["text"] or "988" in text_of(reply), walk.tell("no last advice")
    fresh = walk.say("what do you know about me?")
    assert (fresh.turn["findings"], fresh.turn["escalation"]["level"]) == ([], "none"), walk.tell("known yet")
