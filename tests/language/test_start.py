"""What a start does not do: load whole languages for a list of words, search for garbage in what stays."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import ROOT


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.slow  # a fresh interpreter
def test_small_words_are_read_without_their_languages() -> None:
    told = run(
        "import sys; from bot.language.foreign import Foreign; french = Foreign(())('je ne sais pas'); "
        "print(french, sorted(n for n in sys.modules if n.startswith('spacy.lang.fr')))"
    )
    assert told == "True []"


def test_what_is_there_after_the_start_is_not_searched_again() -> None:
    told = run(
        "import gc; from bot import heap; heap.grow(); kept = [[n] for n in range(100_000)]; heap.settle(); "
        "before = gc.get_freeze_count(); new = [[n] for n in range(100)]; "
        "print(before > 100_000, len(gc.get_objects()) < 1_000, gc.get_threshold()[0])"
    )
    assert told == "True True 20000"
