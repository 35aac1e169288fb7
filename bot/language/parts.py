"""A message that asks several things, cut into its questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.asking import Asker

MOST = 3
"""How many questions of one message are answered."""
SURE = 0.2
"""The confidence from which a part counts as a question of its own."""
FOREIGN = 0.6
"""How likely off topic a part may be."""
_ASKS = (
    "how what whats why whys should shall can could do does did is are am will would which when where who "
    "any may might has have isnt arent dont"
).replace(" ", "|")
_CUT = re.compile(
    rf"[.?!;\n]+\s*|,?\s+(?:and|also|plus|or|but|then)\s+(?:also\s+|then\s+)?(?=(?:{_ASKS})\b)|,\s*(?=(?:{_ASKS})\b)",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"^(?:and|also|plus|or|but|then|so)\s+(?:also\s+|then\s+)?", re.IGNORECASE)
_SEEKS = re.compile(rf"\b(?:{_ASKS}|wonder|wondering|tell|know|help|advice|ask|explain)\b", re.IGNORECASE)


def questions(text: str, asker: Asker) -> tuple[str, ...]:
    """The intents of the questions of a message, in order, when it asks two or more different ones;
    none otherwise: a single question is understood better as a whole."""
    found: list[str] = []
    for part in _parts(text):
        asked = asker.ask(part)
        intent, confidence = asked.ranking[0]
        if (
            intent.startswith("ask_")
            and confidence >= SURE
            and asked.off_topic < FOREIGN
            and intent not in found
        ):
            found.append(intent)
    return tuple(found[:MOST]) if len(found) > 1 else ()


def _parts(text: str) -> Iterator[str]:
    """The parts that ask something, of two words or more; none where there is only one."""
    cut = [m for m in _CUT.finditer(text)]
    starts, ends = [0, *(m.end() for m in cut)], [*(m.start() for m in cut), len(text)]
    parts = [
        (_LEADS_ON.sub("", text[s:e].strip()), "?" in text[e : e + 1])
        for s, e in zip(starts, ends, strict=True)
    ]
    whole = [(part, marked) for part, marked in parts if len(part.split()) > 1]
    if len(whole) > 1:
        yield from (part for part, marked in whole if marked or _SEEKS.search(part))
