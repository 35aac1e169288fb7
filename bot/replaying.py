"""`charley replay`: find a receipt, make its reply again, compare."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import yaml

from bot import act, settings
from bot.core import talk
from bot.core.receipt import CannotReplay, Receipt, digest, replay
from bot.settings import COUNTRIES, ROOT
from bot.store import content
from bot.store.journal import Journal, JournalUnavailable
from bot.store.transactions import StoreUnavailable
from bot.store.wording import wording
from bot.vault import vault


def show(receipt_id: str) -> None:
    """Print the reply of a receipt.

    Raises:
        SystemExit: it is unknown, cannot be replayed here, or comes out otherwise; says which.
    """
    here = settings.load()
    try:
        kept = Journal(here.journal, vault()).receipt(receipt_id)
    except (JournalUnavailable, StoreUnavailable) as error:
        sys.exit(str(error))
    if kept is None:
        sys.exit(f"No receipt has the id {receipt_id!r}. It may belong to a forgotten conversation.")
    receipt, facts = Receipt.from_dict(kept), act.facts()
    words = wording(content.load(here.content_dir), COUNTRIES, here.country)
    try:
        call = words.call(receipt.state.get("country"))
        kept = talk.kept_for(here.keep_days, here.diary_days)
        gaps = {"call": call, "contact": here.contact or "", **kept}
        texts = replay(receipt, facts, words, _small_talk(gaps))
    except CannotReplay as error:
        sys.exit(f"This receipt cannot be replayed here. {error}")
    print("\n\n".join(texts))
    if digest(texts) != receipt.digest:
        sys.exit("The reply above is not what was said then: the program or its settings have changed.")


def _small_talk(gaps: Mapping[str, str]) -> dict[str, str]:
    """The fixed responses by name, as domain.yml and phrases.yml have them, with what they leave open
    (the number to call, the contact, how long things are kept) filled in."""
    responses: dict[str, Any] = {}
    for file in ("domain.yml", "phrases.yml"):
        responses |= yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))["responses"]
    texts = {name: str(variants[0]["text"]) for name, variants in responses.items()}
    for gap, value in gaps.items():
        texts = {name: text.replace(f"{{{gap}}}", value) for name, text in texts.items()}
    return texts
