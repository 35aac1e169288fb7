"""How often Python looks for garbage in a process that holds much for as long as it runs.

Content, lexicon and Rasa are 850,000 objects that stay. By default each full search goes through all of
them: a quarter of a second of CPU, a dozen times during a start and now and then in a turn.
"""

from __future__ import annotations

import gc

_NEW = 20_000
"""Objects that are new before a search: some megabytes, instead of 700 objects."""


def grow() -> None:
    """Look seldom. Called before much is loaded."""
    gc.set_threshold(_NEW, 10, 10)


def settle() -> None:
    """What is here now stays: look through it once more, and then never again."""
    gc.collect()
    gc.freeze()
