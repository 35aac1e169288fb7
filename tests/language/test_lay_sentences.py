"""Whole messages of lay people, and what hearing must make of them (lay/*.yml, a file a subject).

`hears` lists concept, status and person (each at least so); `silent` concepts that nobody has. A message
that is not heard rightly yet is `missed: true`; teaching the second ear may mend it unasked, so that it
may be heard, and is told at the end of the run. One that is heard must stay so. Both ears hear.
"""

from pathlib import Path

import pytest
import yaml

from bot.core import findings
from bot.language import weights
from bot.serve import house

NOW = 1e9
pytestmark = [
    pytest.mark.slow,  # thousands of messages
    pytest.mark.skipif(weights.installed() is None, reason="the second ear's weights are not installed here"),
]


FILES = sorted(Path(__file__).with_name("lay").glob("*.yml"))


def wrong(item):
    """What of a message is not heard as it is meant."""
    ears = house().ears
    known = findings.merge((), ears.hear(item["text"]).heard, now=NOW, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=NOW, turn=1)
    lacks = {tuple(h) for h in item.get("hears", ())} - {(f.concept, f.status, f.about) for f in known}
    of_someone = {f.concept for f in known if f.status in {"present", "uncertain"}}
    loud = of_someone & set(item.get("silent", ()))
    return "; ".join(
        [f"not heard: {' '.join(h)}" for h in sorted(lacks)] + [f"heard: {c}" for c in sorted(loud)]
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_message_is_heard_as_it_is_meant(path, hold):
    messages = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    hold(
        messages,
        wrong,
        named=lambda item: item["text"],
        missed=lambda item: "not heard yet" if item.get("missed") else None,
        strict=False,
    )


def test_the_files_are_found():
    assert len(FILES) > 5
