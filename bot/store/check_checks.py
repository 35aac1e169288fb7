"""What is wrong with the content of the short check whose files have the right shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.core.interview import NONE, UNSURE, YES
from bot.core.model import LEVELS
from bot.store.entries import Documents, Entry

MOST_DANGER = 3
"""How many questions may find an emergency: they are the first that are asked."""
_TAKEN = {NONE, UNSURE, YES, "skip", "said"}
_KINDS = {
    "none",
    "unsure",
    "back",
    "change",
    "skip",
    "why",
    "stop",
    "help",
    "eased",
    "still",
    "asking",
    "ambulance",
}
_TITLES = {"none", "no", "yes", "unsure", "why", "eased", "still", "check"}


def names(entry: Entry) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The names that an entry of the check uses: kind, the part they stand in, the names."""
    data = entry.data
    if entry.kind == "inquiry":
        yield "concept", "choices", [c for choice in data["choices"] for c in choice["tells"]]
        yield "concept", "when", data.get("when", ())
        yield "concept", "yes", [*data.get("yes", ()), *data.get("unsure", ())]
    if entry.kind == "coach":
        yield "fact", "steps", [*data["steps"], *data["eased"], *data["lasting"], data["limit"]["fact"]]


def problems(documents: Documents, found: Sequence[Entry]) -> Iterator[str]:
    """Questions that could not be asked or answered, levels without words, replies that are missing."""
    inquiries = [e for e in found if e.kind == "inquiry" and e.live]
    if not inquiries:
        return
    yield from _choices(inquiries)
    danger = [e for e in inquiries if e.data.get("danger")]
    for entry in danger[MOST_DANGER:]:
        yield f"{entry.where('danger')}: is the fourth question about danger, and three come first. Join two."
    for entry in danger:
        if entry.data.get("when"):
            yield f"{entry.where('when')}: a question about danger is asked in every check. Remove `when:`."
    yield from _outcomes(inquiries[0], [e for e in found if e.kind == "outcome" and e.live])
    yield from _replies(inquiries[0], documents)


def _choices(inquiries: Sequence[Entry]) -> Iterator[str]:
    for entry in inquiries:
        seen: set[str] = set()
        for place, choice in enumerate(entry.data["choices"]):
            where = entry.where("choices", place)
            if choice["id"] in seen | _TAKEN:
                yield f"{where}: choice {choice['id']!r} is taken. Choose another id."
            seen.add(choice["id"])


def _outcomes(first: Entry, outcomes: Sequence[Entry]) -> Iterator[str]:
    levels = [e.data["level"] for e in outcomes]
    for level in LEVELS[:-1]:  # an emergency says its advice and nothing else
        if (number := levels.count(level)) != 1:
            yield f"{first.where()}: check/outcomes.yml needs one outcome for {level!r}. It has {number}."


def _replies(first: Entry, documents: Documents) -> Iterator[str]:
    words = {kind for d in documents["replies"] for kind in d.data["words"]}
    titles = {name for d in documents["replies"] for name in d.data["titles"]}
    for missing in sorted(_KINDS - words):
        yield f"{first.where()}: check/replies.yml needs `words:` for {missing!r}. Add them."
    for missing in sorted(_TITLES - titles):
        yield f"{first.where()}: check/replies.yml needs a title for {missing!r}. Add it."
