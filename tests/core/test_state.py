import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import LEVELS, SELF, STATUSES, Finding, Fired, State, Verdict
from tests.core.world import MOTHER, finding, holding

_NAMES = st.text("abc_:#", min_size=1, max_size=8)
_TIMES = st.floats(0, 1e10)
_FINDINGS = st.builds(
    Finding,
    _NAMES,
    st.sampled_from(STATUSES),
    _NAMES,
    st.integers(0),
    _TIMES,
    st.none() | _TIMES,
    st.none() | _TIMES,
)
_FIRED = st.builds(
    Fired,
    _NAMES,
    st.sampled_from(LEVELS),
    _NAMES,
    st.lists(_NAMES).map(tuple),
    st.integers(0),
    st.sampled_from(["present", "unsure", "past"]),
)
_STATES = st.builds(
    State,
    st.integers(0),
    st.lists(_FINDINGS, max_size=4).map(tuple),
    st.builds(Verdict, st.sampled_from(LEVELS), st.lists(_FIRED, max_size=4).map(tuple)),
    _NAMES,
    st.none() | _NAMES,
    st.sampled_from(["plain", "clinician"]),
    st.sampled_from([None, "US", "UK"]),
    _NAMES,
)


def good():
    return State(3, (finding("diuretic", about=MOTHER),), holding("R-pill", "R-guard")).to_dict()


@settings(deadline=None)
@given(_STATES)
def test_a_state_survives_json(state):
    assert State.from_dict(json.loads(json.dumps(state.to_dict()))) == state


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_stored_is_a_fresh_state(nothing):
    fresh = State.from_dict(nothing)
    assert (fresh, fresh.verdict.level, fresh.focus) == (State(), "none", SELF)


def test_a_state_stored_before_a_field_was_added_still_reads():
    stored = {k: v for k, v in good().items() if k in {"turn", "findings", "verdict"}}
    assert State.from_dict(stored).verdict.level == "urgent"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: "a state",
        lambda s: [s],
        lambda s: 7,
        lambda s: {"turn": 1},
        lambda s: {k: v for k, v in s.items() if k != "verdict"},
        lambda s: s | {"turn": "three"},
        lambda s: s | {"turn": None},
        lambda s: s | {"findings": None},
        lambda s: s | {"findings": ["diuretic"]},
        lambda s: s | {"findings": [{"concept": "diuretic"}]},
        lambda s: s | {"findings": [s["findings"][0] | {"mood": "blue"}]},
        lambda s: s | {"findings": [s["findings"][0] | {"status": "maybe"}]},
        lambda s: s | {"findings": [s["findings"][0] | {"said_at": "noon"}]},
        lambda s: s | {"verdict": None},
        lambda s: s | {"verdict": {"level": "dire", "fired": []}},
        lambda s: s | {"verdict": {"level": "urgent"}},
        lambda s: s | {"verdict": {"level": "urgent", "fired": [{"rule": "R-pill"}]}},
        lambda s: (
            s | {"verdict": {"level": "urgent", "fired": [s["verdict"]["fired"][0] | {"level": "dire"}]}}
        ),
    ],
)
def test_garbage_is_refused_as_garbage(spoil):
    assert State.from_dict(good())
    with pytest.raises(ValueError, match="not a conversation state"):
        State.from_dict(spoil(good()))
