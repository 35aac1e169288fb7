"""`charley review`: questions that were not understood or did not help, for a writer, redacted.

Nothing is kept for it: it reads the conversations that are there, so what was forgotten is gone here
too. An operator has to allow it (`CHARLEY_REVIEW=on`).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

import yaml
from spacy.lang.en.stop_words import STOP_WORDS

from bot import settings
from bot.conversations.records import Records, Said, StoreUnavailable
from bot.core.talk import NOT_UNDERSTOOD, OUT_OF_SCOPE
from bot.language.normalise import normalise
from bot.language.redact import redact
from bot.settings import ROOT
from bot.store.journal import Journal, JournalUnavailable
from bot.vault import vault

_WHY = {NOT_UNDERSTOOD: "not understood", OUT_OF_SCOPE: "taken as off topic"}
_NOT_HELPFUL = "did not help"


def show() -> None:
    """Print what there is to review, the most frequent first.

    Raises:
        SystemExit: it is not allowed here, or the conversations cannot be read; says which.
    """
    here = settings.load()
    if here.review != "on":
        sys.exit(
            "Reading people's questions is off here. Allow it with CHARLEY_REVIEW=on; they are redacted."
        )
    try:
        found = Counter(
            _listed(Records(here.conversations_db, here.sqlite_wait, vault()), Journal(here.journal, vault()))
        )
    except (StoreUnavailable, JournalUnavailable) as error:
        sys.exit(str(error))
    for (why, text), times in sorted(found.items(), key=lambda entry: (-entry[1], *entry[0])):
        print(f"{times:4d}  {why:18s}  {text}")
    print(f"{sum(found.values())} questions to review.", file=sys.stderr)


def _listed(records: Records, journal: Journal) -> Iterator[tuple[str, str]]:
    """Why a message is listed, and its redacted text."""
    known = _known_words()
    said: dict[str, list[Said]] = {}
    for one in records.said():
        said.setdefault(one.conversation, []).append(one)
        if one.intent in _WHY:
            yield _WHY[one.intent], redact(one.text, known)
    for conversation, made in journal.judged(helpful=False):
        before = [one for one in said.get(conversation, ()) if one.at <= made]
        if before:  # the receipt was made right after the turn of the last of them
            yield _NOT_HELPFUL, redact(before[-1].text, known)


def _known_words() -> frozenset[str]:
    """The words of the training sentences, and the commonest of English."""
    words = set(STOP_WORDS)
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            words.update(re.findall(r"[a-z]+", normalise(intent["examples"]).text))
    return frozenset(words)
