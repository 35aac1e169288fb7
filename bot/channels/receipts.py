"""Receipts of replies: made after the turn, kept in the journal, found again by `charley replay`."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot import metrics
from bot.conversations.forgetting import journal
from bot.core.model import State
from bot.core.receipt import Receipt, digest
from bot.store.journal import Journal, JournalUnavailable

logger = logging.getLogger(__name__)

REST = 5.0
"""Seconds without another try after a journal failed: waiting for it stops all turns of the process."""


class Receipts:
    """Keeps receipts. A journal that fails costs the receipt, never the reply."""

    def __init__(self, url: str, rules: str) -> None:
        self._rules = rules
        self._rests_until = 0.0
        try:
            self._journal: Journal | None = journal(url)
        except JournalUnavailable as error:
            logger.error("No receipts are kept: %s", error)
            self._journal = None

    @property
    def journal(self) -> Journal | None:
        """The journal; None where it could not be opened."""
        return self._journal

    def keep(self, conversation: str, state: State, said: Sequence[Mapping[str, Any]]) -> str | None:
        """The id of the receipt of what was said; None when it cannot be replayed or kept."""
        parts = [(m.get("turn") or {}).get("said") for m in said]
        if self._journal is None or not parts or not all(parts) or time.monotonic() < self._rests_until:
            return None
        texts = [m.get("text") or "" for m in said]
        made = Receipt(
            state.content, self._rules, state.to_dict(), tuple(p for p in parts if p), digest(texts)
        )
        try:
            return self._journal.keep(conversation, made.to_dict())
        except JournalUnavailable as error:
            logger.error("A receipt was not kept: %s", error)
            metrics.failed("journal")
            self._rests_until = time.monotonic() + REST
            return None

    def judge(self, conversation: str, receipt: str, helpful: bool) -> bool:
        """Keep whether a reply helped; False when no such reply is known of this conversation.

        Raises:
            JournalUnavailable: it could not be kept.
        """
        return self._journal is not None and self._journal.judge(conversation, receipt, helpful)
