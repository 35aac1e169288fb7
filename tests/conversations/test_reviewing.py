"""Questions for a writer to review: redacted, gone when forgotten, only where they are allowed."""

import pytest

from bot import reviewing
from bot.conversations.records import Records
from bot.store.journal import Journal


def user(text, intent, at):
    return {"event": "user", "timestamp": at, "text": text, "parse_data": {"intent": {"name": intent}}}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A data folder in which two people talked."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHARLEY_REVIEW", "on")
    records = Records(tmp_path / "conversations.sqlite")
    for name, said in {
        "api:1": [
            user("why does Zebulon cramp", "nlu_fallback", 10.0),
            user("cramp", "ask_definition", 20.0),
        ],
        "api:2": [user("what is the weather", "out_of_scope", 30.0)],
    }.items():
        records.append(name, said, after=0, snapshot={}, may_open=True)
    return records


def listed(capsys):
    reviewing.show()
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_what_was_not_understood_is_listed_redacted(here, capsys):
    assert listed(capsys) == [
        "1 not understood why does [...] cramp",
        "1 taken as off topic what is the weather",
    ]


def test_what_did_not_help_is_listed_with_the_message_before_it(here, capsys, tmp_path, monkeypatch):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite", here.vault)
    monkeypatch.setattr("bot.store.journal.time.time", lambda: 21.0)
    journal.judge("api:1", journal.keep("api:1", {}), helpful=False)
    journal.judge("api:2", journal.keep("api:2", {}), helpful=True)
    assert "1 did not help cramp" in listed(capsys)


def test_the_same_question_is_listed_once_with_how_often(here, capsys):
    here.append(
        "api:3", [user("what is the weather", "out_of_scope", 40.0)], after=0, snapshot={}, may_open=True
    )
    assert listed(capsys)[0] == "2 taken as off topic what is the weather"


def test_what_was_forgotten_is_gone_from_the_list(here, capsys):
    here.forget("api:1")
    assert listed(capsys) == ["1 taken as off topic what is the weather"]


def test_it_is_off_unless_an_operator_allows_it(here, capsys, monkeypatch):
    monkeypatch.delenv("CHARLEY_REVIEW")
    with pytest.raises(SystemExit, match="CHARLEY_REVIEW=on"):
        reviewing.show()
    assert capsys.readouterr().out == ""
