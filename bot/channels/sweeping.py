"""Retention: while the bot runs, conversations whose time is over are forgotten, soon after they are."""

from __future__ import annotations

import asyncio
import logging

from sanic import Blueprint, Sanic

from bot.conversations import forgetting
from bot.conversations.records import StoreUnavailable

logger = logging.getLogger(__name__)

EVERY = 900.0
"""Seconds between two sweeps."""
BREATH = 0.1
"""Seconds for everybody's turns between two steps of a sweep: a step holds up the process."""


def attach(routes: Blueprint) -> None:
    """Sweep for as long as the server of these routes runs."""

    @routes.listener("after_server_start")
    async def begin(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        app.ctx.sweeping = asyncio.create_task(_sweeping())

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        app.ctx.sweeping.cancel()


async def _sweeping() -> None:
    while True:
        try:
            while forgetting.sweep():
                await asyncio.sleep(BREATH)
        except StoreUnavailable as error:
            logger.error("Conversations whose time is over could not be forgotten yet: %s", error)
        except Exception:
            logger.exception("A sweep failed")
        await asyncio.sleep(EVERY)
