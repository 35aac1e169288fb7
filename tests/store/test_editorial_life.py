"""From submitted to superseded: what is withdrawn stays on file, is never told, and keeps its id."""

import pytest

from bot.store import build, content, editorial
from bot.store.content import ContentError
from bot.store.facts import Facts

pytestmark = pytest.mark.slow

OLD, NEW = "treatment.quinine-us", "caution.quinine-harms"
FACTS = "facts/quinine.yml"


def change(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def withdraw(folder, how):
    at = f"- id: {OLD}\n"
    head, tail = (folder / FACTS).read_text(encoding="utf-8").split(at)
    (folder / FACTS).write_text(head + at + tail.replace("status: under_review", f"status: {how}", 1))


@pytest.fixture(params=["retired", f"superseded\n    superseded_by: {NEW}"], ids=["retired", "superseded"])
def withdrawn(request, folder):
    withdraw(folder, request.param)
    return folder


@pytest.mark.parametrize("listed", [True, False])
def test_a_withdrawn_fact_is_on_file_and_never_told(withdrawn, tmp_path, listed):
    if not listed:
        for answer in ("quinine", "treatment_general"):
            change(withdrawn, f"answers/{answer}.yml", f"  - {OLD}\n", "")
    known = editorial.load(withdrawn)
    assert [f.id for f in known.withdrawn] == [OLD]
    assert OLD not in {f.id for f in known.fact_list}
    assert not any(OLD in t.facts for t in known.topics.values())
    build.build(known, tmp_path / "facts.sqlite")
    facts = Facts(tmp_path / "facts.sqlite", lowest_status="submitted")
    assert OLD not in {f.id for t in known.topics for f in facts.facts(t)}
    facts.close()


def test_the_register_marks_what_is_withdrawn_and_it_never_comes_back(withdrawn):
    known, before = editorial.load(withdrawn), editorial.register(withdrawn)
    text = editorial.written(known, before)
    assert f"\nfact {OLD} retired\n" in text
    (withdrawn / editorial.REGISTER).write_text(text)
    editorial.load(withdrawn)
    back = (withdrawn / FACTS).read_text().replace(f"    superseded_by: {NEW}\n", "")
    for status in ("retired", "superseded"):
        back = back.replace(f"status: {status}", "status: under_review")
    (withdrawn / FACTS).write_text(back)
    with pytest.raises(ContentError, match="never reused"):
        editorial.load(withdrawn)


def test_a_retired_rule_or_conflict_is_gone_from_what_is_told(folder):
    for file in ("red_flags/RF-08.yml", "conflicts/C-19.yml"):
        change(folder, file, "status: under_review", "status: retired")
    change(folder, "facts/symptoms.yml", "    conflicts: [C-19]\n", "")
    known = content.load(folder)
    assert "RF-08" not in known.rules and "RF-08" not in known.examples
    assert "C-19" not in known.conflicts
    assert {e.id for e in known.entries.values() if not e.live} == {"RF-08", "C-19"}


def test_the_register_keeps_every_id_it_ever_had(folder):
    change(folder, "gaps.yml", "id: N-01", "id: N-77")
    with pytest.raises(ContentError, match="gap 'N-01' is gone"):
        editorial.load(folder)
    known, before = editorial.load(folder, ["N-01"]), editorial.register(folder)
    (folder / editorial.REGISTER).write_text(editorial.written(known, before, ["N-01"]))
    after = editorial.register(folder)
    assert {key for key in after if key not in before} == {("gap", "N-77")}
    assert after["gap", "N-01"].retired and set(before) <= set(after)
    assert editorial.load(folder)


@pytest.mark.parametrize("wrong", ["N-01", "never.was"])
def test_only_an_id_that_is_gone_is_retired_in_the_register(folder, wrong):
    known = editorial.load(folder)
    with pytest.raises(ContentError, match=f"'{wrong}' is no id that is gone"):
        editorial.written(known, editorial.register(folder), [wrong])


def test_a_register_is_written_the_same_twice(known, folder):
    before = editorial.register(folder)
    assert editorial.written(known, before) == editorial.written(known, before)
    assert editorial.register(folder.parent) == {}
