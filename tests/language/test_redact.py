"""What a writer may read of a person's words."""

import pytest

from bot.language.normalise import word_set
from bot.language.redact import redact

KNOWN = word_set("my name is i live at the and calf hurts since call me on take dont mg help")


@pytest.mark.parametrize(
    "text, shown",
    [
        ("My calf hurts", "My calf hurts"),
        ("My name is Zebulon and my calf hurts!", "My name is [...] and my calf hurts!"),
        ("my name is zebulon quirk smith", "my name is [...]"),
        ("call me on 07700 900123", "call me on [...]"),
        ("zeb@help.help", "[...]"),
        ("help.help/me", "[...]"),
        ("I take 40 mg", "I take 40 mg"),
        ("I don\u2019t live at 221b", "I don\u2019t live at [...]"),
        ("since 12/03/1961", "since [...]"),
        ("", ""),
    ],
)
def test_only_known_words_and_short_numbers_are_shown(text, shown):
    assert redact(text, KNOWN) == shown
