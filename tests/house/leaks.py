"""A program that tries to get a person's words into its log, in all the ways that libraries have. Run by
test_logs.py, with `bot.logs` and without."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import types
import warnings

import structlog

WORDS = "CANARY my calf is swollen"
foreign = logging.getLogger("rasa.core.processor")
ours = logging.getLogger("bot.channels.turns")


class Wordless(Exception):
    wordless = True


def raising(text: str) -> None:
    raise ValueError(f"cannot read {text}")


def plain() -> None:
    foreign.info("formatted early: " + WORDS)
    foreign.debug(f"Received message {WORDS} from a channel")
    foreign.warning("with arguments: %s %r", WORDS, {"text": WORDS})
    foreign.error("with format: {}".format(WORDS))  # noqa: UP032
    foreign.critical(
        "over several lines: %s",
        WORDS,
    )
    foreign.error(WORDS)
    foreign.error(ValueError(WORDS))
    foreign.error("wrong arguments: %d", WORDS)
    logging.getLogger("sanic.access").info("", extra={"request": f"GET /?{WORDS}"})


def exceptions() -> None:
    try:
        raising(WORDS)
    except ValueError as error:
        foreign.exception("A turn failed")
        foreign.error("given as it is", exc_info=error)
        ours.exception("Ours failed")
        ours.error("Ours failed: %s", error)
        try:
            raise RuntimeError(WORDS) from error
        except RuntimeError:
            foreign.error("in a chain", exc_info=True)
            ours.error("in a chain", exc_info=True, stack_info=True)
    ours.error("Ours says so: %s", Wordless("the database is locked"))
    ours.warning("%d of %s", 3, "ours")


def structured() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.set_exc_info,
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    logger = structlog.get_logger("rasa.core.channels")
    logger.debug("channel.message.received", text=WORDS)
    try:
        raising(WORDS)
    except ValueError:
        logger.exception("channel.message.failed", text=WORDS)


def elsewhere() -> None:
    warnings.warn(f"no such intent: {WORDS}", UserWarning, stacklevel=1)
    thread = threading.Thread(target=raising, args=(WORDS,))
    thread.start()
    thread.join()
    asyncio.run(_abandoned())
    gc.collect()
    _Dying()
    gc.collect()


async def _abandoned() -> None:
    async def fails() -> None:
        raising(WORDS)

    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task


class _Dying:
    def __del__(self) -> None:
        raising(WORDS)


def generated() -> None:
    """A caller whose source is in no file."""
    module = types.ModuleType("made")
    module.__dict__.update(foreign=foreign, WORDS=WORDS)
    exec(compile("foreign.error('made up: ' + WORDS)", "<made>", "exec"), module.__dict__)


class _Failing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            raising(WORDS)
        except ValueError:
            self.handleError(record)


def handlers() -> None:
    logging.getLogger().addHandler(_Failing())
    foreign.error("a handler fails")


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
    if "--redacted" in sys.argv:
        from bot import logs

        logs.install()
    for leak in (plain, exceptions, structured, elsewhere, generated, handlers):
        leak()
    if "--end" in sys.argv:
        raising(WORDS)
