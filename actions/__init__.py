"""The wires of the action server: tracker in, core call, messages and events out."""

from bot import action_door

action_door.fit()
