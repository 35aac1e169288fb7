"""The safety policy: it lays the verdict into the carried state and sees that advice is said.

It predicts nothing on an ordinary turn. It drives the turn while an emergency stands, through the
short check and the coach (`bot.policies.checking`), when the message is about the talk itself
(`bot.policies.owning`), when a message names a new danger but asks
nothing we know, when a custom action left the person without an answer, and when a turn is about
to end without the advice that still stands.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.core import advice, wishes
from bot.core.model import State
from bot.core.talk import ANSWER as PRESSED
from bot.core.talk import NOT_UNDERSTOOD, OUT_OF_SCOPE, SUMMARY, TRIAGE_ANSWER
from bot.policies import checking, keeping, owning, stories
from bot.serve import House, house

STATE_SLOT = "charley"
ANSWERED_SLOT, UNANSWERED_SLOT = "answered", "unanswered"
ANSWER = "action_answer"
ADVICE = "utter_advice"
APOLOGY = "utter_apology"
_ENDINGS = frozenset({ANSWER, ADVICE, APOLOGY})


@dataclass(frozen=True)
class _Turn:
    """What happened since the person's last message."""

    message: UserUttered | None
    actions: tuple[str, ...]
    spoke: bool
    advised: bool

    @property
    def intent(self) -> str | None:
        """What the message asks."""
        return (self.message.intent or {}).get("name") if self.message else None

    @property
    def pressed(self) -> str | None:
        """The answer that a button of the check or the coach sent."""
        entities = self.message.entities if self.message and self.intent == TRIAGE_ANSWER else ()
        return next((str(e.get("value")) for e in entities if e.get("entity") == PRESSED), None)


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=True
)
class SafetyPolicy(Policy):
    """See the module."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Any | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._house: House = house()

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns nothing, so it takes whatever there is."""
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above the rules, whose priority is 6."""
        return {"priority": 100}

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next action where safety decides it, else no opinion; the new state either way."""
        turn = _turn(tracker)
        state = self._state(tracker, turn)
        in_form = tracker.active_loop_name == checking.FORM
        checked = state
        if _is_story_test(tracker, turn):
            turn = replace(turn, spoke=bool(turn.actions))
            filled = bool(tracker.get_slot(checking.SLOT))
            begun = bool({checking.START, checking.FORM, checking.LEAVE} & set(turn.actions))
            checked = stories.checked(state, turn.intent, in_form or begun, filled)
        carried = tracker.slots[STATE_SLOT].value if STATE_SLOT in tracker.slots else None
        events: list[Event] = [] if carried == state.to_dict() else [SlotSet(STATE_SLOT, state.to_dict())]
        if not turn.actions and wishes.ends_loops(state) and tracker.get_slot(ANSWERED_SLOT):
            events.append(SlotSet(ANSWERED_SLOT, None))
        fills, answer = checking.fills(state)
        if fills and not turn.actions:
            events.append(SlotSet(checking.SLOT, answer))
        action, driven = _next(checked, turn, in_form)
        unanswered = action == APOLOGY
        if unanswered or (not turn.actions and tracker.get_slot(UNANSWERED_SLOT)):
            events.append(SlotSet(UNANSWERED_SLOT, unanswered or None))
        if action and state.verdict.level == "emergency" and tracker.active_loop_name:
            events.append(ActiveLoop(None))
        scores = confidence_scores_for(action, 1.0, domain) if action else self._default_predictions(domain)
        return self._prediction(scores, events=events, is_no_user_prediction=driven)

    def _state(self, tracker: DialogueStateTracker, turn: _Turn) -> State:
        """The state that hearing made of the last message, else the carried one.

        A tracker that never met hearing's state is one of Rasa's story tests (`bot.policies.stories`).
        """
        carried = _carried(tracker)
        heard = _heard_state(turn.message)
        now = time.time()
        if heard and heard.turn > carried.turn:
            return self._house.steer(heard, turn.intent, now)
        if heard or (carried.turn and turn.actions):
            return carried
        if carried.turn:  # a button's payload, whose parse Rasa makes anew: a turn all the same
            state = replace(carried, turn=carried.turn + 1, wish="", offer="")
            told = self._house.press(state, turn.pressed or "", now)
            return self._house.steer(told, turn.intent, now)
        return stories.folded(self._house, tracker)


def _next(state: State, turn: _Turn, in_form: bool) -> tuple[str | None, bool]:
    """The action that is wanted next, or None where there is no opinion; and whether it overrules all."""
    if turn.message is None:
        return None, False
    owned = owning.next_action(state, turn.actions, advised=turn.advised, in_form=in_form)
    if owned:
        return owned, True
    if state.verdict.level == "emergency":
        return _next_for_safety(state, turn), True
    drives = checking.next_action(
        state, turn.actions, spoke=turn.spoke, advised=turn.advised, in_form=in_form
    ) or keeping.next_action(state, turn.actions, advised=turn.advised, in_form=in_form)
    return (drives, True) if drives else (_next_for_safety(state, turn), False)


def _next_for_safety(state: State, turn: _Turn) -> str | None:
    """The action that safety wants next, or None when it has no opinion."""
    advise = advice.due(state) and not turn.advised
    last = turn.actions[-1] if turn.actions else None
    if state.verdict.level == "emergency":
        if advise and ADVICE not in turn.actions:
            return ADVICE
        then = keeping.SUMMARY if turn.intent == SUMMARY else ANSWER  # whoever comes to help may need it
        return ACTION_LISTEN_NAME if then in turn.actions else then
    if last is None:
        return ADVICE if advise and _only_danger(state, turn) else None
    if not turn.spoke and last != APOLOGY:
        return APOLOGY
    if advise and last != ADVICE:
        return ADVICE
    return ACTION_LISTEN_NAME if last in _ENDINGS else None


def _only_danger(state: State, turn: _Turn) -> bool:
    """Whether a message names a new danger and asks nothing that we know."""
    return advice.new_in(state) and turn.intent in {NOT_UNDERSTOOD, OUT_OF_SCOPE}


def _turn(tracker: DialogueStateTracker) -> _Turn:
    actions: list[str] = []
    spoke = advised = False
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return _Turn(event, tuple(reversed(actions)), spoke, advised)
        if isinstance(event, ActionExecuted) and event.action_name not in (
            ACTION_LISTEN_NAME,
            ACTION_SESSION_START_NAME,
        ):
            actions.append(str(event.action_name))
            if str(event.action_name).startswith("utter_"):
                spoke, advised = True, advised or event.action_name == ADVICE
        if isinstance(event, BotUttered):
            spoke = True
            advised = advised or bool((event.metadata.get("turn") or {}).get("advice"))
    return _Turn(None, (), spoke, advised)


def _is_story_test(tracker: DialogueStateTracker, turn: _Turn) -> bool:
    """Whether hearing never met this conversation: story tests run no actions, so one that was
    chosen counts as done."""
    return _heard_state(turn.message) is None and not _carried(tracker).turn


def _carried(tracker: DialogueStateTracker) -> State:
    try:
        return State.from_dict(tracker.slots[STATE_SLOT].value if STATE_SLOT in tracker.slots else None)
    except ValueError:
        return State()


def _heard_state(message: UserUttered | None) -> State | None:
    raw = (message.parse_data or {}).get("charley") if message else None
    try:
        return State.from_dict(raw["state"]) if raw else None
    except (ValueError, KeyError, TypeError):
        return None
