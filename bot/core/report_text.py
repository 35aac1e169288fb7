"""The visit summary as a page to read: plain text for the chat, HTML to print. Adds no sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.core import diary, render, report
from bot.core.report import Report, Ruled

STYLE = """
body{font:11pt/1.4 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem}
body{color:#111;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;border-bottom:1px solid #555;margin:1.2rem 0 .4rem}
h3{font-size:1rem;margin:.8rem 0 .2rem}p{margin:.4rem 0}ul,ol{margin:.2rem 0;padding-left:1.4rem}
dt{font-weight:600}dd{margin:0 0 .3rem 1rem}.small{font-size:.85rem;overflow-wrap:anywhere}
table{border-collapse:collapse}th,td{border:1px solid #555;padding:.2rem .5rem;text-align:left}
@media print{body{margin:0;max-width:none;font-size:9.5pt}h2,h3{break-after:avoid}li,tr{break-inside:avoid}}
@page{margin:14mm}
"""
EMPTY = "Nothing was told in this talk yet that a summary could hold."
_COLUMNS = ("Day", "Time", "Where", "How long", "How strong")


def plain(made: Report) -> str:
    """The summary as chat text. No line is blank."""
    if made.is_empty:
        return EMPTY
    lines = [f"{report.TITLE}, {_moment(made)}", report.STANDING]
    for person in made.people:
        lines.append(f"{person.name}:")
        lines += [
            f"• {report.GROUP_TITLES[group]}: {report.listed(group, items)}"
            for group, items in person.groups.items()
        ]
    lines += [f"How urgent: {report.LEVEL_TITLES[made.level]}."]
    lines += [f"• {_rule_head(r)}: {r.advice} {_marks(made, r.sources)}".rstrip() for r in made.rules]
    lines += _listed("Answers in the check:", (f"{a.question} {a.answer}." for a in made.check))
    lines += _listed("Cramp diary:", (diary.described(e) for e in made.diary))
    lines += _listed("Explained in the talk:", (f"{t.text} {_marks(made, t.sources)}" for t in made.told))
    if made.sources:
        lines += ["Sources:", *(f"[{n}] {render.line(s)}" for n, s in enumerate(made.sources, 1))]
    return "\n".join([*lines, f"Content version: {made.content}."])


def page(made: Report) -> str:
    """The summary as an HTML page without a script, to print or save."""
    parts = [f"<h1>{report.TITLE}</h1>", f"<p>{_moment(made)}. {escape(report.STANDING)}</p>"]
    if made.is_empty:
        parts.append(f"<p>{EMPTY}</p>")
    for person in made.people:
        rows = "".join(
            f"<dt>{report.GROUP_TITLES[group]}</dt><dd>{escape(report.listed(group, items))}</dd>"
            for group, items in person.groups.items()
        )
        parts.append(f"<h2>{escape(person.name)}</h2><dl>{rows}</dl>")
    parts.append(f"<h2>How urgent</h2><p>{report.LEVEL_TITLES[made.level].capitalize()}.</p>")
    for ruled in made.rules:
        text = escape(ruled.advice).replace("\n", "<br>")
        parts.append(f"<h3>{escape(_rule_head(ruled))}</h3><p>{text} {_marks(made, ruled.sources)}</p>")
    parts += _section("Answers in the check", (f"{a.question} {a.answer}." for a in made.check))
    parts += _table(made.diary)
    parts += _section("Explained in the talk", (f"{t.text} {_marks(made, t.sources)}" for t in made.told))
    listed = "".join(f"<li>{escape(render.line(s))}{_address(s.url)}</li>" for s in made.sources)
    parts += [f'<h2>Sources</h2><ol class="small">{listed}</ol>'] if listed else []
    parts.append(f'<p class="small">Content version: {escape(made.content)}.</p>')
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{report.TITLE}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _moment(made: Report) -> str:
    return f"{made.made[:10]} {made.made[11:16]} UTC"


def _rule_head(ruled: Ruled) -> str:
    because = f", because of {'; '.join(ruled.because)}" if ruled.because else ""
    review = "" if ruled.status == "approved" else ", wording under review"
    return f"{ruled.rule} for {ruled.name}, {report.LEVEL_TITLES[ruled.level]}{because}{review}"


def _marks(made: Report, sources: Iterable[str]) -> str:
    known = {s.id for s in made.sources}
    return "".join(f"[{made.number(s)}]" for s in sources if s in known)


def _listed(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"• {item}" for item in items]
    return [title, *lines] if lines else []


def _section(title: str, items: Iterable[str]) -> list[str]:
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    return [f"<h2>{title}</h2><ul>{listed}</ul>"] if listed else []


def _table(told: Sequence[diary.Entry]) -> list[str]:
    if not told:
        return []
    head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in _cells(e))}</tr>" for e in told)
    return [f"<h2>Cramp diary</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"]


def _cells(entry: diary.Entry) -> tuple[str, ...]:
    where = " ".join(filter(None, (entry.side, entry.place)))
    cells = (entry.day, entry.time, where, entry.lasted, entry.strength)
    return tuple(cell or "not told" for cell in cells)


def _address(url: str | None) -> str:
    return f"<br>{escape(url)}" if url else ""
