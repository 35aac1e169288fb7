"""The wires of the action server: tracker in, core call, messages and events out."""
