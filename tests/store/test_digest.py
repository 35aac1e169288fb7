from bot.store import content


def test_the_same_content_has_the_same_digest(folder, known):
    assert content.digest(folder) == known.digest == content.load(folder).digest


def test_any_changed_renamed_or_removed_file_changes_the_digest(folder):
    seen = {content.digest(folder)}
    path = folder / "sources" / "oster-2020.yml"
    for change in (
        lambda: path.write_text(path.read_text() + "# reviewed\n"),
        lambda: path.rename(path.with_name("oster.yml")),
        lambda: path.with_name("oster.yml").unlink(),
    ):
        change()
        assert content.digest(folder) not in seen
        seen.add(content.digest(folder))


def test_files_that_are_not_content_do_not_count(folder):
    before = content.digest(folder)
    (folder / "notes.txt").write_text("to do")
    assert content.digest(folder) == before
