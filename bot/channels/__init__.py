"""Doors to the outside: verify, limit, de-duplicate, collect, render, send."""
