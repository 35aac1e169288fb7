"""Whether the clock is believed when it says that the time of conversations is over.

Forgotten is for ever. A clock that is wrong by a month would have everybody forgotten at once, so a clock
that leapt is not believed before it has said so for a day. Whoever moves it back by then loses nothing.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa

from bot.conversations.tables import clock
from bot.store.transactions import lock_out

logger = logging.getLogger(__name__)

LEAP = 2 * 86_400.0
"""Seconds from one sweep to the next after which the clock may have been moved, or nothing ran. A timer that
sweeps once a day is no leap."""
DOUBT = 86_400.0
"""Seconds for which it is not believed then."""


def believed(connection: Any, now: float) -> bool:
    """Whether a sweep may go by the clock, which shows ``now``. What was seen of it is noted."""
    lock_out(connection)  # several processes sweep
    known = connection.execute(sa.select(clock)).first()
    seen, doubted = (known.seen, known.doubted) if known else (now, None)
    if doubted is None:
        doubted = now if now - seen > LEAP else None
    elif not doubted <= now < doubted + DOUBT:  # it was moved back, or has said so for long enough
        doubted = None
    noted = {"seen": now, "doubted": doubted}
    connection.execute(sa.update(clock).values(noted) if known else sa.insert(clock).values(id=1, **noted))
    if doubted is not None:
        logger.warning(
            "The clock is more than two days ahead of the last sweep: it was moved, or nothing ran. Nobody's "
            "time counts as over until it has said so for a day. Where it is wrong, set it right now"
        )
    return doubted is None
