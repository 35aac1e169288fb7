"""The evaluation's sentences and labels, the contract's names, and the training sentences.

Nothing here loads Rasa. The sentences are held out: they are sent to the bot, and nothing prints them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.normalise import normalise
from bot.settings import ROOT
from learning import marked

HERE = Path(__file__).resolve().parent.parent
FROZEN = HERE / "frozen.sha256"
TRAINING = ROOT / "data" / "nlu"
OUT_OF_SCOPE = "out_of_scope"
ANYONE = "anyone"
"""Stands for the person of a general finding, who does not count."""

Finding = tuple[str, str, str]
"""Concept, status, person."""

_FOLDED: Mapping[str, tuple[str, ...]] = {
    "partner": ("husband", "wife"),
    "child": ("son", "daughter", "grandson", "granddaughter"),
    "sibling": ("brother", "sister"),
    "friend": ("neighbour", "colleague"),
    "relative": ("aunt", "uncle", "niece", "nephew", "cousin", "mother_in_law", "father_in_law"),
    "animal": ("dog", "cat", "horse"),
}
"""The contract leaves the names after "other:" open. One name for one relation, whichever the writer
or the bot chose; numbers ("other:patient#2") stay."""
_NAMES: Mapping[str, str] = {other: name for name, others in _FOLDED.items() for other in others}


@dataclass(frozen=True)
class Item:
    """One message with its labels; ``kind`` is "dialogue" for a turn of a dialogue."""

    id: str
    text: str = field(repr=False)
    topics: tuple[str, ...]
    also: tuple[str, ...]
    findings: frozenset[Finding]
    kind: str

    @property
    def accepted(self) -> frozenset[str]:
        """The topics that may come first."""
        return frozenset((*self.topics, *self.also))

    @property
    def sort(self) -> str:
        """How its topic is scored: health, off_topic, talk or statement."""
        if not self.topics:
            return "statement"
        if self.topics[0] == OUT_OF_SCOPE:
            return "off_topic"
        return "talk" if self.topics[0] in topics()["talk"] else "health"


@dataclass(frozen=True)
class Example:
    """One training sentence and where it stands."""

    place: str
    intent: str
    text: str


def utterances() -> list[Item]:
    """The single messages."""
    return [_item(raw, raw["id"], raw["kind"]) for raw in _raw("utterances")]


def dialogues() -> list[list[Item]]:
    """The dialogues, turn by turn; the third turn of D1-01 is D1-01/3."""
    return [
        [_item(turn, f"{raw['id']}/{number}", "dialogue") for number, turn in enumerate(raw["turns"], 1)]
        for raw in _raw("dialogues")
    ]


def vignettes() -> list[Item]:
    """The wordings of the triage cases, without labels: B-001/2 the second, B-001/d2 the second of several
    messages."""
    worded = [raw for raw in _raw("vignettes") if "wordings" in raw]
    return [
        Item(f"{raw['id']}/{mark}{number}", text, (), (), frozenset(), "vignette")
        for raw in worded
        for mark, texts in (("", raw["wordings"]), ("d", raw["drip"]))
        for number, text in enumerate(texts, 1)
    ]


def held_out() -> list[Item]:
    """Everything that must not be learned from."""
    return [*utterances(), *(turn for talk in dialogues() for turn in talk), *vignettes()]


def training(folder: Path = TRAINING) -> list[Example]:
    """The sentences that the model learns from."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        intent = ""
        for number, line in enumerate(lines, 1):
            if named := re.match(r"\s*- intent: (\S+)", line):
                intent = named[1]
            elif example := re.match(r"\s+- (.+)", line):
                found.append(Example(f"{path.name}:{number}", intent, example[1].strip()))
    return found


def said() -> list[Example]:
    """The messages that the second ear learned from."""
    return [Example(m.place, " ".join(m.topics), m.text) for m in marked.read()]


def words(text: str) -> list[str]:
    """The words of a text as hearing spells them, without punctuation."""
    return re.findall(r"\w+", normalise(text).text)


def person(about: str) -> str:
    """One name for a person, whichever word was used for the relation."""
    name, _, number = about.removeprefix("other:").partition("#")
    folded = _NAMES.get(name, name)
    return folded + (f"#{number}" if number else "")


def folded(findings: Iterable[Finding]) -> frozenset[Finding]:
    """The findings with one name for each relation."""
    return frozenset((concept, status, person(about)) for concept, status, about in findings)


def finding(raw: Mapping[str, Any]) -> Finding:
    """A finding as it is compared: a general one is nobody's."""
    return raw["concept"], raw["status"], ANYONE if raw["status"] == "general" else raw["about"]


@lru_cache(maxsize=1)
def topics() -> Mapping[str, frozenset[str]]:
    """The contract's topics, by group."""
    return {group: frozenset(names) for group, names in _contract("topics").items()}


@lru_cache(maxsize=1)
def concepts() -> Mapping[str, str]:
    """The contract's concepts, each with its group."""
    return {name: group for group, names in _contract("findings").items() for name in names}


def broken_seals() -> list[str]:
    """The files of sentences that are not those frozen before the first score."""
    lines = (line.split() for line in FROZEN.read_text(encoding="utf-8").splitlines())
    sealed = {name: digest_ for digest_, name in lines}
    folders = {HERE / name.partition("/")[0] for name in sealed}
    there = {
        path.relative_to(HERE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.iterdir()
    }
    return sorted(name for name in sealed.keys() | there.keys() if sealed.get(name) != there.get(name))


def digest(paths: Iterable[Path]) -> str:
    """One digest of files, names and bytes, 16 hexadecimal digits."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _raw(folder: str) -> list[dict[str, Any]]:
    paths = sorted((HERE / folder).glob("*.yml"))
    return [item for path in paths for item in yaml.load(path.read_bytes(), yaml.CSafeLoader)]


def _item(raw: Mapping[str, Any], id_: str, kind: str) -> Item:
    heard = frozenset(finding(f) for f in raw["findings"])
    return Item(id_, raw["text"], tuple(raw["topics"]), tuple(raw["also"]), heard, kind)


def _contract(name: str) -> dict[str, Any]:
    text = (ROOT / "docs" / "contract" / f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
