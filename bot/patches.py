"""Every change to Rasa itself: why, what it gains, and (tests/nlu/test_patches.py) a test that
fails when upstream changes. Modules that endpoints.yml, credentials.yml or config.yml name call
`apply` on import; doing it twice does nothing. What must stand before anything of Rasa is loaded is in
`bot.lean`.
"""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jsonschema
import rasa.shared.utils.cli
from rasa.core.actions import action
from rasa.core.agent import Agent
from rasa.core.channels import console
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.engine.exceptions import GraphComponentException
from rasa.model import get_latest_model
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.utils.io import bcolors

from bot import checksums, heap, metrics, secret, settings, terminal

logger = logging.getLogger(__name__)

ACTION_TIMEOUT = 1.5
"""Seconds until a call of the action server counts as failed. Rasa's own is 300: the person would
sit before an empty screen for five minutes."""

_applied = False


def apply() -> None:
    """Apply all patches once."""
    global _applied
    if _applied:
        return
    action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT
    action.RemoteAction._validate_action_result = _validated
    action.RemoteAction.run = _run
    # Rasa walks all kinds of events for each of the 120 that a turn reads.
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=256)(Event.resolve_by_type))
    Agent._create_tracker_store = staticmethod(_tracker_store)
    Agent.load_model = _loaded(Agent.load_model)
    shell = Shell(console._get_user_input)
    console._print_bot_output, console._get_user_input = shell.show, shell.ask
    _applied = True


_upstream_run = action.RemoteAction.run


@functools.lru_cache(maxsize=1)
def _token() -> str:
    return secret.action_token(settings.load())


async def _run(self: action.RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
    """Call the action server with the token that it asks for, timed and counted.

    Rasa takes a token from endpoints.yml alone and puts it into the address, where logs show it.
    """
    if self.action_endpoint is not None:
        self.action_endpoint.headers["Authorization"] = f"Bearer {_token()}"
    try:
        with metrics.stage("action"):
            events: list[Event] = await _upstream_run(self, *args, **kwargs)
    except Exception:
        metrics.failed("action")
        raise
    return events


_VALIDATOR = jsonschema.Draft7Validator(action.RemoteAction.action_response_format_spec())


def _validated(self: action.RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action server's reply against the schema, built once.

    Rasa re-checks the constant schema on every call: 35 of the 36 ms of an action turn.
    """
    error = jsonschema.exceptions.best_match(_VALIDATOR.iter_errors(result))
    if error is not None:
        raise error
    return True


def _tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
    """The store without Rasa's wrapper, where the store is one of ours.

    Rasa wraps every store in one that falls back to memory with a log line only: a turn would be
    answered and lost. Ours tells the channel, and the channel tells the person.
    """
    if store is None:
        return FailSafeTrackerStore(InMemoryTrackerStore(domain))
    store.domain = domain
    return store if getattr(store, "tells_failures", False) else FailSafeTrackerStore(store)


def _loaded(load: Callable[..., None]) -> Callable[..., None]:
    """Loading a model, of a file that is what was trained.

    Rasa would start with a spoilt one and answer every message with nothing: here it does not start.
    A whole one that does not fit (made with another setting of the encoder, say) leaves a server that
    understands nothing, is not ready, and still hears danger: that is worth serving.
    """

    @functools.wraps(load)
    def checked(self: Agent, model_path: Any, fingerprint: str | None = None) -> None:
        found = get_latest_model(model_path)
        if found and checksums.is_whole(Path(found)) is False:
            sys.exit(f"The model {found} is not what was trained. Run: charley train")
        try:
            load(self, model_path, fingerprint)
            heap.settle()
        except GraphComponentException as error:
            logger.error(
                "The model %s does not fit this setup: danger is heard, nothing else is understood. %s "
                "Run: charley train --force",
                found,
                error.__cause__ or error,
            )
            raise
        except Exception as error:
            sys.exit(
                f"The model {found} cannot be loaded ({type(error).__name__}). Run: charley train --force"
            )

    return checked


class Shell:
    """What `rasa shell` shows: lines of 80 columns at most, and choices taken by their number.

    Rasa's own prints lines as long as they are, and puts the text of a message with choices into a menu
    that shows what each choice sends; where the text is taller than the terminal, the menu is not seen.
    """

    def __init__(self, prompt: Callable[[None], Awaitable[str | None]]) -> None:
        self._prompt = prompt
        self._offered: list[dict[str, str]] = []

    def show(self, message: dict[str, Any], *_: Any, color: str = bcolors.OKBLUE, **__: Any) -> None:
        """Print one message and the choices below it."""
        buttons = message.get("buttons") or []
        text = (
            f"{terminal.wrapped(message.get('text') or '')}\n{terminal.listed(buttons, len(self._offered))}"
        )
        self._offered += buttons
        rasa.shared.utils.cli.print_color(text.rstrip("\n"), color=color)

    async def ask(self, last: dict[str, Any] | None) -> str | None:
        """Print the last message of a turn; what the person types, a choice's payload for its number."""
        if last is not None:
            self.show(last)
        typed = await self._prompt(None)
        offered, self._offered = self._offered, []
        return None if typed is None else terminal.chosen(typed, offered)
