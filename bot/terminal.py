"""A chat in the terminal, over the JSON API."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

import requests

PROMPT = "Your input ->  "
_WIDTH = 80


def talk(address: str) -> None:
    """Read lines, send them, print the replies, until /stop or the end of the input.

    The conversation is deleted at the end: nobody could come back to it.
    """
    session = requests.Session()
    opened = session.post(f"{address}/webhooks/api/sessions", timeout=30).json()
    session.headers["Authorization"] = f"Bearer {opened['session']}"
    print("Charley answers questions about foot and leg cramps. Type /stop to end.\n")
    offered: list[dict[str, str]] = []
    try:
        while True:
            try:
                typed = input(PROMPT).strip()
            except EOFError:
                break
            if typed == "/stop":
                break
            if typed:
                offered = _exchange(session, address, chosen(typed, offered))
    finally:
        session.delete(f"{address}/webhooks/api/sessions/current", timeout=30)


def chosen(typed: str, offered: list[dict[str, str]]) -> str:
    """What is sent for a typed line: the payload of the choice with that number, else the line."""
    if typed.isdigit() and 0 < int(typed) <= len(offered):
        return offered[int(typed) - 1]["payload"]
    return typed


def _exchange(session: requests.Session, address: str, text: str) -> list[dict[str, str]]:
    """Send one message and print what comes back; its choices come back."""
    try:
        given = session.post(f"{address}/webhooks/api/messages", json={"message": text}, timeout=60)
        body: dict[str, Any] = given.json()
    except (requests.RequestException, ValueError):
        print("Sorry, I cannot be reached right now.\n")
        return []
    if not given.ok:
        print(f"{wrapped(body['message'])}\n")
        return []
    choices = []
    for message in body["messages"]:
        print(wrapped(message["text"]))
        choices += message["buttons"]
    print(listed(choices), end="")
    print()
    return choices


def listed(choices: list[dict[str, str]], offered: int = 0) -> str:
    """The choices with their numbers, a line each, behind so many that were offered before."""
    return "".join(f"  {n}: {c['title']}\n" for n, c in enumerate(choices, offered + 1))


def wrapped(text: str) -> str:
    """The text with lines that fit the terminal, 80 columns at most."""
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent="  " if line.startswith(("•", "[")) else "")
        for line in text.split("\n")
    )
