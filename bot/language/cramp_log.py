"""What a message says to the cramp diary: which wish, and the cramp that it tells, field by field.

Reads the normalised words alone. Only words of the lists below are kept, never a person's own.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, timezone

from bot.core.diary import Entry
from bot.language.normalise import word_set

_DIARY = re.compile(
    r"\b(diary|dairy|diaries|log ?book|(cramp|cramps|cramping) (log|journal|calendar|record|tracker|history)"
    r"|my (log|journal|entries)|(last|latest|newest) entry)\b"
)
_WISHES = (
    (
        "undo",
        r"\b(undo|(delete|remove|take out|scrap) (the|that|my) (last|latest|newest)|last entry)\b",
    ),
    ("forget", r"\b(forget|delete|erase|wipe|clear|destroy|remove|get rid of|bin)\b"),
    ("code", r"\bcode\b"),
    ("keep", r"\b(keep|save|store|hold on to|come back to|next time|for later)\b"),
    ("log", r"\b(log|note|write|add|put|enter|record|jot|track|start|begin|new entry|make)\b"),
    ("show", r""),
)
_LOGS = re.compile(
    r"^(please |pls |can you |could you )?(log|note|record|track|write down|jot down|add|put down|diary)\b"
)
_FORGETS_MORE = re.compile(r"\b(me|everything|conversation|chat)\b")
_CRAMP = re.compile(r"\b(cramps?|cramping|cramped|spasms?|charley horses?|charlie horses?|seized up)\b")
_ASKS = word_set(
    """? how what whats why when which who should can could would is are does do did help advice normal safe
    worried serious dangerous need"""
)
_OFTEN = re.compile(
    r"\b(every|each|always|often|usually|sometimes|most|keep getting|regularly|twice|since"
    r"|for (months|weeks|years))\b"
)

_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {w: n for n, w in enumerate(_COUNTED)} | {
    "a": 1,
    "an": 1,
}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_DAYS = [calendar.day_name[n].lower() for n in range(7)]
_MONTHS = [calendar.month_name[n].lower() for n in range(1, 13)]
_PART = r"(?: (morning|afternoon|evening|night))?"
_AGO = re.compile(rf"\b{_NUMBER} (day|night|week)s? ago\b")
_WEEKDAY = re.compile(rf"\b(last )?({'|'.join(_DAYS)}){_PART}\b")
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({'|'.join(_MONTHS)})\b"
    rf"|\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?\b"
)
_HOUR = re.compile(r"\bat (?:about |around )?(\d{1,2})(?:[:.](\d\d))? ?(am|pm)\b")
_NAMED = (
    (re.compile(r"\bnight before last\b"), 2, "night"),
    (re.compile(r"\bday before yesterday\b"), 2, None),
    (re.compile(r"\b(last night|overnight|during the night|in the night)\b"), 1, "night"),
    (re.compile(r"\byesterday morning\b"), 1, "morning"),
    (re.compile(r"\byesterday afternoon\b"), 1, "afternoon"),
    (re.compile(r"\byesterday evening\b"), 1, "evening"),
    (re.compile(r"\byesterday( night)?\b"), 1, None),
    (re.compile(r"\b(this morning|in the early hours)\b"), 0, "morning"),
    (re.compile(r"\bthis afternoon\b"), 0, "afternoon"),
    (re.compile(r"\bthis evening\b"), 0, "evening"),
    (re.compile(r"\btonight\b"), 0, "night"),
    (re.compile(r"\b(today|just now|right now)\b"), 0, None),
)
_SIDE = re.compile(r"\b(left|right|both)\b")
_PLACE = re.compile(
    r"\b(big toe|toes?|arch(?:es)?|soles?|heels?|ankles?|calf|calves|shins?|thighs?|hamstrings?|quads?"
    r"|foot|feet|legs?)\b"
)
_DURATION = (
    rf"\b(half an hour|(?:a few|a couple of|several) (?:seconds?|secs?|minutes?|mins?|hours?)"
    rf"|{_NUMBER} (?:(?:or|to) {_NUMBER} )?(seconds?|secs?|minutes?|mins?|hours?|hrs?))\b"
)
_LASTED = re.compile(rf"{_DURATION}(?! ago)")
_OF_TEN = re.compile(r"\b(10|\d) ?(?:/|out of|of) ?10\b")
_STRENGTH = re.compile(
    r"\b(not (?:too |so |that |very )?(?:bad|strong|severe)|mild|slight|light|weak"
    r"|moderate|medium|very bad|really bad|bad|very strong|strong|severe"
    r"|awful|terrible|horrible|agony|excruciating|worst|nasty|intense)\b"
)
_MOMENT = re.compile(r"\b(half a|half|under a|less than a|not even a|a full|a) (second|sec|minute|min)\b")
_A_FEW = 5
LONG = "prolonged_cramp"
"""The concept of a cramp that lasts too long."""
_SHORT_ANSWER = 6
_SHORT = {
    "secs": "seconds",
    "sec": "second",
    "mins": "minutes",
    "min": "minute",
    "hrs": "hours",
    "hr": "hour",
}


def wish(words: str) -> str:
    """What a message wants of the diary: undo, forget, code, keep, log, show; "" where it wants nothing."""
    if not _DIARY.search(words):
        return "log" if _LOGS.search(words) and _CRAMP.search(words) else ""
    found = next(name for name, said in _WISHES if re.search(said, words))
    if found == "forget" and _FORGETS_MORE.search(words):
        return ""  # the whole conversation is meant
    return "log" if found == "show" and _LOGS.search(words) else found


def entry(words: str, now: float) -> Entry | None:
    """The cramp that a message tells, with whatever it says of it; None where it says nothing of it."""
    day, time = _when(words, datetime.fromtimestamp(now, timezone.utc).astimezone().date())
    side, place = _SIDE.search(words), _PLACE.search(words)
    made = Entry(
        now, day, _hour(words) or time, side.group() if side else None, place.group() if place else None,
        _lasted(words), _strength(words),
    )  # fmt: skip
    return made if made != Entry(now) else None


def read(words: str, now: float, asked: bool) -> tuple[str, Entry | None]:
    """What a message is to the diary: its wish, or "told" for a whole entry that wishes nothing; and the
    cramp that it tells. ``asked``: the diary asked something, which a short message may answer."""
    told, wanted = entry(words, now), wish(words)
    if not wanted and is_whole(words, told):
        wanted = "told"
    short = asked and len(words.split()) <= _SHORT_ANSWER
    return wanted, told if wanted in ("told", "log") or short else None


def brief(words: str, minutes: int) -> bool:
    """Whether a message tells of a cramp that lasted so many minutes at most, and names no time longer."""
    told = [*map(_seconds, re.finditer(_DURATION, words)), *(60.0 for _ in _MOMENT.finditer(words))]
    return bool(told) and max(told) <= 60 * minutes


def _seconds(lasted: re.Match[str]) -> float:
    """The most that a duration may mean; some hours where it gives no number of them."""
    most, unit = lasted[3] or lasted[2], lasted[4] or lasted[1].split()[-1]
    each = 1 if unit.startswith("s") else 60 if unit.startswith("m") else 3600
    return each * (_number(most) if most else _A_FEW)


def is_whole(words: str, told: Entry | None) -> bool:
    """Whether a message is an entry without saying so: one cramp with its day and two things more,
    and no question."""
    asks = _ASKS & set(re.findall(r"\w+|\?", words))
    if told is None or told.day is None or asks or not _CRAMP.search(words) or _OFTEN.search(words):
        return False
    return len(told.missing) <= 1


def _when(words: str, today: date) -> tuple[str | None, str | None]:
    """The day (ISO) and its part."""
    if found := _AGO.search(words):
        days = _number(found[1]) * (7 if found[2] == "week" else 1)
        return (today - timedelta(days=days)).isoformat(), "night" if found[2] == "night" else None
    for said, back, part in _NAMED:
        if match := said.search(words):
            part = "night" if match.group().endswith(" night") else part
            return (today - timedelta(days=back)).isoformat(), part
    if found := _DATE.search(words):
        named = _date(int(found[1] or found[4]), _MONTHS.index(found[2] or found[3]) + 1, today)
        return (named.isoformat() if named else None), None
    if found := _WEEKDAY.search(words):
        back = (today.weekday() - _DAYS.index(found[2])) % 7
        back = 7 if found[1] and not back else back
        return (today - timedelta(days=back)).isoformat(), found[3]
    return None, None


def _date(day: int, month: int, today: date) -> date | None:
    """The last such day up to today."""
    for year in (today.year, today.year - 1):
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if named <= today:
            return named
    return None


def _hour(words: str) -> str | None:
    found = _HOUR.search(words)
    if not found or int(found[1]) > 12:
        return None
    return f"{found[1]}{':' + found[2] if found[2] else ''} {found[3]}"


def _lasted(words: str) -> str | None:
    found = _LASTED.search(words)
    return " ".join(_SHORT.get(w, w) for w in found.group().split()) if found else None


def _strength(words: str) -> str | None:
    if found := _OF_TEN.search(words):
        return f"{found[1]}/10"
    found = _STRENGTH.search(words)
    if not found:
        return None
    return "not too bad" if found.group().startswith("not ") else found.group()


def _number(word: str) -> int:
    return _NUMBERS[word] if word in _NUMBERS else int(word)
