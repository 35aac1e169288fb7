"""What is run or told from is what it was made as, or it is not run."""

import shutil
import subprocess

import pytest

from bot import act, checksums
from bot.language import ear, weights
from bot.store import build, content
from bot.store.facts import FactsUnavailable


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "made"
    made.write_bytes(b"whole " * 1000)
    checksums.write(made)
    return made


def spoil(path):
    """One bit turned, somewhere in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_a_file_is_whole_until_it_changes(file):
    assert checksums.is_whole(file) is True
    spoil(file)
    assert checksums.is_whole(file) is False


@pytest.mark.parametrize("sum_", [b"", b"nonsense", b"\xff\xfe"])
def test_a_spoilt_checksum_proves_nothing(file, sum_):
    checksums.beside(file).write_bytes(sum_)
    assert checksums.is_whole(file) is False


def test_without_a_checksum_or_a_file_it_says_so(file):
    file.unlink()
    assert checksums.is_whole(file) is False
    checksums.beside(file).unlink()
    assert checksums.is_whole(file) is None


def test_the_usual_program_reads_it(file):
    command = ["sha256sum", "-c", checksums.beside(file).name]
    assert subprocess.run(command, cwd=file.parent, capture_output=True).returncode == 0


@pytest.mark.parametrize("path", [ear.WEIGHTS, ear.NAMES], ids=lambda p: p.name)
def test_a_spoilt_ear_is_not_heard_with(path, tmp_path, monkeypatch):
    if weights.folder(None) is None:
        pytest.skip("there is no encoder here, and so no second ear")
    shutil.copytree(ear.LEARNED, tmp_path / "learned")
    monkeypatch.setattr(ear, "WEIGHTS", tmp_path / "learned" / ear.WEIGHTS.name)
    monkeypatch.setattr(ear, "NAMES", tmp_path / "learned" / ear.NAMES.name)
    spoil(tmp_path / "learned" / path.name)
    with pytest.raises(weights.EncoderRefused, match="make ear"):
        ear.open_ear(None, tmp_path)


def test_a_graph_that_was_spoilt_is_made_anew(tmp_path):
    files = weights.folder(None)
    if files is None:
        pytest.skip("there is no encoder here")
    graph, made = tmp_path / "graph.onnx", []

    def write(published, target):
        made.append(target)
        target.write_bytes(b"graph")

    weights.prepare(files, graph, write)
    weights.prepare(files, graph, write)
    assert len(made) == 1
    spoil(graph)
    weights.prepare(files, graph, write)
    assert len(made) == 2 and graph.read_bytes() == b"graph"


def test_spoilt_facts_are_not_told_and_a_build_mends_them(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    here = act.settings.load()
    known = content.load(here.content_dir)
    build.build(known, here.facts)
    assert act.facts_anew().rules
    for broken in (spoil, lambda path: checksums.beside(path).unlink()):
        broken(here.facts_db)
        act.facts.cache_clear()
        with pytest.raises(FactsUnavailable, match="charley content build --force"):
            act.facts()
        build.build(known, here.facts)
        assert act.facts_anew().rules
