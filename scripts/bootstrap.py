"""Set the project up: uv, Python 3.10, and .venv with the locked packages. Done already: does nothing.

Runs on any Python from 3.8 on, with the standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".complete"  # written last: a .venv without it is half-made
TOOLS = ROOT / ".tools"
OWN_UV = TOOLS / "uv" / "bin" / "uv"
PACKAGES = "requirements/dev.txt"
ENCODER = "requirements/encoder.txt"
WATCHED = (PACKAGES, ENCODER, "pyproject.toml", ".python-version", "scripts/bootstrap.py")
WANTED = "3.10"  # the newest Python that Rasa 3.6 runs on
OLDEST_UV = (0, 5)
# Run by every Python of .venv: Rasa sends usage figures home unless told not to, also when typed by hand.
QUIET = "import os; os.environ.setdefault('RASA_TELEMETRY_ENABLED', 'false')\n"
ASK_PYTHON = "import os, sys; print('%d.%d' % sys.version_info[:2], os.path.realpath(sys.executable))"


class CannotSetUp(Exception):
    """What the person has to do first, in one sentence."""


def say(text: str) -> None:
    """Tell the person what goes on; on stderr, so that what a command prints stays its own."""
    print(text, file=sys.stderr, flush=True)


def answer(*command: str | Path) -> str:
    """What the command prints, empty when it fails or cannot be run."""
    with suppress(OSError, subprocess.CalledProcessError):
        return subprocess.check_output(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
        ).strip()
    return ""


def run(*command: str | Path, otherwise: str) -> None:
    """Run one step in the open; when it fails, stop with the sentence `otherwise`."""
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL):
        raise CannotSetUp(otherwise)


def fingerprint() -> str:
    """What the finished .venv depends on, the project's own path included: scripts in .venv name it."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in WATCHED:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_complete() -> bool:
    """True when .venv was finished for these very files and its Python is still there."""
    with suppress(OSError):
        return STAMP.read_text() == fingerprint() and VENV_PYTHON.exists()
    return False


def pythons() -> Iterator[str]:
    """Where a Python may be, likeliest first; each has to be asked: pyenv shims may lead nowhere."""
    yield sys.executable
    for name in ("python" + WANTED, "python3", "python"):
        yield shutil.which(name) or ""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob(f"versions/{WANTED}*/bin/python"), reverse=True))


def find_python(uv: str) -> str:
    """The real path of a Python 3.10 (not a shim's, not .venv's), fetched by uv when there is none."""
    for python in filter(None, pythons()):
        version, _, path = answer(python, "-c", ASK_PYTHON).partition(" ")
        if version == WANTED:
            return path
    find = (uv, "python", "find", "--system", "--no-python-downloads", WANTED)
    found = answer(*find)
    if not found:
        say(f"Fetching Python {WANTED} (about a minute)...")
        answer(uv, "python", "install", WANTED)
        found = answer(*find)
    if not found:
        raise CannotSetUp(
            f"Please install Python {WANTED} (for example `pyenv install {WANTED}`): "
            "none was found here and none could be fetched."
        )
    return found


def find_uv() -> str:
    """The path of a uv that is new enough: the one on PATH, or our own in .tools."""
    for uv in (shutil.which("uv"), str(OWN_UV)):
        version = re.match(r"uv (\d+)\.(\d+)", answer(uv, "--version")) if uv else None
        if uv and version and (int(version[1]), int(version[2])) >= OLDEST_UV:
            return uv
    return install_uv()


def install_uv() -> str:
    """Put the pinned uv into .tools with the first pip there is; its path."""
    with_pip = (python for python in filter(None, pythons()) if answer(python, "-m", "pip", "--version"))
    python = next(with_pip, None)
    if python is None:
        raise CannotSetUp("Please install uv or pip first: without either no package can be installed.")
    say("Installing uv, the package installer, into .tools (some seconds)...")
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)  # a half-made one would stay in pip's way
    pip = (python, "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes")
    unreachable = "uv could not be installed: is the package index reachable?"
    run(*pip, "--target", TOOLS / "uv", "-r", "requirements/uv.txt", otherwise=unreachable)
    return str(OWN_UV)


def install(uv: str, *what: str, otherwise: str) -> None:
    """Install exactly `what` into .venv: from uv's cache when it is all there, else online."""
    # -b: what has to be built is built with the locked setuptools; in isolation, for setuptools breaks on the
    # old `packaging` that Rasa needs.
    command = [uv, "pip", "install", "--python", str(VENV_PYTHON), "--no-deps", "-b", PACKAGES, *what]
    if subprocess.run([*command, "--offline"], cwd=ROOT, capture_output=True, check=False).returncode:
        run(*command, *(() if sys.stderr.isatty() else ("--quiet",)), otherwise=otherwise)


def make_venv(uv: str, python: str) -> None:
    """Make .venv anew and fill it. Always anew: from uv's cache it takes seconds, and nothing stale stays."""
    complete = fingerprint()
    shutil.rmtree(VENV, ignore_errors=True)
    venv = (uv, "venv", "--quiet", "--prompt", "charley", "--python", python)
    run(*venv, VENV, otherwise="The folder .venv could not be made.")
    say("Installing some 200 packages (about a minute the first time)...")
    unreachable = "The packages could not be installed: is the package index reachable, is the disk full?"
    install(uv, "--require-hashes", "-r", PACKAGES, otherwise=unreachable)
    try:
        install(
            uv, "--require-hashes", "-r", ENCODER, otherwise="The sentence encoder could not be installed."
        )
    except CannotSetUp as problem:  # optional: Charley says at its start that it is missing
        say(str(problem))
    install(uv, "--editable", ".", otherwise="The project itself could not be installed into .venv.")
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "charley_quiet.pth").write_text(QUIET)
    STAMP.write_text(complete)


def main() -> int:
    """Set up what is missing; the exit code."""
    if is_complete():
        return 0
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once: the second waits and finds it done
            if not is_complete():
                uv = find_uv()
                make_venv(uv, find_python(uv))
    except (CannotSetUp, OSError) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
