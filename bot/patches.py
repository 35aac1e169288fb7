"""Every change to Rasa itself: why, what it gains, and (tests/nlu/test_patches.py) a test that
fails when upstream changes. Modules that endpoints.yml, credentials.yml or config.yml name call
`apply` on import; doing it twice does nothing. What must stand before anything of Rasa is loaded is in
`bot.lean`.
"""

from __future__ import annotations

from typing import Any

import jsonschema
from rasa.core.actions import action
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain

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
    Agent._create_tracker_store = staticmethod(_tracker_store)
    _applied = True


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
