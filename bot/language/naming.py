"""Whether words around a name make it a person of this talk."""

from __future__ import annotations

from bot.language.normalise import word_set

_OWNERS = frozenset({"my", "our", "her", "his", "the", "your", "me", "both"})
_STRICT_OWNERS = frozenset({"my", "our", "their", "his", "her", "your"})
_MAY_FOLLOW_CONTRAST = word_set(", . ! ? ; : who that its it but and take takes though")
_BEGINS = word_set(". , ! ? ;") | {"\n"}
_EXCLAIMED = word_set("boy girl mate pal buddy bro sis twin")
"""They begin a sentence without meaning a person of this talk: "boy, that hurts"."""
_SLANG = word_set("lad lads youngest eldest")
"""They mean a child only when somebody's: "our lad", not "the lads at rugby"."""
_UNBORN = word_set("baby babys babies")
_EXPECTS = word_set("having expecting carrying")
_TO_COME = word_set("due bump expected coming born")
_NAMED_BARE = word_set("friend patient colleague neighbour")
_YEARS_OLD = (["year", "old"], ["yr", "old"], ["month", "old"], ["week", "old"], ["yo"])
_ADULT = 18


def owned(words: list[str], place: int, person: str) -> bool:
    """Whether a word that may name anybody means somebody of this talk: "my friend", not "friends"."""
    word, before = words[place], words[max(0, place - 3) : place]
    if word in _UNBORN and (_EXPECTS & set(before) or _TO_COME & set(words[place + 1 : place + 2])):
        return False
    if word in _SLANG or person == "animal":
        return bool(_STRICT_OWNERS & set(before[-2:]))
    if person in _NAMED_BARE and (not before or before[-1] in {"a", ".", "another", "new"}):
        return True
    begins = not before or before[-1] in _BEGINS
    return bool(_OWNERS & set(before)) or (begins and word not in _EXCLAIMED)


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
