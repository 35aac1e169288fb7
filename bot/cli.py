"""`charley`: the commands behind the Makefile, and those an operator types."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bot import editing, keeping, settings, webhooks
from bot.settings import SettingsError
from bot.store.content import ContentError
from bot.store.facts import FactsUnavailable
from bot.webhooks import WebhookRefused

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(editing.app, name="content")
app.add_typer(keeping.app, name="keys")


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False) -> None:
    """Train the model when data, domain, config, lexicon or code changed."""
    from bot import processes

    processes.train(force=force)


@app.command()
def serve() -> None:
    """Run the action server and the Rasa server until SIGINT or SIGTERM."""
    from bot import processes

    editing.build()
    processes.train()
    sys.stdout.flush()
    # What watches the servers is a program of its own: it holds 40 MB, this one by now 130.
    os.execv(sys.executable, [sys.executable, "-m", "bot.processes"])


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal."""
    from bot import processes

    editing.build()
    processes.train()
    sys.exit(processes.chat(settings.load()))


@app.command()
def replay(receipt_id: Annotated[str, typer.Argument(help="The id that came with the reply.")]) -> None:
    """Make a reply again from its receipt, byte for byte."""
    from bot import replaying

    replaying.show(receipt_id)


@app.command()
def safety() -> None:
    """Write the safety file's generated pages: the rules and the hazard log."""
    from bot import safety_file

    for path in safety_file.write():
        typer.echo(f"Wrote {path.relative_to(settings.ROOT)}.")


@app.command()
def flows() -> None:
    """Write docs/flows.md: pictures of the rules and of the check, as they are."""
    from bot import flows as pictures

    typer.echo(f"Wrote {pictures.write().relative_to(settings.ROOT)}.")


@app.command()
def review() -> None:
    """List, redacted, the questions that were not understood or not helped (CHARLEY_REVIEW=on)."""
    from bot import reviewing

    reviewing.show()


@app.command()
def sweep() -> None:
    """Forget the conversations whose time (CHARLEY_KEEP_DAYS) is over. A running server does so by itself."""
    keeping.sweep()


@app.command()
def privacy(
    notice: Annotated[
        bool, typer.Option(help="Print the notice for people who talk to this installation.")
    ] = False,
) -> None:
    """Write the data map and the privacy notice of docs/privacy from the tables themselves."""
    from bot import privacy as pages

    if notice:
        typer.echo(pages.notice(settings.load()))
        return
    for path in pages.write():
        typer.echo(f"Wrote {path.relative_to(settings.ROOT)}.")


@app.command()
def telegram() -> None:
    """Have Telegram send people's messages here (CHARLEY_TELEGRAM_TOKEN, CHARLEY_PUBLIC_URL)."""
    typer.echo(f"Telegram now sends to {webhooks.set_telegram(settings.load())}.")


def main() -> None:
    """The entry point: errors that a user can mend are one clear message, never a traceback."""
    try:
        app()
    except (ContentError, FactsUnavailable, SettingsError, WebhookRefused) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
