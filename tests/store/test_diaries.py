"""Diaries under a code: found by it alone, written by whoever opened one, gone on wish or with time."""

from __future__ import annotations

import re
import time

import pytest
import sqlalchemy as sa

from bot.store.diaries import IN_PLACE, Diaries, taken_out
from bot.store.journal import Journal, diary, diary_of
from bot.store.vault import Forgotten

ENTRY = {"noted": 1.0, "day": "2026-11-29", "place": "calf"}
OTHER = {"noted": 2.0, "day": "2026-11-30"}
DAY = 86400.0


@pytest.fixture
def journal(journal_url, vault):
    made = Journal(journal_url, vault)
    yield made
    made.close()


@pytest.fixture
def diaries(journal):
    return Diaries(journal, "hush", 365)


def test_a_kept_diary_comes_back_by_its_code_in_another_talk(diaries):
    code = diaries.keep("api:1", [ENTRY])
    assert re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}", code)
    assert diaries.open("api:2", code) == [ENTRY]
    assert diaries.open("api:3", code.upper().replace("-", " ")) == [ENTRY]
    assert diaries.open("api:3", code.replace("1", "l").replace("0", "O")) == [ENTRY]


@pytest.mark.slow
def test_codes_are_100_random_bits_and_never_the_same(diaries):
    codes = [diaries.keep(f"api:{n}", []) for n in range(200)]
    assert len(set(codes)) == 200
    assert len({c for code in codes for c in code if c != "-"}) == 32  # 20 characters of 5 bits each


@pytest.mark.parametrize("code", ["", "aaaa-aaaa-aaaa-aaaa-aaaa", "short"])
def test_a_wrong_code_opens_nothing(diaries, code):
    diaries.keep("api:1", [ENTRY])
    assert diaries.open("api:2", code) is None
    assert not diaries.write("api:2", [OTHER])


def test_neither_the_code_nor_a_bare_hash_of_it_is_stored(tmp_path, vault):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite", vault)
    code = Diaries(journal, "hush", 365).keep("api:1", [ENTRY])
    stored = [row.id for row in journal.read(sa.select(diary.c.id))]
    assert Diaries(journal, "another secret", 365).open("api:2", code) is None
    journal.close()
    plain = code.replace("-", "")
    for file in (p for p in tmp_path.iterdir() if p.is_file()):
        assert plain.encode() not in file.read_bytes() and code.encode() not in file.read_bytes()
    assert stored and plain not in stored[0]


def test_whoever_opened_it_writes_it_and_others_do_not(diaries):
    code = diaries.keep("api:1", [ENTRY])
    diaries.open("api:2", code)
    assert diaries.write("api:2", [ENTRY, OTHER]) and not diaries.write("api:3", [])
    assert diaries.open("api:4", code) == [ENTRY, OTHER]


def test_a_new_code_takes_the_place_of_the_old_one(diaries):
    old = diaries.keep("api:1", [ENTRY])
    new = diaries.keep("api:1", [ENTRY, OTHER])
    assert diaries.open("api:2", old) is None
    assert diaries.open("api:2", new) == [ENTRY, OTHER]


def test_deleting_takes_it_from_everybody_who_has_the_code(diaries, journal):
    code = diaries.keep("api:1", [ENTRY])
    diaries.open("api:2", code)
    assert diaries.forget("api:2") and not diaries.forget("api:2")
    assert diaries.open("api:1", code) is None
    assert not diaries.write("api:1", [ENTRY])
    assert journal.read(sa.select(diary_of)) == []


def test_entries_are_sealed_and_the_key_goes_with_the_diary(tmp_path, vault):
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite", vault)
    diaries = Diaries(journal, "hush", 365)
    code = diaries.keep("api:1", [{**ENTRY, "place": "CANARY"}] * 50)
    [row] = journal.read(sa.select(diary))
    diaries.forget("api:1")
    with pytest.raises(Forgotten):
        vault.open(row.id, "entries", row.entries)
    journal.write(sa.insert(diary).values(id=row.id, used=row.used, entries=row.entries))  # out of a backup
    assert diaries.open("api:2", code) is None
    journal.close()
    assert all(b"CANARY" not in p.read_bytes() for p in tmp_path.iterdir() if p.is_file())


def test_a_forgotten_talk_leaves_the_diary_to_whoever_has_the_code_and_no_trace_of_itself(diaries, journal):
    code = diaries.keep("api:1", [ENTRY])
    journal.forget("api:1")
    assert journal.read(sa.select(diary_of)) == []
    assert diaries.open("api:2", code) == [ENTRY]


def test_an_unused_diary_goes_after_its_days_and_a_used_one_stays(diaries):
    now = time.time()
    used, unused = diaries.keep("api:1", [ENTRY], now), diaries.keep("api:2", [ENTRY], now)
    assert diaries.open("api:3", used, now + 364 * DAY) == [ENTRY]
    assert diaries.open("api:4", unused, now + 366 * DAY) is None
    assert diaries.open("api:3", used, now + 366 * DAY) == [ENTRY]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("use my diary code 1wqd-19tw-95qr-5q7x-7zcx please", f"use my diary code {IN_PLACE} please"),
        ("1WQD-19TW-95QR-5Q7X-7ZCX", IN_PLACE),
        ("code 1wqd 19tw 95qr 5q7x 7zcx, my chest hurts", f"code {IN_PLACE}, my chest hurts"),
        ("code 1wqd19tw95qr5q7x7zcx", f"code {IN_PLACE}"),
        ("1wqd\u201319tw\u201395qr\u20135q7x\u20137zcx", IN_PLACE),
    ],
)
def test_a_code_is_taken_out_of_a_message_and_nothing_else_is(text, left):
    kept, code = taken_out(text)
    assert kept == left and code is not None


@pytest.mark.parametrize(
    "text",
    [
        "my calf hurt last week when they came over",
        "code that they gave them here been lost",
        "use my diary code 1wqd-19tw",
        "x1wqd-19tw-95qr-5q7x-7zcx",
        "cramp 10-20 times",
    ],
)
def test_other_words_are_left_alone(text):
    assert taken_out(text) == (text, None)
