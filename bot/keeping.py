"""The commands about what is kept: master keys, forgetting whose time is over."""

from __future__ import annotations

import sys

import typer
from cryptography.fernet import Fernet

from bot import settings, vault
from bot.conversations import forgetting
from bot.store.transactions import StoreUnavailable

app = typer.Typer(no_args_is_help=True, help="The keys that seal what people say.")


@app.command("new")
def new() -> None:
    """Print a new master key, for CHARLEY_MASTER_KEY."""
    typer.echo(Fernet.generate_key().decode("ascii"))


@app.command("rotate")
def rotate() -> None:
    """Wrap every conversation's key by the first key of CHARLEY_MASTER_KEY; then the others can go."""
    try:
        number = vault.keys(settings.load()).wrap_anew()
    except StoreUnavailable as error:
        sys.exit(f"Nothing was changed. {error}")
    typer.echo(f"{number} keys are wrapped by the first master key.")


def sweep() -> None:
    """Forget all whose time is over.

    Raises:
        SystemExit: some could not be forgotten.
    """
    total = 0
    try:
        while number := forgetting.sweep():
            total += number
    except StoreUnavailable as error:
        sys.exit(f"{total} conversations were forgotten, others could not be. {error}")
    typer.echo(f"{total} conversations were forgotten.")
