"""Messages too long for a turn are heard piece by piece: none holds up the process, no danger is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.serve import house

MOST = 1000
DANGER = "i have crushing chest pain and cannot breathe"


class Listening:
    """The ears, and how much they were given at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def hear(self, text: str, **more: Any) -> Any:
        self.sizes.append(len(text))
        return house().ears.hear(text, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(house().ears, name)


@pytest.mark.parametrize("before", [0, 500, 770, 800, 830, 980, 1000, 1780, 7900])
def test_danger_is_heard_wherever_it_stands_in_a_long_text(before: int) -> None:
    filler = "the weather is nice today. " * 300
    ears = Listening()
    text = f"{filler[:before]} {DANGER}. {filler}"[:8192]
    assert replace(house(), ears=ears).danger_in(text).verdict.level == "emergency"
    assert max(ears.sizes) <= MOST


def test_no_piece_of_a_text_without_a_full_stop_is_long() -> None:
    ears = Listening()
    text = ("my calf is swollen " * 500)[:8192]
    assert replace(house(), ears=ears).danger_in(text).verdict.level != "none"
    assert max(ears.sizes) <= MOST
    assert sum(ears.sizes) < 2 * len(text)


def test_a_text_that_fits_a_turn_is_heard_once() -> None:
    ears = Listening()
    replace(house(), ears=ears).danger_in("my foot cramps. " * 60)
    assert len(ears.sizes) == 1
