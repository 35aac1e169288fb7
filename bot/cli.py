"""`charley`: the commands behind the Makefile, and those an operator types."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot import settings
from bot.settings import SettingsError
from bot.store import build as building
from bot.store import content as contents
from bot.store.content import ContentError
from bot.store.facts import Facts, FactsUnavailable

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
content_app = typer.Typer(no_args_is_help=True, help="What the bot knows: check, build and show content/.")
app.add_typer(content_app, name="content")


@content_app.command("check")
def check() -> None:
    """Validate content/; every problem is told with file and line."""
    known = contents.load(settings.load().content_dir)
    base = {i for ids in known.base_ids.values() for i in ids}
    typer.echo(
        f"content {known.digest}: {len(known.fact_list)} facts from {len(base)} base facts, "
        f"{len(known.sources)} sources, {len(known.rules)} rules, {len(known.conflicts)} conflicts, "
        f"{len(known.topics)} topics. No problem found."
    )


@content_app.command("build")
def build(force: Annotated[bool, typer.Option(help="Build even when it is fresh.")] = False) -> None:
    """Build the facts database from content/, unless it is fresh."""
    here = settings.load()
    if not force and _fresh():
        return
    known = contents.load(here.content_dir)
    building.build(known, here.facts_db)
    typer.echo(f"Built the facts database: {len(known.fact_list)} facts, content {known.digest}.")


@content_app.command("show")
def show(fact_id: Annotated[str, typer.Argument(help="The id of a fact, a rule or a source.")]) -> None:
    """Show one fact, rule or source as content/ has it."""
    known = contents.load(settings.load().content_dir)
    fact = next((f for f in known.fact_list if f.id == fact_id), None)
    found = fact or known.rules.get(fact_id) or known.sources.get(fact_id)
    if found is None:
        raise typer.BadParameter(
            f"Nothing has the id {fact_id!r}. `charley content check` counts what there is."
        )
    for name, value in vars(found).items():
        typer.echo(f"{name}: {value}")


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False) -> None:
    """Train the model when data, domain, config, lexicon or code changed."""
    from bot import processes

    processes.train(force=force)


@app.command()
def serve() -> None:
    """Run the action server and the Rasa server until SIGINT or SIGTERM."""
    from bot import processes

    build()
    processes.train()
    sys.exit(processes.serve(settings.load()))


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal."""
    from bot import processes

    build()
    processes.train()
    sys.exit(processes.chat(settings.load()))


def _fresh() -> bool:
    here = settings.load()
    try:
        Facts(here.facts_db, expected=contents.digest(here.content_dir)).close()
    except FactsUnavailable:
        return False
    return True


def main() -> None:
    """The entry point: errors that a user can mend are one clear message, never a traceback."""
    try:
        app()
    except (ContentError, FactsUnavailable, SettingsError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
