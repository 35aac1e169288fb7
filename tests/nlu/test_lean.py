"""Rasa without TensorFlow: what is put off stays away, and comes when it is asked for."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

READ = {
    ("engine/recipes/default_recipe.py", "DefaultV1Recipe", "_from_registry"): "7813ce6daaf8431a",
    ("engine/storage/storage.py", "ModelMetadata", "from_dict"): "1b6f25fe7bd9e346",
}
"""Digests of the upstream code that was read when bot/lean.py was written."""

LEAN = "from bot import lean; lean.apply(); lean.apply()\n"
FOUND = (
    "from rasa.engine.recipes.default_recipe import DefaultV1Recipe as R\n"
    "print(R._from_registry({!r}).clazz)\n"
)
HEAVY = "import sys; print(sorted({'tensorflow', 'keras', 'skops', 'transformers'} & set(sys.modules)))"


def run(code: str) -> list[str]:
    """The lines that a fresh interpreter prints."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.parametrize("place", READ, ids=lambda place: place[2])
def test_what_is_replaced_is_upstream_what_it_was(place: tuple[str, str, str]) -> None:
    """When this fails, read what changed in Rasa, mend bot/lean.py, then renew the digest."""
    file, kind, name = place
    rasa = importlib.util.find_spec("rasa")
    assert rasa and rasa.submodule_search_locations
    module = ast.parse((Path(rasa.submodule_search_locations[0]) / file).read_text(encoding="utf-8"))
    made = next(n for n in module.body if isinstance(n, ast.ClassDef) and n.name == kind)
    method = next(n for n in made.body if isinstance(n, ast.FunctionDef) and n.name == name)
    assert hashlib.sha256(ast.unparse(method).encode()).hexdigest()[:16] == READ[place]


@pytest.mark.slow
def test_what_the_bot_runs_with_loads_no_tensorflow() -> None:
    """When this fails, Rasa imports TensorFlow by another way: find it with `python -X importtime`."""
    named = "".join(FOUND.format(n) for n in ("bot.nlu.hearing.Hearing", "MemoizationPolicy", "RulePolicy"))
    ways = "import rasa.__main__, rasa.core.run, rasa.core.agent, bot.channels.api, bot.channels.web\n"
    told = run(LEAN + ways + named + HEAVY)
    assert told[-1] == "[]"
    found = [line.rpartition(".")[2].removesuffix("'>") for line in told[-4:-1]]
    assert found == ["Hearing", "MemoizationPolicy", "RulePolicy"]


@pytest.mark.slow
def test_any_other_component_is_found_as_ever_and_what_was_put_off_works() -> None:
    told = run(
        LEAN
        + FOUND.format("DIETClassifier")
        + "from rasa.nlu.extractors import extractor\nimport rasa.utils.train_utils as now\n"
        + "same = extractor.rasa.utils.train_utils.rank_and_mask is now.rank_and_mask\n"
        + "print(now.rank_and_mask.__module__, same)"
    )
    assert told[-2].endswith("DIETClassifier'>")
    assert told[-1] == "rasa.utils.train_utils True"
