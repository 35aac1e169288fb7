"""Score the trained model on the slice's held-out sentences: topics and findings.

    .venv/bin/python evals/slice.py [--kinds]

Prints accuracy over labelled topics (first label), off-topic let through, in-scope refused, and
precision, recall and F1 over findings (concept, status, person; the person of a general finding
does not count). ``--kinds`` tells which labels are mistaken for which, never the sentences: cues and
examples are not written from them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.core.talk import topic_of
from bot.processes import MODEL

HERE = Path(__file__).parent


async def main(show: bool) -> None:
    configure_structlog(logging.ERROR)
    agent = Agent.load(str(MODEL))
    await questions(agent, show)
    await findings(agent, show)


async def questions(agent: Agent, show: bool) -> None:
    items = yaml.safe_load((HERE / "slice_questions.yml").read_text())
    right = inside = let = refused = outside = 0
    mistakes: Counter[str] = Counter()
    for item in items:
        parsed = await agent.parse_message(item["text"])
        topic = topic_of(parsed["intent"]["name"]) or "statement"
        wanted = [item["topics"][0], *item.get("also", [])]
        if wanted[0] == "out_of_scope":
            outside += 1
            let += topic != "out_of_scope"
        else:
            inside += 1
            right += topic in wanted
            refused += topic == "out_of_scope"
        if topic not in wanted:
            mistakes[f"{wanted[0]} taken for {topic}"] += 1
    print(f"topics right {right}/{inside} = {right / inside:.3f}")
    print(
        f"off-topic let through {let}/{outside} = {let / outside:.3f}; "
        f"in-scope refused {refused}/{inside} = {refused / inside:.3f}"
    )
    tell(mistakes, show)


async def findings(agent: Agent, show: bool) -> None:
    items = yaml.safe_load((HERE / "slice_findings.yml").read_text())
    hit = extra = missed = 0
    mistakes: Counter[str] = Counter()
    scored = {"diuretic", "diuretic_planned", "claudication", "pad_suspected", "pad_known", "palpitations",
              "leg_weakness", "confusion", "fainting", "vomiting", "seizure_suspected"}  # fmt: skip
    for item in items:
        parsed = await agent.parse_message(item["text"])
        got = {_key(f) for f in parsed["charley"]["state"]["findings"] if f["concept"] in scored}
        want = {_key(f) for f in item["findings"] if f["concept"] in scored}
        hit, extra, missed = hit + len(got & want), extra + len(got - want), missed + len(want - got)
        mistakes.update(f"extra {' '.join(f)}" for f in got - want)
        mistakes.update(f"missed {' '.join(f)}" for f in want - got)
    precision, recall = hit / (hit + extra), hit / (hit + missed)
    print(
        f"findings: precision {precision:.3f}, recall {recall:.3f}, "
        f"F1 {2 * precision * recall / (precision + recall):.3f}"
    )
    tell(mistakes, show)


def tell(mistakes: Counter[str], show: bool) -> None:
    for kind, count in mistakes.most_common() if show else ():
        print(f"  {count} {kind}")


def _key(finding: dict[str, Any]) -> tuple[str, str, str]:
    about = "any" if finding["status"] == "general" else finding["about"]
    return finding["concept"], finding["status"], about


if __name__ == "__main__":
    asyncio.run(main("--kinds" in sys.argv))
