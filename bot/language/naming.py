"""Whether words around a name make it a person of this talk."""

from __future__ import annotations

from bot.language.normalise import word_set

_OWNERS = frozenset({"my", "our", "her", "his", "the", "your", "me", "both"})
_STRICT_OWNERS = frozenset({"my", "our", "their", "his", "her", "your"})
_MAY_FOLLOW_CONTRAST = word_set(", . ! ? ; : who that its it but and take takes though")
_YEARS_OLD = (["year", "old"], ["yr", "old"], ["month", "old"], ["week", "old"], ["yo"])
_ADULT = 18


def owned(words: list[str], place: int, person: str) -> bool:
    before = words[max(0, place - 3) : place]
    if person == "animal":
        return bool(_STRICT_OWNERS & set(before[-2:]))
    if person in {"friend", "patient"} and (not before or before[-1] in {"a", ".", "another", "new"}):
        return True
    return bool(_OWNERS & set(before))


def set_apart(words: list[str], start: int, end: int) -> bool:
    """Whether a person is set apart: "not my wife", not "not my wife's tablets"."""
    before = [w for w in words[max(0, start - 2) : start] if w not in _OWNERS]
    return before[-1:] in (["not"], ["isnt"], ["wasnt"]) and (
        end >= len(words) or words[end] in _MAY_FOLLOW_CONTRAST
    )


def child_by_age(words: list[str], place: int) -> bool:
    """A child told by age: "my 7 year old"."""
    if not words[place].isdigit() or not words[place].isascii() or int(words[place][:3]) >= _ADULT:
        return False
    aged = any(words[place + 1 : place + 1 + len(old)] == old for old in _YEARS_OLD)
    return aged and bool({"my", "our", "the"} & set(words[max(0, place - 2) : place]))
