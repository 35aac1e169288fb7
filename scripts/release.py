"""`make release VERSION=1.2.0`: a bundle that can be checked, and its notes, from a clean commit."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from bot.settings import ROOT
from bot.store import content, export
from scripts import changelog

MARK = "<!-- releases, newest first -->\n"
WIDGET = ("charley.js", "notices.txt")
MODEL = ("charley.tar.gz", "charley.tar.gz.sha256", "charley.trained-from")
"""What `charley train` leaves: with all three, `make serve` in the unpacked bundle trains nothing."""


class NotReady(Exception):
    """Why there can be no release, in one sentence."""


def bundle(root: Path, version: str, notes: str) -> Path:
    """Write build/release/charley-<version>/ and return it.

    Raises:
        NotReady: no model was trained.
    """
    known = content.load(root / "content")
    if missing := [name for name in MODEL if not (root / "models" / name).exists()]:
        raise NotReady(f"There is no models/{missing[0]}: run `make train`.")
    folder = root / "build" / "release" / f"charley-{version}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _pack(root, folder / f"charley-{version}.tar.gz", f"charley-{version}")
    (folder / f"content-{version}.json").write_text(export.as_json(known), encoding="utf-8")
    for name in WIDGET:
        shutil.copyfile(root / "bot" / "web" / "static" / name, folder / name)
    stamp = f"Commit {_git(root, 'rev-parse', 'HEAD')}, content {known.digest}.\n"
    (folder / "NOTES.md").write_text(f"{notes}\n{stamp}", encoding="utf-8")
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return folder


def ready(root: Path, version: str) -> None:
    """Whether this tree may be released as that version.

    Raises:
        NotReady: the version is none or was released, or files differ from the commit.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NotReady(f"{version!r} is no version: write it as 1.2.0.")
    if f"## {version} " in (root / "CHANGELOG.md").read_text(encoding="utf-8"):
        raise NotReady(f"{version} stands in CHANGELOG.md already.")
    if changed := _git(root, "status", "--porcelain"):
        raise NotReady(f"Commit these first:\n{changed}")


def enter(root: Path, notes: str) -> None:
    """Move the fragments of changes/ into CHANGELOG.md."""
    log = root / "CHANGELOG.md"
    log.write_text(log.read_text(encoding="utf-8").replace(MARK, f"{MARK}\n{notes}"), encoding="utf-8")
    for path in changelog.waiting(root / "changes"):
        path.unlink()


def _pack(root: Path, path: Path, folder: str) -> None:
    """The tracked files at this commit and the model, in one archive."""
    command = ["git", "archive", "--format=tar", f"--prefix={folder}/", "HEAD"]
    tracked = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(tracked)) as old, tarfile.open(path, "w:gz") as new:
        for member in old:
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
        for name in MODEL:
            new.add(root / "models" / name, f"{folder}/models/{name}")


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


def main() -> None:
    """Check, bundle, move the fragments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    version = parser.parse_args().version
    try:
        ready(ROOT, version)
        today = datetime.datetime.now(tz=datetime.timezone.utc).date().isoformat()
        notes = changelog.gathered(version, today, ROOT / "changes")
        folder = bundle(ROOT, version, notes)
        enter(ROOT, notes)
    except (NotReady, changelog.Unfinished) as error:
        sys.exit(str(error))
    print(f"Wrote {folder.relative_to(ROOT)}. Read CHANGELOG.md, set the version, commit and tag v{version}.")


if __name__ == "__main__":
    main()
