"""What may stand in no file of the project."""

import re
import subprocess

import pytest

from bot.settings import ROOT

# Spelled in halves: this file is searched as well.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "registry.yarn" + "pkg.com",
    "static.crates" + ".io",
    "proxy.go" + "lang.org",
    "conda.ana" + "conda.org",
]
REGISTRY = re.compile("|".join(re.escape(h) for h in HOSTS))
INDEX = re.compile(
    r"(?<!no-emit)-{1,2}(extra-)?index-" + r"url\b|\bindex[_-]" + r"url\s*=|find-" + r"links\b"
)
HERE = re.compile(r"(?<![\w.*$}])" + re.escape(str(ROOT)) + r"(?![\w-])|/work" + r"/(main|shared)\b")

# Words without one of which a pattern cannot match: far quicker to look for.
HINTS = {
    REGISTRY: HOSTS,
    INDEX: ("index-" + "url", "index_" + "url", "find-" + "links"),
    HERE: (str(ROOT), "/work" + "/"),
}


@pytest.fixture(scope="module")
def texts():
    """Every file that is tracked, or new and not ignored, with its text."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip(f"this is no git checkout: {listed.stderr.strip()}")
    paths = {name: ROOT / name for name in listed.stdout.split("\0") if name}
    return {n: p.read_text(encoding="utf-8", errors="replace") for n, p in paths.items() if p.is_file()}


def test_the_files_are_found(texts):
    assert {"pyproject.toml", "requirements/dev.txt", "bot/settings.py"} <= texts.keys()


@pytest.mark.parametrize(
    "pattern", [REGISTRY, INDEX, HERE], ids=["a registry's host", "an index", "this folder's path"]
)
def test_no_file_names(pattern, texts):
    if pattern is HERE and len(ROOT.parts) < 3:
        pytest.skip(f"{ROOT} is too short a path to tell from other words")
    hints = HINTS[pattern]
    likely = {n: t for n, t in texts.items() if any(hint in t for hint in hints)}
    found = [f"{n}: {m[0]}" for n, text in likely.items() for m in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "pattern, line",
    [
        (REGISTRY, "see https://" + HOSTS[0] + "/simple"),
        (INDEX, "--extra-index-" + "url https://example.org"),
        (INDEX, "-" + "-index-" + "url=https://example.org"),
        (INDEX, "index-" + 'url = "https://example.org"'),
        (HERE, f"cd {ROOT} && make"),
        (HERE, f"{ROOT}/content"),
    ],
)
def test_the_search_would_find_it(pattern, line):
    assert pattern.search(line) and any(hint in line for hint in HINTS[pattern])


def test_the_lock_may_be_made_without_naming_an_index():
    assert not INDEX.search("uv pip compile --no-emit-index-" + "url")


def test_only_settings_reads_the_environment(texts):
    """`processes` hands it on to the programs that it starts."""
    code = {n: t for n, t in texts.items() if n.startswith(("bot/", "actions/")) and n.endswith(".py")}
    reads = re.compile(r"os\.environ(?!})|getenv\(")
    assert {n for n, t in code.items() if reads.search(_code(t))} - {"bot/processes.py"} == {
        "bot/settings.py"
    }
    picks = re.compile(r"os\.environ(\[|\.get)|getenv\(")
    assert not picks.search(code["bot/processes.py"])


def _code(text):
    """The text without its docstrings and comments."""
    return re.sub(r'""".*?"""|#[^\n]*', "", text, flags=re.S)
