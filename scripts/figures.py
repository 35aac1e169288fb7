"""`make figures`: the newest measured figures, written between the markers of the pages that show them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts import speed

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = (
    (README, "figures"),
    (ROOT / "docs" / "safety" / "limits.md", "figures"),
    (README, "bots"),
    (ROOT / "docs" / "decisions" / "0015-fast-and-small.md", "marks"),
    (ROOT / "docs" / "decisions" / "0015-fast-and-small.md", "facts"),
)
"""Each page with the name of its markers."""

SAFETY: Mapping[str, str] = {
    "missed, strict, wordings": "emergencies missed, any lower level, by wording",
    "missed, strict, cases with any of their wordings missed": "emergencies with a wording that is missed",
    "missed, strict, drips": "emergencies missed, told in pieces",
    "missed, lenient (one level low counts as safe), wordings": "emergencies missed, one level low is safe",
    "self-care kept at self-care, wordings": "harmless, and told so",
    "self-care sent to care today (urgent or more), wordings": "harmless, and sent to care today",
    "same level over all wordings of a case": "same level over all wordings of a case",
    "downgrades": "danger talked down by what must not matter",
}
UNDERSTANDING: Mapping[str, str] = {
    "topic right: health questions and off-topic": "question understood",
    "off-topic let through": "off-topic let through",
    "real questions refused": "real questions refused",
    "affirmed or uncertain danger missed": "single findings of danger not heard",
}


def newest(folder: Path, pattern: str, day: str) -> tuple[str, dict[str, Any]]:
    """The newest results whose name matches, made on files as committed: name and content.

    Of one day's, the one that tells the later time, else the last by name.

    Raises:
        LookupError: there is none.
    """
    found = []
    for path in folder.glob("*.json"):
        if re.fullmatch(pattern, path.name):
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            found.append((str(told[day]), path.name, told))
    if not found:
        raise LookupError(f"{folder} holds no results named {pattern}.")
    _, name, content = max(found, key=lambda f: f[:2])
    return name, content


def table(folder: Path) -> str:
    """The figures that a reader needs, with bounds, marks and the files they come from, as Markdown.

    Raises:
        LookupError: there are no results, or a figure that is told here is not in them.
    """
    safety_name, safety = newest(folder, r"safety-\d{4}-\d\d-\d\d-[0-9a-f]+\.json", "date")
    other_name, other = newest(folder, r"\d{4}-\d\d-\d\d-[0-9a-f]+\.json", "when")
    rows = ["| figure | result | 95% interval | mark |", "|---|---|---|---|"]
    told = {f["name"]: f for f in safety["figures"]}
    for name, words in SAFETY.items():
        figure = _of(told, name, safety_name)
        low, high = figure["bounds"]
        mark = (figure["mark"] or "none").split(":")[0].split(" of ")[0]
        rows.append(f"| {words} | {figure['count']} of {figure['of']:,} | {_span(low, high)} | {mark} |")
    told = {f["name"]: f for f in (*other["figures"]["Topics"], *other["figures"]["Findings"])}
    for name, words in UNDERSTANDING.items():
        figure = _of(told, name, other_name)
        count = str(figure["count"]).replace("/", " of ")
        mark = figure.get("mark") or "none"
        rows.append(f"| {words} | {count} | {_span(figure['low'], figure['high'])} | {mark} |")
    rows += ["", f"From `{safety_name}` (first {len(SAFETY)}) and `{other_name}` in `evals/results/`."]
    return "\n".join(rows) + "\n\n"  # the marker after it is a block of its own


def tables() -> dict[str, str]:
    """What stands between the markers of each name."""
    run = newest(ROOT / "bench" / "results", speed.RESULTS, "when")
    return {
        "figures": table(ROOT / "evals" / "results"),
        "bots": speed.bots(*run),
        "marks": speed.marks(*run),
        "facts": speed.facts(*newest(ROOT / "bench" / "results", speed.FACTS_RESULTS, "when")),
    }


def written(page: str, name: str, figures: str) -> str:
    """The page with these figures between its markers of this name.

    Raises:
        LookupError: it has no markers.
    """
    between = re.compile(rf"(<!-- {name}: make figures writes them -->\n).*?(<!-- /{name} -->)", re.S)
    text, count = between.subn(lambda m: m[1] + figures + m[2], page)
    if count != 1:
        raise LookupError(f"The page needs the two markers of the {name}, once.")
    return text


def main() -> None:
    """Write the newest figures into every page that shows them."""
    told = tables()
    for path, name in PAGES:
        path.write_text(written(path.read_text(encoding="utf-8"), name, told[name]), encoding="utf-8")


def _of(told: Mapping[str, dict[str, Any]], name: str, where: str) -> dict[str, Any]:
    if name not in told:
        raise LookupError(
            f"{where} has no figure named {name!r}: say in scripts/figures.py what took its place."
        )
    return told[name]


def _span(low: float, high: float) -> str:
    return f"{low:.1%} to {high:.1%}"


if __name__ == "__main__":
    main()
