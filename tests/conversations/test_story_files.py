"""The conversation files in the folders beside this one, run by `rasa test` against the trained model.

tests/journeys/test_conversations.py says the same over HTTP.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.processes import MODEL, QUIET
from bot.settings import ROOT
from tests.conversations.stories import FILES, GROUPS, HERE


def test_there_are_enough_conversations_in_every_group_and_each_file_tells_one() -> None:
    assert len(FILES) >= 80
    assert {f.parent.name for f in FILES} == set(GROUPS)
    for file in FILES:
        assert len(yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]) == 1, file.name


@pytest.mark.skipif(not MODEL.exists(), reason="no trained model: `make train` makes one")
def test_every_story_goes_as_written_against_the_trained_model(tmp_path: Path) -> None:
    out = tmp_path / "results"
    command = [sys.executable, "-m", "rasa", "test", "core", "--stories", str(HERE), "--model", str(MODEL)]
    environment = {**os.environ, **QUIET, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--out", str(out), "--no-plot", "--fail-on-prediction-errors"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    told = done.stdout[-3000:] + done.stderr[-3000:]
    # Rasa ends with status 0 when stories failed: its report is what counts.
    assert done.returncode == 0 and (out / "story_report.json").exists(), told
    report = json.loads((out / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["correct"] == len(FILES), told
    assert report["conversation_accuracy"]["total"] == len(FILES), told
