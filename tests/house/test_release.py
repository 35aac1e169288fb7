"""A release in a clone: what is in the bundle, what its sums say, and when there is none."""

import hashlib
import subprocess
import tarfile

import pytest

from bot.settings import ROOT
from scripts import changelog, release


def git(folder, *words):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path):
    """A clone with files in place of the model's: training takes minutes and is tested elsewhere."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    git(tmp_path, "clone", "--quiet", "--shared", str(ROOT), "clone")
    folder = tmp_path / "clone"
    (folder / "models").mkdir()
    for name in release.MODEL:
        (folder / "models" / name).write_bytes(b"a model")
    return folder


@pytest.mark.slow
def test_the_bundle_holds_the_commit_the_model_the_content_and_the_widget(clone):
    release.ready(clone, "1.2.3")
    folder = release.bundle(clone, "1.2.3", "## 1.2.3\n")
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True)
    assert {p.name for p in folder.iterdir()} == {
        *("charley-1.2.3.tar.gz", "content-1.2.3.json", "charley.js", "notices.txt", "NOTES.md", "SHA256SUMS")
    }
    with tarfile.open(folder / "charley-1.2.3.tar.gz") as archive:
        names = set(archive.getnames())
        readme = archive.extractfile("charley-1.2.3/README.md").read()
    tracked = subprocess.run(["git", "ls-files"], cwd=clone, capture_output=True, text=True).stdout.split(
        "\n"
    )
    assert {f"charley-1.2.3/{n}" for n in tracked if n and '"' not in n} <= names
    assert {f"charley-1.2.3/models/{name}" for name in release.MODEL} <= names
    assert hashlib.sha256(readme).digest() == hashlib.sha256((clone / "README.md").read_bytes()).digest()


def test_what_training_leaves_is_what_is_packed():
    from bot import checksums, processes

    model = processes.MODEL
    made = (model.name, checksums.beside(model).name, processes.TRAINED_FROM)
    assert made == release.MODEL


@pytest.mark.slow
def test_without_a_model_there_is_no_release(clone):
    (clone / "models" / release.MODEL[-1]).unlink()
    with pytest.raises(release.NotReady, match=r"trained-from: run `make train`"):
        release.bundle(clone, "1.2.3", "## 1.2.3\n")


def test_a_changed_tree_and_a_released_or_odd_version_are_refused(clone):
    for version in ("1.2", "v1.2.3", "latest"):
        with pytest.raises(release.NotReady, match="is no version"):
            release.ready(clone, version)
    (clone / "changes" / "z.fixed.md").write_text("A bug.\n")
    with pytest.raises(release.NotReady, match=r"changes/z\.fixed\.md"):
        release.ready(clone, "1.2.3")
    release.enter(clone, changelog.gathered("1.2.3", "2026-11-30", clone / "changes"))
    assert changelog.waiting(clone / "changes") == []
    assert "A bug." in (clone / "CHANGELOG.md").read_text()
    with pytest.raises(release.NotReady, match="already"):
        release.ready(clone, "1.2.3")
