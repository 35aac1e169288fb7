"""An explanation in words. The sentences are frames of content/; here they are filled and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.explain import Change, Explanation
from bot.core.model import DAY, HOUR, SELF, Concept, Finding, Fired, RedFlag, name_of

Frames = Mapping[str, Mapping[str, str]]
"""Frame id to its wordings: plain, other, clinician, clinician_other."""

MOST_NAMED = 6
"""Open questions named in one line at most; how many more there are is said."""
_UNITS = (("year", 365 * DAY), ("month", 30 * DAY), ("week", 7 * DAY), ("day", DAY), ("hour", HOUR))


@dataclass(frozen=True)
class Voice:
    """What naming needs: frames, rules, concepts, people, the register, and the time."""

    frames: Frames
    rules: Mapping[str, RedFlag]
    concepts: Mapping[str, Concept]
    people: Mapping[str, str]
    register: str
    now: float

    def say(self, frame: str, about: str = SELF, **filled: str) -> str:
        """A frame filled in; empty when content does not have it."""
        texts = self.frames.get(f"explain.{frame}", {})
        other = "" if about == SELF else "other"
        clinical = "clinician" if self.register == "clinician" else ""
        order = (f"{clinical}_{other}" if clinical and other else "", clinical, other, "plain")
        text = next((texts[name] for name in order if name and name in texts), "")
        for slot, value in {"who": name_of(about, self.people), **filled}.items():
            text = text.replace(f"{{{slot}}}", value)
        return text

    def label(self, concept: str) -> str:
        """How a concept is named; in medical terms with its code."""
        known = self.concepts.get(concept)
        text = known.label if known else concept.replace("_", " ")
        return f"{text} [{concept}]" if self.register == "clinician" else text

    def finding(self, finding: Finding) -> str:
        """A finding with its status and its time, where they are known."""
        text = self.label(finding.concept)
        if finding.status in {"uncertain", "absent"} or (finding.status == "past" and not finding.ended):
            return self.say(f"status.{finding.status}", finding=text) or text
        frame, start = ("ended", finding.ended) if finding.status == "past" else ("since", finding.since)
        lasted = span(self.now - start) if start is not None else ""
        return (self.say(f"time.{frame}", finding=text, time=lasted) if lasted else "") or text

    def rule(self, fired: Fired) -> str:
        """A rule by its name, and of whom when it is not the writer."""
        name = self.rules[fired.rule].name
        named = f"{fired.rule} {name}" if self.register == "clinician" else name
        return named if fired.about == SELF else f"{named} ({name_of(fired.about, self.people)})"


def span(seconds: float) -> str:
    """A length of time in its largest whole unit; empty below an hour."""
    for unit, length in _UNITS:
        if seconds >= length:
            number = round(seconds / length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return ""


def lines(found: Explanation, voice: Voice) -> list[str]:
    """The explanation, a line each: rule, reason, for, against, unknown, what would change it, the rest."""
    top = found.fired
    rule = voice.rules[top.rule]
    level = voice.say(f"level.{top.level}")
    said = [
        voice.say("rule", rule=rule.name.rstrip("."), id=rule.id, level=level),
        rule.reason,
        _listed(voice, "supports", top, map(voice.finding, found.supports)),
        _listed(voice, "assumed", top, map(voice.label, found.assumed)),
        _listed(voice, "against", top, map(voice.finding, found.against)),
        _unknown(found, voice),
        _listed(voice, "asked", top, [voice.label(found.asked)] if found.asked else []),
    ]
    if not rule.crisis:
        said.append(_change(voice, "raises", found.raises) if found.raises else "")
        said.append(_change(voice, _lowering(found), found.lowers) if found.lowers else voice.say("unmoved"))
    said.append(_listed(voice, "others", top, map(voice.rule, found.others), "rules"))
    return [text for text in said if text]


def _lowering(found: Explanation) -> str:
    if found.lowers is None or found.lowers.level == "none":
        return "ends"
    return "stays" if found.lowers.level == found.fired.level else "lowers"


def _change(voice: Voice, frame: str, change: Change) -> str:
    level = voice.say(f"level.{change.level}")
    return voice.say(frame, finding=voice.label(change.concept), level=level)


def _unknown(found: Explanation, voice: Voice) -> str:
    named = [voice.label(c) for c in found.unknown[:MOST_NAMED]]
    more = len(found.unknown) - len(named)
    if more:
        named.append(voice.say("more", count=str(more)))
    return _listed(voice, "unknown", found.fired, named)


def _listed(voice: Voice, frame: str, fired: Fired, items: Iterable[str], slot: str = "findings") -> str:
    """A frame with the items named in it; empty without any."""
    joined = "; ".join(filter(None, items))
    return voice.say(frame, fired.about, **{slot: joined}) if joined else ""
