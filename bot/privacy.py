"""The data map and the privacy notice, made from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot import settings
from bot.conversations import deliveries
from bot.conversations import tables as conversations
from bot.settings import ROOT, Settings
from bot.store import journal, keys

FOLDER = ROOT / "docs" / "privacy"
_MADE = "<!-- Made by `charley privacy` from the tables themselves; do not edit. -->\n"


@dataclass(frozen=True)
class Kept:
    """A database: what it is called in the data folder and in the settings, and its tables."""

    file: str
    setting: str
    tables: sa.MetaData


DATABASES = (
    Kept("conversations.sqlite", "CHARLEY_CONVERSATIONS_URL", conversations.metadata),
    Kept("deliveries.sqlite", "CHARLEY_CONVERSATIONS_URL", deliveries.metadata),
    Kept("journal.sqlite", "CHARLEY_JOURNAL_URL", journal.metadata),
    Kept("keys.sqlite", "CHARLEY_KEYS_URL", keys.metadata),
)

_WITH_TALK = "until the person asks to be forgotten, or {days} days after the last turn"
UNTIL: Mapping[str, str] = {
    "conversation": _WITH_TALK,
    "event": _WITH_TALK,
    "inbox": "until the turn is saved, seconds; after a crash as the conversation",
    "reply": _WITH_TALK,
    "clock": "for ever; nothing of people",
    "receipt": _WITH_TALK,
    "feedback": _WITH_TALK,
    "diary": "until the person deletes it, or {diary_days} days after it was last used",
    "diary_of": _WITH_TALK,
    "delivery": "a week; what tells whose it was, until the reply went out",
    "delivery_hold": "until the reply went out, seconds; after a crash a week at most",
    "conversation_key": _WITH_TALK + "; then no byte of it is left in its file",
}
"""How long each table's rows are kept."""

_FILES = (
    ("master.key", "the master key, where `CHARLEY_MASTER_KEY` gives none", "the owner of the process"),
    ("secret.key", "what signs sessions, where `CHARLEY_SECRET` gives none", "the owner of the process"),
    (
        "logs/",
        "what the servers did and what failed; no words, no names, no addresses of people",
        "operators",
    ),
    ("facts.sqlite", "what Charley knows; nothing of people", "anybody"),
    ("run/", "addresses of the servers; nothing of people", "anybody"),
)

_READERS = """\
## Who can read what is sealed
- The running program, while it answers. It holds keys of recent conversations in memory.
- Whoever has both the database of keys and the master key. Neither a copy of the conversations nor one of
  the keys is enough. Where `CHARLEY_MASTER_KEY` is not set, the master key lies in the data folder: whoever
  reads that folder has both.
- With `CHARLEY_REVIEW=on`, whoever may run `charley review`: single questions, redacted.
- Nobody through the website or the API but the holder of the session's token.
"""

_NOTICE = """\
# What Charley keeps about you
{contact}
- **What is kept.** What you write, what Charley answered, and what it took from your words (such as a
  medicine that you named). With it the times, and whether you said that an answer helped. No name, no e-mail
  address, no network address: the conversation has a random name that says nothing about you.
- **Why.** So that Charley remembers what you said, and warns you when it matters later in the talk.
- **How long.** {days} days after your last message, then it is deleted by itself.
- **A diary** that you asked to have kept under a code: {diary_days} days after it was last used.
- **Deleting it now.** Press "{forget}" in the chat, or ask over the API (`DELETE
  /webhooks/api/sessions/current`). It is deleted at once: the key that opens it is destroyed, so that a
  backup of the conversations cannot bring it back.
- **Who can read it.** It is encrypted, with a key of its own for each conversation. Those who run this chat
  hold the keys. {who}
- **What is not done.** Nothing is sold or passed on, nothing is used to train the program, and no cookie
  follows you. The chat keeps its messages in this browser tab until you close it.
- **Your rights.** Where the law gives you the right to see, correct or delete what is kept of you, or to
  complain, turn to whoever runs this chat.
"""
_FORGET = "Forget me"
_REVIEWED = "Charley shows them single questions, with names and numbers taken out, to improve the answers."
_NOT_REVIEWED = "Charley shows them nothing of it."


def data_map(here: Settings) -> str:
    """The page that says where everything is kept, as Markdown."""
    return _MADE + "\n".join(_map(here)) + "\n"


def notice(here: Settings) -> str:
    """The notice for people who talk to Charley, as Markdown, for an installation with these settings."""
    who = _REVIEWED if here.review == "on" else _NOT_REVIEWED
    contact = f"\nThis chat is run by: {here.contact}\n" if here.contact else ""
    return _NOTICE.format(
        days=here.keep_days, diary_days=here.diary_days, who=who, contact=contact, forget=_FORGET
    )


def _map(here: Settings) -> Iterator[str]:
    yield "# Data map"
    yield (
        "Everything that is kept, table by table. *Sealed* is ciphertext (AES-GCM) under the conversation's "
        "own key. A *pseudonym* is a keyed hash of a name that is random itself, or of a person's name in "
        "another service."
    )
    for database in DATABASES:
        yield f"\n## `{database.file}`, or where `{database.setting}` says"
        for table in database.tables.sorted_tables:
            until = UNTIL[table.name].format(days=here.keep_days, diary_days=here.diary_days)
            yield f"\n**`{table.name}`**: {table.comment}. Kept {until}.\n"
            yield "| column | holds |\n|---|---|"
            for column in table.columns:
                yield f"| `{column.name}` | {column.comment} |"
    yield "\n## Other files of the data folder\n| file | holds | read by |\n|---|---|---|"
    for file, holds, readers in _FILES:
        yield f"| `{file}` | {holds} | {readers} |"
    yield "\n" + _READERS.rstrip()


def write() -> Iterator[Path]:
    """Write both pages for an installation without settings of its own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    here = settings.load({})
    for name, text in {"data-map.md": data_map(here), "notice.md": _MADE + notice(here)}.items():
        path = FOLDER / name
        path.write_text(text, encoding="utf-8")
        yield path
