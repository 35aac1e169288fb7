"""No file of code over 250 lines without a reason written down."""

import re
import subprocess

import pytest

from bot.settings import ROOT

LIMIT = 250
CODE = (".py", ".ts", ".mjs", ".sh")
PAGE = "docs/design/long-files.md"


def test_every_long_file_has_its_reason_and_no_other():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip(f"this is no git checkout: {listed.stderr.strip()}")
    code = [n for n in listed.stdout.split("\0") if n.endswith(CODE) and (ROOT / n).is_file()]
    long = {n for n in code if len((ROOT / n).read_text(encoding="utf-8").splitlines()) > LIMIT}
    reasons = re.findall(r"^\| `([^`]+)` \| (\S.+?) \| \S", (ROOT / PAGE).read_text(encoding="utf-8"), re.M)
    assert long == {name for name, _ in reasons}
