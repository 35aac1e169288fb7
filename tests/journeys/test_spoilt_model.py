"""A model that is not what was trained: the server ends at its start and says so. Rasa's own would start,
and answer every message with nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import checksums
from bot.processes import MODEL, train
from bot.settings import ROOT
from tests.journeys.conftest import START_SECONDS, environment, free_port


@pytest.mark.parametrize("has_checksum", [True, False], ids=["changed", "cut off, without a checksum"])
def test_a_server_with_a_spoilt_model_ends_at_its_start(tmp_path: Path, has_checksum: bool) -> None:
    train()
    model = tmp_path / MODEL.name
    shutil.copy(MODEL, model)
    whole = model.read_bytes()
    if has_checksum:
        checksums.write(model)
        model.write_bytes(whole[:-100] + b"spoilt" + whole[-94:])
    else:
        model.write_bytes(whole[: len(whole) // 2])
    port = free_port()
    command = [
        sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "--model", str(model),
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path, port, free_port()),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
    assert done.returncode != 0
    assert str(model) in done.stderr and "charley train" in done.stderr
