"""`make audit`: known vulnerabilities of the locked packages, held against requirements/accepted.yml.

What cannot be looked up fails as well: a service that is not there must not look like a clean bill.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
ACCEPTED = ROOT / "requirements" / "accepted.yml"
LONGEST = dt.timedelta(days=180)
Vulnerability = tuple[str, str]
"""A package and the vulnerability's id."""


class Unreachable(Exception):
    """A service that knows vulnerabilities gave no answer; the text is what its client said last."""


def accepted(text: str) -> dict[Vulnerability, Mapping[str, Any]]:
    """The entries of accepted.yml.

    Raises:
        ValueError: an entry lacks a part, or is accepted for too long.
    """
    found: dict[Vulnerability, Mapping[str, Any]] = {}
    for entry in yaml.safe_load(text) or ():
        missing = [k for k in ("id", "package", "accepted", "until", "reason") if not entry.get(k)]
        if missing:
            raise ValueError(f"{entry}: {', '.join(missing)} missing")
        if not dt.timedelta(0) < entry["until"] - entry["accepted"] <= LONGEST:
            raise ValueError(f"{entry['id']}: until has to be 1 to {LONGEST.days} days after accepted")
        found[entry["package"], entry["id"]] = entry
    return found


def problems(
    found: Iterable[Vulnerability], known: Mapping[Vulnerability, Mapping[str, Any]], today: dt.date
) -> list[str]:
    """What does not agree: not listed, no longer found, past its day."""
    there = set(found)
    told = [f"{package}: {id_} is not in {ACCEPTED.name}" for package, id_ in sorted(there - known.keys())]
    told += [f"{package}: {id_} is not found any more" for package, id_ in sorted(known.keys() - there)]
    late = sorted(key for key, entry in known.items() if entry["until"] < today)
    return told + [f"{package}: {id_} was to be looked at again" for package, id_ in late]


def of_python(report: Mapping[str, Any]) -> set[Vulnerability]:
    """The vulnerabilities in pip-audit's JSON."""
    return {(d["name"], v["id"]) for d in report["dependencies"] for v in d.get("vulns", ())}


def of_node(report: Mapping[str, Any]) -> set[Vulnerability]:
    """The vulnerabilities in npm audit's JSON; those that a package only inherits count where they are."""
    via = [(name, v) for name, each in report["vulnerabilities"].items() for v in each["via"]]
    return {(name, v["url"].rpartition("/")[2]) for name, v in via if isinstance(v, dict)}


def look() -> set[Vulnerability]:
    """Ask both services.

    Raises:
        Unreachable: one of them gave no answer.
    """
    os.environ["PATH"] += f"{os.pathsep}{ROOT / '.tools' / 'uv' / 'bin'}"
    python = ["uv", "tool", "run", "pip-audit", "--strict", "--disable-pip", "--require-hashes", "-f", "json"]
    told = _json([*python, "-r", str(ROOT / "requirements" / "base.txt")], ROOT, "dependencies")
    node = _json(["npm", "audit", "--json"], ROOT / "widget", "vulnerabilities")
    return of_python(told) | of_node(node)


def _json(command: list[str], folder: Path, part: str) -> Mapping[str, Any]:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
        report: Mapping[str, Any] = json.loads(done.stdout)
        report[part]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"{command[0]}: {error}") from None
    except (ValueError, KeyError):
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Unreachable(f"{' '.join(command[:4])}: {''.join(last)}") from None
    return report


def main() -> None:
    """Print what does not agree; the exit status is 1 then, and 2 where nothing could be looked up."""
    known = accepted(ACCEPTED.read_text(encoding="utf-8"))
    try:
        found = look()
    except Unreachable as error:
        print(f"Nothing is known: {error}", file=sys.stderr)
        sys.exit(2)
    told = problems(found, known, dt.datetime.now(dt.timezone.utc).date())
    print("\n".join(told) or f"{len(found)} known vulnerabilities, each accepted with its reason.")
    sys.exit(bool(told))


if __name__ == "__main__":
    main()
