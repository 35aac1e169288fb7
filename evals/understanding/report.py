"""Tables on the screen; the results as JSON and a picture. Labels, counts and ids, never sentences."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot import settings
from bot.settings import ROOT
from bot.store import content
from evals.understanding import data
from evals.understanding.figures import Figure, share
from evals.understanding.topics import Topic

RESULTS = data.HERE / "results"
_VERSIONS = ("rasa", "spacy", "scikit-learn", "numpy", "scipy", "tensorflow")
_MOST_IDS = 12
_LINE = 200


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print figures with their intervals and marks."""
    print(f"\n{title}")
    for figure in figures:
        print("  " + _line(figure))


def show_topics(topics: Sequence[Topic]) -> None:
    """Print how each topic fared, with the interval of what was found."""
    print(f"\n{'topic':26}{'labelled':>9}{'found':>20}{'right when said':>22}{'F1':>7}")
    for topic in topics:
        found = share("", topic.hit, topic.hit + topic.missed)
        right = share("", topic.hit, topic.hit + topic.extra)
        labelled = topic.hit + topic.missed
        print(f"{topic.name:26}{labelled:>9}{_brief(found):>20}{_brief(right):>22}{topic.f1:>7.2f}")


def show_groups(groups: Mapping[str, Sequence[Figure]]) -> None:
    """Print precision, recall and F1 of each group of concepts."""
    print(f"\n{'group':18}{'precision':>20}{'recall':>20}{'F1':>20}")
    for group, figures in groups.items():
        print(f"{group:18}" + "".join(f"{_brief(f):>20}" for f in figures))


def show_concepts(concepts: Mapping[str, tuple[int, int, int]], danger: frozenset[str]) -> None:
    """Print what was heard of each concept; an asterisk marks danger."""
    print(f"\n{'concept (* danger)':32}{'hit':>5}{'extra':>7}{'missed':>8}{'precision':>19}{'recall':>19}")
    for concept, (hit, extra, missed) in concepts.items():
        name = f"{concept}{' *' if concept in danger else ''}"
        precision, recall = share("", hit, hit + extra), share("", hit, hit + missed)
        print(f"{name:32}{hit:>5}{extra:>7}{missed:>8}{_brief(precision):>19}{_brief(recall):>19}")


def show_kinds(title: str, kinds: Mapping[str, Sequence[str]]) -> None:
    """Print kinds of mistakes by count, with the ids of some items."""
    print(f"\n{title}")
    for kind, ids in kinds.items():
        more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
        print(f"  {len(ids):>3} {kind}: {' '.join(ids[:_MOST_IDS])}{more}")


def show_peers(rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the first figures of each peer side by side, and its times."""
    print("\nPeers: the same training sentences, the same questions, topics alone")
    print(f"{'':56}{'p50, p95 ms':>14}{'training s':>12}")
    for name, row in rows.items():
        print(f"{name:56}{str(row['ms']):>14}{str(row['train_seconds'] or '-'):>12}")
        for figure in row["figures"]:
            print(f"  {figure.name:50} {_brief(figure):>20}")


def circumstances() -> dict[str, Any]:
    """What the results hold for: commit, content, sentences, versions and machine."""
    status = _git("status", "--porcelain", "--", ".", ":!evals/results")
    return {
        "when": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD") or "unknown",
        "changed_since": bool(status),
        "content": content.digest(settings.load().content_dir),
        "sentences": {
            name: data.digest((data.HERE / name).glob("*.yml")) for name in ("utterances", "dialogues")
        },
        "training": {"digest": data.digest(data.TRAINING.glob("*.yml")), "sentences": len(data.training())},
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in _VERSIONS},
        "machine": {"system": platform.platform(), "processor": _processor(), "cores": os.cpu_count()},
    }


def stem(about: Mapping[str, Any]) -> str:
    """The results' file name: the day and the commit, marked where files differ from it."""
    return f"{about['when'][:10]}-{about['commit']}{'-changed' if about['changed_since'] else ''}"


def write(stem_: str, results: Mapping[str, Any]) -> Path:
    """Keep the results."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{stem_}.json"
    path.write_text(as_json(results) + "\n", encoding="utf-8")
    return path


def compact(kinds: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Kinds of mistakes for JSON: the ids of one kind on one line."""
    return {kind: " ".join(ids) for kind, ids in kinds.items()}


def draw(stem_: str, table: Mapping[str, Counter[str]]) -> Path:
    """Keep a picture of which topic is said for which label."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    from matplotlib import pyplot

    labels = sorted(table)
    others = sorted({said for counts in table.values() for said in counts} - set(labels))
    names = labels + others
    shares = [[table[a][b] / max(1, table[a].total()) for b in names] for a in labels]
    figure, axes = pyplot.subplots(figsize=(13, 11))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_xlabel("said (an also accepted topic counts as the label)")
    axes.set_ylabel("label")
    for row, label in enumerate(labels):
        for column, name in enumerate(names):
            if count := table[label][name]:
                dark = "white" if shares[row][column] > 0.5 else "black"
                axes.text(column, row, count, ha="center", va="center", fontsize=7, color=dark)
    figure.tight_layout()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{stem_}.png"
    figure.savefig(path, dpi=80)
    pyplot.close(figure)
    return path


def as_json(value: Any, margin: str = "") -> str:
    """JSON with what fits on one line on one line: short, and it shows well what changed."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) <= _LINE or not isinstance(value, dict | list):
        return flat
    inner = margin + " "
    if isinstance(value, dict):
        parts = [f"{json.dumps(k)}: {as_json(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inner + p for p in parts) + f"\n{margin}}}"
    return "[\n" + ",\n".join(inner + as_json(v, inner) for v in value) + f"\n{margin}]"


def _line(figure: Figure) -> str:
    value = "   -" if figure.value is None else f"{figure.value:.3f}"
    interval = f"[{figure.low:.3f}, {figure.high:.3f}]" if figure.value is not None else ""
    verdict = ""
    if figure.mark is not None:
        verdict = {True: "met", False: "NOT MET", None: "nothing to count"}[figure.met]
        verdict = f"  {str(figure.mark):18} {verdict}"
    return f"{figure.name:58} {value:>6} {interval:16} {figure.count:>14}{verdict}"


def _brief(figure: Figure) -> str:
    if figure.value is None:
        return "-"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(errors="replace").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _git(*command: str) -> str:
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()
