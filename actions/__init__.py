"""The wires of the action server: tracker in, core call, messages and events out."""

from bot import action_door, logs

logs.install()
action_door.fit()
