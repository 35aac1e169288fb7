"""How the facts store grows: `python -m bench.facts_scale [--full] [--store sqlite] [--asks 200]`.

Makes synthetic facts (rows, no YAML; words drawn as in natural language, a few very frequent), builds
them in both stores in temporary folders, and measures in one run, the sizes interleaved ask by ask:

- a keyed, limited look-up: `Facts.facts(topic, limit=4)`, 50 facts a topic;
- a search: `Facts.search`, two words of middling frequency; and one with the most frequent word alone;
- seconds and microseconds a row of the build, bytes of the store;
- resident memory (peak) of a fresh process that opens the library and answers 100 of each.

Sizes are 100 and 10,000; --full adds 1,000,000. The table goes to the screen, the lines with --full to
bench/results/, else to results/. Times are those of this machine: the ratios between the sizes are what
is meant.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import results
from bot.settings import ROOT
from bot.store import build, search, tables
from bot.store.facts import Facts
from evals.understanding import report
from tests.postgres import Missing, cluster

SIZES = (100, 10_000)
FULL = 1_000_000
A_TOPIC = 50
VOCABULARY = 20_000
_SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "dar", "fen", "gol", "hip", "jum")
WORDS = ["".join(w) for w in itertools.islice(itertools.product(_SYLLABLES, repeat=4), VOCABULARY)]
FREQUENT = WORDS[0]

ANSWERING = """
import json, resource, sys
from pathlib import Path
from bot.store.facts import Facts
where, asks = sys.argv[1], json.loads(sys.argv[2])
facts = Facts(where if "://" in where else Path(where))
for topic, words in asks:
    facts.facts(topic, 4), facts.search(words)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def rows(size: int) -> build.Rows:
    """The rows of a facts database of this size."""
    topics = max(1, size // A_TOPIC)
    asked = [f"What about {WORDS[n % VOCABULARY]}?" for n in range(topics)]
    yield (
        tables.topic,
        (
            {"id": f"t{n}", "title": f"T{n}", "question": asked[n], "gap": None, "next": [], "conflicts": []}
            for n in range(topics)
        ),
    )
    yield tables.fact, (_fact(n, plain) for n, plain in _sentences(size))
    yield (
        tables.topic_fact,
        ({"topic": f"t{n // A_TOPIC % topics}", "place": n, "fact": f"f{n}"} for n in range(size)),
    )
    yield (
        tables.search,
        (
            search.entry(n + 1, plain.split()[:2], [asked[n // A_TOPIC % topics]], plain, None)
            for n, plain in _sentences(size)
        ),
    )


def _sentences(size: int) -> Iterator[tuple[int, str]]:
    chance = random.Random(7)
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))  # Zipf's law
    for number in range(size):
        yield number, " ".join(chance.choices(WORDS, cum_weights=weights, k=18))


def _fact(number: int, plain: str) -> dict[str, Any]:
    lists: dict[str, list[Any]] = {name: [] for name in ("urges", "conflicts")}
    return {
        "id": f"f{number}",
        "number": number + 1,
        "plain": plain,
        "clinician": None,
        "warning": None,
        "kind": "cause",
        "serve": "yes",
        "status": "approved",
        "reviewed": None,
        "next_review": None,
        **lists,
        "keys": plain.split()[:2],
        "topics": [f"t{number // A_TOPIC}"],
        "cites": [["source", "place", ""]],
    }


def asks(size: int, count: int) -> list[tuple[str, str]]:
    """Topics and two words to ask for; the words are of the 300th to 3,000th in frequency."""
    chance = random.Random(11)
    topics = max(1, size // A_TOPIC)
    return [
        (f"t{chance.randrange(topics)}", " ".join(WORDS[chance.randrange(300, 3000)] for _ in "12"))
        for _ in range(count)
    ]


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(store: str, sizes: list[int], count: int, places: dict[int, Path | str]) -> list[dict[str, Any]]:
    """One line of the table for each size of one store."""
    lines = []
    for size in sizes:
        seconds = timed(lambda s=size: build.write(rows(s), f"bench{s}", places[s])) / 1000
        print(f"built {size} facts in {store}: {seconds:.1f} s", file=sys.stderr)
        lines.append(
            {"store": store, "facts": size, "build_s": seconds, "build_us_row": seconds / size * 1e6}
        )
    opened = {size: Facts(places[size]) for size in sizes}
    asked = {size: asks(size, count) for size in sizes}
    kinds: dict[str, Callable[[Facts, str, str], Any]] = {
        "lookup_ms": lambda facts, topic, _: facts.facts(topic, 4),
        "search_ms": lambda facts, _, words: facts.search(words),
        "frequent_ms": lambda facts, _, __: facts.search(FREQUENT),
    }
    for kind, ask in kinds.items():
        took: dict[int, list[float]] = {size: [] for size in sizes}
        for number in range(count if kind != "frequent_ms" else min(count, 10)):
            for size in sizes:
                topic, words = asked[size][number]
                took[size].append(timed(lambda: ask(opened[size], topic, words)))  # noqa: B023
        for line in lines:
            line[kind] = statistics.median(took[line["facts"]])
    for line in lines:
        where = places[line["facts"]]
        line["bytes_row"] = _bytes(where) / line["facts"]
        line["rss_mb"] = _memory(where, asked[line["facts"]][:100])
        opened[line["facts"]].close()
    return lines


def _bytes(where: Path | str) -> int:
    if isinstance(where, Path):
        return where.stat().st_size
    engine = sa.create_engine(where, future=True)
    with engine.connect() as connection:
        size = connection.execute(sa.text("select pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return int(size)


def _memory(where: Path | str, asked: list[tuple[str, str]]) -> float:
    command = [sys.executable, "-c", ANSWERING, str(where), json.dumps(asked)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def table(lines: list[dict[str, Any]]) -> str:
    """The lines with the ratio of each time to that of the smallest size."""
    first = {line["store"]: line for line in reversed(lines)}
    text = [
        "| store | facts | build s | build us/row | bytes/row | look-up p50 ms | search p50 ms "
        "| frequent word p50 ms | RSS MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        times = (
            f"{line[kind]:.2f} (x{line[kind] / first[line['store']][kind]:.1f})"
            for kind in ("lookup_ms", "search_ms", "frequent_ms")
        )
        text.append(
            f"| {line['store']} | {line['facts']:,} | {line['build_s']:.1f} | {line['build_us_row']:.0f} "
            f"| {line['bytes_row']:.0f} | {' | '.join(times)} | {line['rss_mb']:.0f} |"
        )
    return "\n".join(text)


def main() -> None:
    """Measure, print and keep."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--full", action="store_true", help="a million facts as well")
    options.add_argument("--store", choices=["sqlite", "postgresql"], help="this store only")
    options.add_argument("--asks", type=int, default=200, help="how many asks of each kind and size")
    given = options.parse_args()
    sizes = [*SIZES, *([FULL] if given.full else [])]
    lines = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="charley-bench-")))
        if given.store != "postgresql":
            lines += measure("sqlite", sizes, given.asks, {s: folder / f"{s}.sqlite" for s in sizes})
        if given.store != "sqlite":
            try:
                server = stack.enter_context(cluster())
            except Missing as missing:
                sys.exit(f"{missing}. Choose --store sqlite.")
            engine = sa.create_engine(server.url(), future=True, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                for size in sizes:
                    connection.execute(sa.text(f"create database facts_{size}"))
            engine.dispose()
            lines += measure("postgresql", sizes, given.asks, {s: server.url(f"facts_{s}") for s in sizes})
    print(table(lines))
    keep(given.store or "both", lines)


def keep(stores: str, lines: list[dict[str, Any]]) -> None:
    """The lines as a file: of a run with a million facts in bench/results/, of a short one in results/."""
    about = results.circumstances(load=[round(n, 1) for n in os.getloadavg()])
    folder = results.RESULTS if any(line["facts"] == FULL for line in lines) else results.UNKEPT
    folder.mkdir(exist_ok=True)
    path = folder / f"facts-{stores}-{about['when'][:10]}.json"
    path.write_text(report.as_json({**about, "lines": lines}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
