"""What core needs to word a verdict, from content."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.advice import Wording
from bot.core.explain import Grounds
from bot.core.model import Concept
from bot.store.content import Content


def wording(content: Content, numbers: Mapping[str, str], country: str | None) -> Wording:
    """The rules, people, contacts, concepts and frames of content, and the emergency numbers by country."""
    listed = content.lexicon["concepts"]
    concepts = {c["id"]: Concept(c["id"], c["kind"], c["label"]) for c in listed}
    derived = tuple((d["concept"], tuple(d["from"])) for d in content.lexicon["derived"])
    return Wording(
        content.rules,
        content.people,
        numbers,
        country,
        contacts=content.contacts,
        grounds=Grounds(content.rules, concepts, derived),
        frames=content.frames,
    )
