"""No word of a person's reaches a log, and what is logged can still be used."""

import json
import subprocess
import sys

import pytest

from bot.settings import ROOT


def run(*args):
    """The standard output and error of the program that leaks."""
    command = [sys.executable, "-m", "tests.house.leaks", *args]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == int("--end" in args), done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def redacted():
    return run("--redacted", "--end")


@pytest.fixture(scope="module")
def lines(redacted):
    return [json.loads(line) for line in redacted[0].splitlines()]


def test_without_redaction_the_words_are_everywhere():
    out, err = run("--end")
    assert (out + err).count("CANARY") > 20, "the leaks leak: so the next test can fail"


def test_with_it_they_are_nowhere(redacted):
    assert "CANARY" not in "".join(redacted) and "swollen" not in "".join(redacted)


def test_every_line_is_an_object_that_says_what_and_where(lines):
    assert len(lines) > 20
    for line in lines:
        assert {"time", "level", "logger", "event", "place"} <= line.keys()
        file, _, number = line["place"].rpartition(":")
        assert file.endswith(".py") and number.isdigit() or file == "<made>", line


@pytest.mark.parametrize(
    "event",
    [
        "Received message ... from a channel",
        "formatted early: ...",
        "with arguments: %s %r",
        "with format: {}",
        "over several lines: %s",
        "channel.message.received",
        "3 of ours",
        "Ours failed: ValueError",
        "Ours says so: __main__.Wordless: the database is locked",
    ],
)
def test_what_the_source_says_is_kept(lines, event):
    assert event in {line["event"] for line in lines}


@pytest.mark.parametrize(
    "event", ["A turn failed", "Ours failed", "given as it is", "channel.message.failed"]
)
def test_an_exception_keeps_its_type_and_its_places(lines, event):
    (line,) = [line for line in lines if line["event"] == event]
    kind, *places = line["errors"][0].split(" < ")
    assert kind == "ValueError"
    assert places[0].startswith("tests/house/leaks.py:") and places[0].endswith(" raising")


def test_a_chain_of_exceptions_is_kept_whole(lines):
    chains = [line["errors"] for line in lines if line["event"] == "in a chain"]
    assert [[e.split(" < ")[0] for e in chain] for chain in chains] == [["RuntimeError", "ValueError"]] * 2
