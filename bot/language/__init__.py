"""Hearing: what a message says that matters, of whom, and whether it is so; `ears` is the way in."""
