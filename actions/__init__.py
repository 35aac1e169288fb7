"""The wires of the action server: tracker in, core call, messages and events out."""

from bot import logs

logs.install()
