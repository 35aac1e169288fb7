"""The ways to fail: what breaks, and what people may expect of it all the same."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from threading import Timer

from bot.settings import ROOT
from tests.chaos import breaking
from tests.chaos.servers import Servers

_MID_TURN = 0.3
_DAY = 24 * 3600

Around = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Mode:
    """One way to fail. ``breaks`` gives what happens around each turn. ``answers``: questions are answered
    all the same; ``red``: readiness says so; ``keeps``: what is said reaches the disk."""

    breaks: Callable[[Servers], AbstractContextManager[Around]]
    answers: bool = False
    red: bool = True
    keeps: bool = True


def _still(
    how: Callable[[Servers], AbstractContextManager[None]],
) -> Callable[[Servers], AbstractContextManager[Around]]:
    """A failure that stays as it is while people talk."""

    @contextmanager
    def broken(servers: Servers) -> Iterator[Around]:
        with how(servers):
            yield nullcontext

    return broken


@contextmanager
def _absent(servers: Servers) -> Iterator[None]:
    servers.signal_actions(signal.SIGKILL)
    yield
    servers.start_actions()


@contextmanager
def _hung(servers: Servers) -> Iterator[None]:
    servers.signal_actions(signal.SIGSTOP)
    yield
    servers.signal_actions(signal.SIGCONT)


@contextmanager
def _answering_500(servers: Servers) -> Iterator[None]:
    with _absent(servers), breaking.answering_500(servers.actions_port):
        yield


@contextmanager
def _killed_in_mid_turn(servers: Servers) -> Iterator[Around]:
    """It takes the request, and ends before it answers."""

    @contextmanager
    def around() -> Iterator[None]:
        servers.signal_actions(signal.SIGSTOP)
        timer = Timer(_MID_TURN, servers.signal_actions, [signal.SIGKILL])
        timer.start()
        yield
        timer.join()
        servers.start_actions()

    yield around


@contextmanager
def _slow(servers: Servers) -> Iterator[Around]:
    """It answers, after the better part of the time that it is given."""

    @contextmanager
    def around() -> Iterator[None]:
        servers.signal_actions(signal.SIGSTOP)
        timer = Timer(1.0, servers.signal_actions, [signal.SIGCONT])
        timer.start()
        yield
        timer.join()

    yield around


@contextmanager
def _facts_deleted(servers: Servers) -> Iterator[None]:
    kept = servers.facts.read_bytes()
    servers.facts.unlink()
    yield
    _put_back(servers.facts, kept)


@contextmanager
def _facts_emptied(servers: Servers) -> Iterator[None]:
    servers.signal_actions(signal.SIGKILL)
    servers.start_actions()  # so that it has this very file open
    kept = servers.facts.read_bytes()
    servers.facts.write_bytes(b"")
    yield
    _put_back(servers.facts, kept)


def _put_back(path: Path, content: bytes) -> None:
    """As a build does: a whole file takes the place of what is there."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


@contextmanager
def _other_content(servers: Servers) -> Iterator[None]:
    """The action server has a build that the Rasa server does not know."""
    other = servers.data_dir / "content"
    shutil.copytree(ROOT / "content", other)
    answer = other / "answers" / "quinine.yml"
    answer.write_text(answer.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    environ = {
        "CHARLEY_CONTENT_DIR": str(other),
        "CHARLEY_FACTS_URL": f"sqlite:///{servers.data_dir / 'other.sqlite'}",
    }
    servers.build(**environ)
    servers.signal_actions(signal.SIGKILL)
    servers.start_actions(**environ)
    yield
    servers.signal_actions(signal.SIGKILL)
    servers.start_actions()
    shutil.rmtree(other)


@contextmanager
def _clock_moved(servers: Servers) -> Iterator[Around]:
    """A day ahead in one turn, a day back in the next."""
    days = cycle((1, -1))

    @contextmanager
    def around() -> Iterator[None]:
        servers.move_clock(next(days) * _DAY)
        yield

    try:
        yield around
    finally:
        servers.move_clock(0)


def _store(how: Callable[[Path], AbstractContextManager[None]]) -> Mode:
    return Mode(_still(lambda servers: how(servers.conversations)), answers=True, keeps=False)


MODES = {
    "nothing broken": Mode(_still(lambda servers: nullcontext()), answers=True, red=False),
    "action server absent": Mode(_still(_absent)),
    "action server hung": Mode(_still(_hung)),
    "action server answering 500": Mode(_still(_answering_500)),
    "action server killed in mid-turn": Mode(_killed_in_mid_turn, red=False),
    "action server slow": Mode(_slow, answers=True, red=False),
    # The file that it has open is still whole, so it goes on answering.
    "facts database deleted": Mode(_still(_facts_deleted), answers=True, red=False),
    "facts database emptied": Mode(_still(_facts_emptied)),
    "content unknown to the action server": Mode(_still(_other_content)),
    "conversations read-only": _store(breaking.read_only),
    "conversations locked": _store(breaking.locked),
    "conversations corrupt": _store(breaking.spoilt),
    "disk full": _store(lambda path: breaking.full(path.parent)),
    "clock moved": Mode(_clock_moved, answers=True, red=False),
    "receipts locked": Mode(_still(lambda s: breaking.locked(s.data_dir / "journal.sqlite")), True, False),
}
