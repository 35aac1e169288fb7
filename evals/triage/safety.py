"""How safe Charley is, on both sides: `python -m evals.triage.safety [--gate] [--no-worse] [--kinds]`.

Tells the vignettes to the house, whole and drip-fed, then the metamorphic pairs; prints each figure with
its Clopper-Pearson bounds (95 %) and the mark it is held to, and writes evals/results/. README.md says how
to read them. The sentences are held out: only --show prints any, for clinicians who check a case.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from bot.core.model import LEVELS
from bot.serve import house
from bot.settings import ROOT
from evals.triage import cases, measures, metamorphic
from evals.triage.cases import Case
from evals.triage.figures import Figure, unmet, worse
from evals.triage.metamorphic import Outcome

RESULTS = Path(__file__).parent.parent / "results"
ACCEPTED = Path(__file__).parent / "accepted.json"
"""The shares that no commit may fall behind, by figure; `--accept` writes them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; 1 when a mark is not met and --gate is given, or a figure is worse than the
    accepted one and --no-worse is."""
    parser = argparse.ArgumentParser(
        prog="evals.triage.safety", description="Danger missed, and false alarms."
    )
    parser.add_argument("--gate", action="store_true", help="exit with 1 when a mark is not met")
    parser.add_argument(
        "--no-worse", action="store_true", help="exit with 1 when a figure is worse than accepted"
    )
    parser.add_argument("--accept", action="store_true", help="make these the figures to fall behind of")
    parser.add_argument("--kinds", action="store_true", help="list what went wrong, by ids alone")
    parser.add_argument("--show", metavar="ID", help="print one case or base message whole, and stop")
    options = parser.parse_args(arguments)
    if options.show:
        print(shown(options.show))
        return 0
    shared = house()
    told = [replace(c, tellings=cases.tell(shared, c)) for c in cases.load()]
    outcomes = metamorphic.judge(shared, metamorphic.pairs(*metamorphic.load()))
    marked = {
        "Emergencies": measures.emergencies(told),
        "All cases": measures.overall(told),
        "Messages with something done to them": measures.downgrades(outcomes),
    }
    kinds = measures.by_kind(outcomes)
    for title, figures in (marked | {"... broken relations by kind": kinds}).items():
        _block(title, (f.line() for f in figures))
    _block("Rules that cases rest on: fired in wordings, in drips", rule_lines(told))
    if options.kinds:
        _block("Cases not always at their level", case_lines(told))
        _block("Base messages below their own level", base_lines(outcomes))
        _block("Broken pairs", pair_lines(outcomes))
    figures = [f for group in marked.values() for f in group]
    if not options.no_worse:  # a check leaves no result behind
        print(f"\n{write([*figures, *kinds], told, outcomes).relative_to(ROOT)}")
    missing = unmet(figures)
    marks = sum(f.met is not None for f in figures)
    print(f"{len(missing)} of {marks} marks not met")
    if options.accept:
        shares = {f.name: round(f.share, 5) for f in figures if f.met is not None}
        ACCEPTED.write_text(json.dumps(shares, indent=1) + "\n", encoding="utf-8")
    behind = worse(figures, json.loads(ACCEPTED.read_text(encoding="utf-8")))
    _block("Worse than accepted", (f.line() for f in behind))
    return 1 if (options.gate and missing) or (options.no_worse and behind) else 0


def rule_lines(told: Iterable[Case]) -> Iterator[str]:
    """Each rule that a case's gold level rests on, and how often it fired where it should."""
    by_rule: dict[str, list[Case]] = {}
    for case in told:
        for rule in case.rules:
            by_rule.setdefault(rule, []).append(case)
    for rule, found in sorted(by_rule.items()):
        shares = []
        for whole, _ in measures.WAYS:
            fired = [rule in t.fired for c in found for t in c.told(whole)]
            shares.append(f"{sum(fired):3} of {len(fired):3}")
        yield f"{rule}  {len(found):3} cases   {'   '.join(shares)}"


def case_lines(told: Iterable[Case]) -> Iterator[str]:
    """The cases with a telling at another level, by expected rule: gold level, levels got, rules fired."""
    for case in sorted(told, key=lambda c: (c.rules or ("no rule",), c.id)):
        wrong = [t for t in case.tellings if t.level != case.level]
        if wrong:
            got = " ".join(f"{t.name}:{t.level}" for t in wrong)
            fired = Counter(rule for t in wrong for rule in t.fired)
            named = " ".join(f"{rule}x{count}" for rule, count in sorted(fired.items())) or "nothing"
            yield f"{' '.join(case.rules) or 'no rule':<12} {case.id} {case.level}; got {got}; fired {named}"


def base_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The base messages that are heard below their own level."""
    for base, outcome in measures.below(outcomes).items():
        yield f"{base} {outcome.pair.base.rule} {outcome.pair.base.level}; got {outcome.before}"


def pair_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The pairs whose relation is broken."""
    for o in outcomes:
        if not o.holds:
            became = f"{o.before} -> {o.after}"
            yield f"{o.pair.kind} ({o.pair.relation}): {o.pair.id} {o.pair.base.rule} {became}"


def write(figures: Iterable[Figure], told: Iterable[Case], outcomes: Iterable[Outcome]) -> Path:
    """The results file: figures, levels by case and telling, broken pairs. Ids only, no sentence."""
    commit = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = bool(_git("status", "--porcelain", "--", "bot", "content", "evals/*.py", "evals/*.yml"))
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    data = {
        "date": now.isoformat(),
        "commit": commit,
        "changed_since": changed,
        "content": house().content.digest,
        "figures": [f.plain() for f in figures],
        "levels": list(LEVELS),
        "cases": {c.id: {"gold": c.level, **{t.name: t.level for t in c.tellings}} for c in told},
        "broken_pairs": {o.pair.id: [o.before, o.after] for o in outcomes if not o.holds},
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"safety-{now.date()}-{commit}{'-changed' if changed else ''}.json"
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return path


def shown(wanted: str) -> str:
    """One case, or one base message with what was made of it, with its sentences.

    Raises:
        SystemExit: there is none of this id.
    """
    files = [*cases.VIGNETTES.glob("*.yml")]
    items = [i for f in files for i in yaml.safe_load(f.read_text(encoding="utf-8")) if i["id"] == wanted]
    items += [
        {"id": p.id, "messages": p.messages}
        for p in metamorphic.pairs(*metamorphic.load())
        if p.base.id == wanted
    ]
    if not items:
        raise SystemExit(f"there is no case or base message {wanted}")
    return yaml.safe_dump([dict(i) for i in items], allow_unicode=True, sort_keys=False, width=110)


def _block(title: str, lines: Iterable[str]) -> None:
    print(f"\n{title}", *lines, sep="\n  ")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    raise SystemExit(main())
