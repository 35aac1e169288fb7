"""Every change to Rasa itself: why, what it gains, and (tests/nlu/test_patches.py) a test that
fails when upstream changes. Modules that endpoints.yml, credentials.yml or config.yml name call
`apply` on import; doing it twice does nothing.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
from rasa.core.actions import action
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.model import get_latest_model
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from bot import checksums, metrics, secret, settings

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
    Agent._create_tracker_store = staticmethod(_tracker_store)
    Agent.load_model = _loaded(Agent.load_model)
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

    Rasa logs that it could not load a spoilt model, starts, and answers every message with nothing.
    """

    @functools.wraps(load)
    def checked(self: Agent, model_path: Any, fingerprint: str | None = None) -> None:
        found = get_latest_model(model_path)
        if found and checksums.is_whole(Path(found)) is False:
            sys.exit(f"The model {found} is not what was trained. Run: charley train")
        try:
            load(self, model_path, fingerprint)
        except Exception as error:
            sys.exit(
                f"The model {found} cannot be loaded ({type(error).__name__}). Run: charley train --force"
            )

    return checked
