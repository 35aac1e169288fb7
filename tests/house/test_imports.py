"""What each process loads, measured in a fresh interpreter."""

import subprocess
import sys

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.slow  # starts an interpreter for each case

CORE = sorted(f"bot.core.{p.stem}" for p in (ROOT / "bot" / "core").glob("*.py") if p.stem != "__init__")
HEAVY = {"rasa", "tensorflow", "keras", "spacy", "thinc", "sklearn"}


def loaded_by(*modules, flags=()):
    """The top-level names that importing these modules loads."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules)\n"
        f"import {', '.join(modules)}\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    command = [sys.executable, *flags, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_core_needs_the_standard_library_only():
    assert len(CORE) > 5
    ours = loaded_by(*CORE, flags=("-I", "-S"))  # -S: no site-packages, so that nothing else could be found
    assert ours - sys.stdlib_module_names == {"bot"}


@pytest.mark.parametrize(
    "module", ["actions.answer", "actions.translate", "bot.act", "bot.store.facts", "bot.store.build"]
)
def test_the_action_servers_side_loads_nothing_heavy(module):
    loaded = loaded_by(module)
    assert "bot" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("module", ["bot.serve", "bot.language", "bot.settings"])
def test_what_the_fast_tests_load_is_free_of_rasa(module):
    loaded = loaded_by(module)
    assert "bot" in loaded
    assert loaded & {"rasa", "rasa_sdk", "tensorflow", "sanic"} == set()


def test_what_watches_the_servers_holds_little():
    loaded = loaded_by("bot.processes")
    assert "bot" in loaded
    assert loaded & {*HEAVY, "rasa_sdk", "sanic", "numpy", "onnxruntime", "tokenizers", "sqlalchemy"} == set()
