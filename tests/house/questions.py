"""Whether every question is whole: heard, known to Rasa, answered by a rule and by content."""

from __future__ import annotations

from pathlib import Path

import yaml

ASK = "ask_"
OTHERS = {"ask_advice_again"}
"""Asked like a question, answered from what was said and not from a topic."""


def wrong(root: Path) -> list[str]:
    """What a question lacks, a sentence each, with the file that lacks it."""
    heard = {p.stem for p in (root / "data" / "nlu").glob("ask_*.yml")} - OTHERS
    domain = yaml.safe_load((root / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    rules = yaml.safe_load((root / "data" / "rules" / "answers.yml").read_text(encoding="utf-8"))["rules"]
    ruled = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    topics = {f"{ASK}{p.stem}" for p in (root / "content" / "answers").glob("*.yml") if "meta_" not in p.stem}
    contract = yaml.safe_load((root / "docs" / "contract" / "topics.yaml").read_text(encoding="utf-8"))
    promised = {f"{ASK}{name}" for group in contract.values() for name in group}
    places = {
        "data/nlu": heard,
        "domain.yml": intents,
        "data/rules/answers.yml": ruled,
        "content/answers": topics,
        "docs/contract/topics.yaml": promised,
    }
    known = heard | topics | {i for i in intents | ruled if i.startswith(ASK)} - OTHERS
    return [
        f"{name} is not in {place}."
        for name in sorted(known)
        for place, there in places.items()
        if name not in there
    ]
