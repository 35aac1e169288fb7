"""The visit summary as a FHIR R4B document: a Bundle of plain dictionaries. Pure.

The Composition comes first, as a document's must; the QuestionnaireResponse holds what was told, one
Citation each source, and a Device stands for the program as author. No patient is named: nobody told who
they are. Ids are made from the summary itself, so that the same summary is the same document.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.core import diary, report
from bot.core.model import Source
from bot.core.report import Report

Resource = dict[str, Any]

_XHTML = "http://www.w3.org/1999/xhtml"
_NOTE = {"system": "http://loinc.org", "code": "51855-5", "display": "Patient Note"}
_ABOUT = "urn:charley:summary"


def bundle(made: Report, talk: str) -> Resource:
    """The document; ``talk`` tells one conversation's documents from another's, and is not in it."""
    seed = f"{_ABOUT}:{talk}:{made.made}:{made.content}"
    device = _named(seed, "device", _device())
    response = _named(seed, "response", _response(made, device["id"]))
    citations = [_named(seed, s.id, _citation(s)) for s in made.sources]
    composition = _named(seed, "composition", _composition(made, device["id"], response["id"], citations))
    resources = [composition, device, response, *citations]
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_uuid(seed, 'bundle')}"},
        "type": "document",
        "timestamp": made.made,
        "entry": [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources],
    }


def _uuid(seed: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{seed}:{name}"))


def _named(seed: str, name: str, resource: Resource) -> Resource:
    return {"resourceType": resource["resourceType"], "id": _uuid(seed, name), **resource}


def _reference(id_: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{id_}"}


def _device() -> Resource:
    return {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": "Charley", "type": "user-friendly-name"}],
        "type": {"text": "Computer program that answers questions; no medical device"},
    }


def _composition(made: Report, device: str, response: str, citations: Iterable[Resource]) -> Resource:
    entries = [_reference(c["id"]) for c in citations]
    told = [f"{p.name}: {_groups(p)}" for p in made.people]
    told += [f"{a.question} {a.answer}." for a in made.check]
    advised = [f"{r.rule}, {report.LEVEL_TITLES[r.level]}: {r.advice}" for r in made.rules]
    sections = [
        _section("What was told", told, [_reference(response)]),
        _section("How urgent", [report.LEVEL_TITLES[made.level], *advised]),
        _section("Cramp diary", [diary.described(e) for e in made.diary]),
        _section("Explained in the talk", [t.text for t in made.told]),
        _section("Sources", [s.title for s in made.sources], entries),
    ]
    return {
        "resourceType": "Composition",
        "text": _text([report.STANDING, f"Content version: {made.content}."]),
        "status": "final",
        "type": {"coding": [_NOTE]},
        "date": made.made,
        "author": [_reference(device)],
        "title": report.TITLE,
        "section": [s for s in sections if s],
    }


def _section(title: str, lines: list[str], entries: list[dict[str, str]] | None = None) -> Resource | None:
    """A section; None where there is nothing to tell, as FHIR wants no empty ones."""
    if not lines and not entries:
        return None
    made: Resource = {"title": title, "text": _text(lines or ["Nothing."])}
    return {**made, "entry": entries} if entries else made


def _text(lines: Iterable[str]) -> dict[str, str]:
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="{_XHTML}">{told}</div>'}


def _groups(person: report.Person) -> str:
    return ". ".join(
        f"{report.GROUP_TITLES[group]}: {report.listed(group, items)}"
        for group, items in person.groups.items()
    )


def _response(made: Report, device: str) -> Resource:
    """What was told, each finding an item that answers with its status, those of one person together."""
    items = [
        {
            "linkId": person.about,
            "text": person.name,
            "item": [_item(i) for items in person.groups.values() for i in items],
        }
        for person in made.people
    ]
    items += [_asked(a.inquiry, a.question, a.answer) for a in made.check]
    items += [_asked(f"diary.{n}", "Cramp", diary.described(e)) for n, e in enumerate(made.diary, 1)]
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "authored": made.made,
        "author": _reference(device),
    }
    return {**response, "item": items} if items else response


def _item(item: report.Item) -> Resource:
    asked = _asked(item.concept, item.label, item.status)
    times = [
        {"linkId": f"{item.concept}.{name}", "text": name, "answer": [{"valueDate": day}]}
        for name, day in (("since", item.since), ("ended", item.ended))
        if day
    ]
    if times:
        asked["answer"][0]["item"] = times
    return asked


def _asked(link: str, text: str, answer: str) -> Resource:
    return {"linkId": link, "text": text, "answer": [{"valueString": answer}]}


def _citation(source: Source) -> Resource:
    cited: Resource = {"title": [{"text": source.title}]}
    if source.url:
        cited["webLocation"] = [{"url": source.url}]
    made: Resource = {
        "resourceType": "Citation",
        "status": "active",
        "title": source.title,
        "publisher": source.publisher,
        "citedArtifact": cited,
    }
    return {**made, "copyright": source.licence} if source.licence else made
