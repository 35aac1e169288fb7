"""`charley content`: what those who write and review content/ type."""

from __future__ import annotations

import datetime
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot import settings
from bot.store import build as building
from bot.store import content as contents
from bot.store import editorial
from bot.store.facts import Facts, FactsUnavailable

app = typer.Typer(no_args_is_help=True, help="What the bot knows: check, build and show content/.")

_REFERENCE = Path("docs") / "reference" / "index.html"


@app.command("check")
def check(
    strict: Annotated[bool, typer.Option(help="Refuse also what is due: reviews, new ids.")] = False,
    today: Annotated[str, typer.Option(help="The day that reviews are held against, as 2027-11-21.")] = "",
) -> None:
    """Validate and prove content/; every problem is told with file and line."""
    from bot.store import checks

    report = checks.inspect(settings.load().content_dir, _day(today), strict)
    known = report.content
    base = {i for ids in known.base_ids.values() for i in ids}
    for line in report.lines:
        typer.echo(textwrap.fill(line, 110, subsequent_indent="    ", break_on_hyphens=False))
    for line in report.warnings[:20]:
        typer.echo(f"Due: {line}", err=True)
    if len(report.warnings) > 20:
        typer.echo(f"Due: {len(report.warnings) - 20} more.", err=True)
    typer.echo(
        f"content {known.digest}: {len(known.fact_list)} facts from {len(base)} base facts, "
        f"{len(known.sources)} sources, {len(known.rules)} rules, {len(known.conflicts)} conflicts, "
        f"{len(known.topics)} topics. No problem found."
    )


@app.command("build")
def build(force: Annotated[bool, typer.Option(help="Build even when it is fresh.")] = False) -> None:
    """Build the facts database from content/, unless it is fresh."""
    here = settings.load()
    if not force and _fresh():
        return
    known = editorial.load(here.content_dir)
    building.build(known, here.facts)
    typer.echo(f"Built the facts database: {len(known.fact_list)} facts, content {known.digest}.")


@app.command("show")
def show(identity: Annotated[str, typer.Argument(metavar="ID", help="Of anything in content/.")]) -> None:
    """Show a fact, rule, source, conflict, gap, topic or concept as content/ has it, and what uses it."""
    from bot.store import export as exporting

    found = exporting.shown(contents.load(settings.load().content_dir), identity)
    if not found:
        raise typer.BadParameter(
            f"Nothing has the id {identity!r}. docs/reference/index.html lists what there is."
        )
    typer.echo(found)


@app.command("trace")
def trace(sentence: Annotated[str, typer.Argument(help="What Charley said, as it was shown.")]) -> None:
    """Tell where a sentence comes from: origin, source, place, standing."""
    from bot.store import proof

    known = contents.load(settings.load().content_dir)
    found = proof.trace(known, sentence)
    for text, proofs in found:
        typer.echo(f'"{text}"')
        for one in proofs:
            typer.echo("\n".join(proof.told(one, known)))
    if not found or not all(proofs for _, proofs in found):
        sys.exit("Charley cannot have said this: no fact, rule, conflict or gap of this content holds it.")


@app.command("register")
def register(
    retire: Annotated[list[str] | None, typer.Option(help="An id that is gone for good.")] = None,
) -> None:
    """Add new ids to content/ids.txt, the register of every id ever used."""
    folder = settings.load().content_dir
    known, before = editorial.load(folder, retire or []), editorial.register(folder)
    (folder / editorial.REGISTER).write_text(editorial.written(known, before, retire or []), encoding="utf-8")
    typer.echo(f"{editorial.REGISTER}: {len(editorial.unregistered(known, before))} new ids.")


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="A content folder or a git revision.")],
    new: Annotated[str, typer.Argument(help="Another one, compared with the first.")],
) -> None:
    """Tell which ids differ between two versions of content/, and whose answer changes."""
    from bot.store import changes

    with tempfile.TemporaryDirectory() as scratch:
        folders = [
            changes.fetch(name, settings.ROOT, Path(scratch) / str(n)) for n, name in enumerate((old, new))
        ]
        before, after = (changes.snapshot(folder) for folder in folders)
        for line in changes.told(changes.between(before, after)):
            typer.echo(line)


@app.command("export")
def export(
    format: Annotated[Literal["json", "csv"], typer.Option(help="json or csv.")] = "json",
    out: Annotated[Path | None, typer.Option(help="The file to write; else standard output.")] = None,
) -> None:
    """Write all facts with their topics, sources and status."""
    from bot.store import export as exporting

    known = contents.load(settings.load().content_dir)
    text = exporting.as_json(known) if format == "json" else exporting.as_csv(known)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


@app.command("reference")
def reference(
    out: Annotated[Path, typer.Option(help="The file to write.")] = settings.ROOT / _REFERENCE,
) -> None:
    """Write the page of everything that Charley knows."""
    from bot.store import reference as referring

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(referring.page(contents.load(settings.load().content_dir)), encoding="utf-8")
    typer.echo(f"Wrote {out}.")


def _fresh() -> bool:
    here = settings.load()
    try:
        Facts(here.facts, expected=contents.digest(here.content_dir)).close()
    except FactsUnavailable:
        return False
    return True


def _day(said: str) -> str:
    try:
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        return (datetime.date.fromisoformat(said) if said else now.date()).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"{said!r} is no day. Write it as 2027-11-21.") from error
