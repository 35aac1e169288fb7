"""Whole messages of lay people, and what hearing must make of them (lay/*.yml, a file a subject).

`hears` lists concept, status and person (each at least so); `silent` concepts that nobody has. A message
that is not heard rightly yet is `missed: true`; teaching the second ear may mend it unasked, so that it
may pass. One that is heard must stay so. Both ears hear.
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


def messages():
    for path in sorted(Path(__file__).with_name("lay").glob("*.yml")):
        for item in yaml.load(path.read_bytes(), yaml.CSafeLoader):
            marks = [pytest.mark.xfail(strict=False, reason="not heard yet")] if item.get("missed") else []
            yield pytest.param(item, id=f"{path.stem}: {item['text'][:60]}", marks=marks)


@pytest.mark.parametrize("item", messages())
def test_a_message_is_heard_as_it_is_meant(item):
    ears = house().ears
    known = findings.merge((), ears.hear(item["text"]).heard, now=NOW, turn=1)
    known = findings.derive(known, ears.lexicon.derived, now=NOW, turn=1)
    heard = {(f.concept, f.status, f.about) for f in known}
    assert {tuple(h) for h in item.get("hears", ())} <= heard
    of_someone = {f.concept for f in known if f.status in {"present", "uncertain"}}
    assert not of_someone & set(item.get("silent", ()))
