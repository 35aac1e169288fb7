"""Showing, comparing and exporting content, and how hard it reads."""

import csv
import io
import json
import subprocess

import pytest

from bot.store import changes, export, grams, reading
from bot.store.content import ContentError

pytestmark = pytest.mark.slow  # reads content anew for most cases


@pytest.mark.parametrize("identity, parts", {
    "treatment.quinine-us": ("fact", "FDA", "S-FDA-QUIN, excerpt seen", "facts/quinine.yml:"),
    "RF-14": ("rule", "urgent", "red_flags/RF-14.yml:1", "withheld other:"),
    "S-FDA-QUIN": ("source", "used by: fact treatment.quinine-us", "regulator"),
    "C-16": ("conflict", "used by: fact", "topic quinine"),
    "N-01": ("gap", "how much magnesium"),
    "diuretic": ("concept", "used by: rule RF-14"),
    "quinine": ("topic", "facts:"),
}.items())  # fmt: skip
def test_everything_with_an_id_can_be_shown(known, identity, parts):
    shown = export.shown(known, identity)
    assert all(part in shown for part in parts), shown
    assert max(len(line) for line in shown.splitlines() if "http" not in line) <= 110


def test_nothing_is_shown_for_no_id(known):
    assert export.shown(known, "no.such") == ""


def test_an_export_holds_every_fact_with_topics_sources_and_status(known):
    from_json = json.loads(export.as_json(known))
    from_csv = list(csv.DictReader(io.StringIO(export.as_csv(known))))
    assert [f["id"] for f in from_json["facts"]] == [f["id"] for f in from_csv]
    assert {f["id"] for f in from_csv} == {f.id for f in known.fact_list}
    assert all(f["topics"] and f["sources"] and f["status"] for f in from_csv)
    assert {c["source"] for f in from_json["facts"] for c in f["sources"]} <= from_json["sources"].keys()


def compared(folder, file, old, new):
    before = changes.snapshot(folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return changes.between(before, changes.snapshot(folder))


def test_nothing_differs_from_itself(folder):
    found = changes.between(changes.snapshot(folder), changes.snapshot(folder))
    assert found == changes.Difference((), (), ())
    assert list(changes.told(found)) == ["No id was added, removed or changed."]


def test_a_changed_fact_changes_the_answers_that_tell_it(folder):
    found = compared(folder, "facts/quinine.yml", "says not to use quinine", "warns of quinine")
    assert found.changes == (changes.Change(("fact", "treatment.quinine-us"), "changed", ("plain",)),)
    assert set(found.topics) == {"quinine", "treatment_general"}
    assert found.rules == ()


def test_a_changed_source_changes_what_cites_it(folder):
    found = compared(folder, "sources/S-FDA-QUIN.yml", "standing: regulator", "standing: withdrawn")
    assert {"quinine", "medication_side_effect"} <= set(found.topics)


def test_a_changed_concept_touches_the_rules_that_ask_for_it(folder):
    found = compared(folder, "lexicon/medicines.yml", "words: [", "words: [a new water pill, ")
    assert found.changes[0].key[0] == "concept"
    assert list(changes.told(found))[-1].startswith("Safety rules touched: ")


def test_a_fact_that_urges_touches_the_rules_that_keep_it_back(folder):
    found = compared(folder, "facts/hydration_diet.yml", "urges: [water", "urges: [salt, water")
    assert {"RF-14", "RF-16"} <= set(found.rules)


def test_what_came_and_went_is_told(folder):
    found = compared(folder, "gaps.yml", "id: N-01", "id: N-77")
    assert [(c.how, c.key[1]) for c in found.changes] == [("removed", "N-01"), ("added", "N-77")]
    assert found.topics == ("supplements_magnesium",)


def test_a_git_revision_is_fetched(folder, tmp_path):
    def git(*arguments):
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *arguments], cwd=folder.parent, check=True, capture_output=True)

    git("init", "--quiet")
    git("add", "content")
    git("commit", "--quiet", "--no-verify", "-m", "content")
    fetched = changes.fetch("HEAD", folder.parent, tmp_path / "old")
    assert changes.snapshot(fetched).keys() == changes.snapshot(folder).keys()
    assert changes.fetch(str(folder), folder.parent, tmp_path / "new") == folder
    for wrong in ("no-such-branch", "--output=x"):
        with pytest.raises(ContentError, match="neither a folder nor a git revision"):
            changes.fetch(wrong, folder.parent, tmp_path / "none")
    assert not (folder.parent / "x^{commit}").exists()


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(ContentError, match="holds no content"):
        changes.snapshot(tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.yml").write_text("- a list\n")
    with pytest.raises(ContentError, match="not shaped like content"):
        changes.snapshot(tmp_path)


def test_harder_words_read_at_a_higher_grade(known):
    assert reading.grade("Rest your leg.") < reading.grade("Consider temporary immobilisation.")
    assert reading.grade("Help {who}: {call}.") == reading.grade("Help your mother: call 911.")
    assert max(reading.by_topic(known).values()) <= reading.TOPIC


def test_seven_words_make_a_run_and_six_none():
    assert list(grams.runs("One two, three: four five six")) == []
    assert list(grams.runs("It\u2019s ONE two three four five six")) == [
        ("it's", "one", "two", "three", "four", "five", "six")
    ]


def test_the_articles_are_hashed_and_not_told(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Cramps come at night and go with rest, it says.")
    grams.main([str(tmp_path / "a.txt")])
    out = capsys.readouterr().out
    (tmp_path / "seed_grams.txt").write_text(out)
    assert len(grams.read(tmp_path)) == 4
    assert "night" not in out
