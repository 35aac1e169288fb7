"""Diaries under a code, where a message comes in and where its reply goes out.

A code is taken out of a message before anything of it is kept, and a new one is added to a reply after
all of it was kept: so no code reaches a database, a log or the model.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from typing import Any

from bot.channels import words
from bot.core.diary import Diary
from bot.core.model import State
from bot.store.diaries import Diaries
from bot.store.journal import Journal, JournalUnavailable

logger = logging.getLogger(__name__)

MOST_WRONG = 5
"""Wrong codes of one conversation; from then on its codes are not looked up any more."""
MOST_WRONG_A_MINUTE = 120
"""Wrong codes of all conversations of this process."""
_REMEMBERED = 10_000


class DiaryDesk:
    """Opens, keeps, writes and deletes diaries for the turns of a channel."""

    def __init__(self, journal: Journal | None, secret: str, days: int) -> None:
        self._diaries = Diaries(journal, secret, days) if journal else None
        self._wrong: OrderedDict[str, int] = OrderedDict()
        self._lately: deque[float] = deque()

    def brought(self, conversation: str, code: str | None) -> dict[str, Any] | None:
        """What the code in a message brings back; entries None where it brings nothing, whatever the
        reason: a wrong code, too many of them, and a journal that fails look the same."""
        if code is None:
            return None
        found = None
        if self._diaries is not None and self._may_try(conversation):
            try:
                found = self._diaries.open(conversation, code)
            except JournalUnavailable as error:
                logger.error("A diary was not opened: %s", error)
            else:
                self._note(conversation, wrong=found is None)
        return {"entries": found}

    def settle(self, conversation: str, state: State) -> tuple[str, bool]:
        """Do what the diary said in this turn; what the person is told of it, and whether that may be
        told this once only."""
        kept = state.diary
        if kept is None or kept.turn != state.turn:
            return "", False
        try:
            return self._settled(conversation, kept)
        except JournalUnavailable as error:
            logger.error("A diary was not kept: %s", error)
            return words.DIARY_NOT_DELETED if kept.says == "forgotten" else words.DIARY_NOT_KEPT, False

    def _settled(self, conversation: str, kept: Diary) -> tuple[str, bool]:
        entries = [e.to_dict() for e in kept.entries]
        if self._diaries is None:
            return words.DIARY_NOT_KEPT if kept.says == "kept" else "", False
        if kept.says == "kept":
            return words.DIARY_CODE.format(code=self._diaries.keep(conversation, entries)), True
        if kept.says == "forgotten":
            self._diaries.forget(conversation)
        elif kept.kept and kept.says in ("logged", "undone", "opened"):
            return "" if self._diaries.write(conversation, entries) else words.DIARY_NOT_KEPT, False
        return "", False

    def _may_try(self, conversation: str) -> bool:
        now = time.monotonic()
        while self._lately and now - self._lately[0] > 60:
            self._lately.popleft()
        return self._wrong.get(conversation, 0) < MOST_WRONG and len(self._lately) < MOST_WRONG_A_MINUTE

    def _note(self, conversation: str, *, wrong: bool) -> None:
        if not wrong:
            self._wrong.pop(conversation, None)
            return
        self._lately.append(time.monotonic())
        self._wrong[conversation] = self._wrong.get(conversation, 0) + 1
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)
