"""What is sealed opens in its place alone, and never again once its key is destroyed."""

from __future__ import annotations

import random
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.store.keys import Keys, MasterKeyError, read_masters
from bot.store.transactions import StoreUnavailable
from bot.store.vault import Forgotten, Vault
from tests.databases import change

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "sqlite":
        return tmp_path / "keys.sqlite"
    return str(request.getfixturevalue("database"))


def opened(place: Path | str, masters: str = OLD) -> Vault:
    return Vault(Keys(place, read_masters(masters), 0.5))


@pytest.fixture
def safe(place: Path | str) -> Iterator[Vault]:
    made = opened(place)
    yield made
    made.close()


def wrapped(path: Path) -> dict[str, bytes]:
    """The wrapped keys of a file."""
    connection = sqlite3.connect(path)
    try:
        return dict(connection.execute("select id, wrapped from conversation_key"))
    finally:
        connection.close()


def test_what_was_sealed_opens_in_another_process(safe: Vault, place: Path | str) -> None:
    sealed = safe.seal("one", "event 1", {"text": "CANARY ü"})
    assert b"CANARY" not in sealed
    assert opened(place).open("one", "event 1", sealed) == {"text": "CANARY ü"}
    assert sealed != safe.seal("one", "event 1", {"text": "CANARY ü"})


def test_it_opens_for_no_other_conversation_place_or_byte(safe: Vault) -> None:
    sealed = safe.seal("one", "event 1", "CANARY")
    safe.begin("two")
    spoilt = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for name, where, data in [
        ("two", "event 1", sealed),
        ("one", "event 2", sealed),
        ("one", "event 1", spoilt),
    ]:
        with pytest.raises(StoreUnavailable) as told:
            safe.open(name, where, data)
        assert "CANARY" not in str(told.value)


@pytest.mark.parametrize("junk", [b"", b"short", "text", None, 7, [1]])
def test_what_is_no_sealed_data_says_so(safe: Vault, junk: object) -> None:
    safe.begin("one")
    with pytest.raises(StoreUnavailable):
        safe.open("one", "event 1", junk)  # type: ignore[arg-type]


def test_a_destroyed_key_opens_nothing_any_more(safe: Vault, place: Path | str) -> None:
    sealed = {name: safe.seal(name, "event 1", "words") for name in ("one", "two")}
    safe.destroy(["one"])
    for vault in (safe, opened(place)):
        with pytest.raises(Forgotten):
            vault.open("one", "event 1", sealed["one"])
        assert vault.open("two", "event 1", sealed["two"]) == "words"
    safe.begin("one")
    with pytest.raises(StoreUnavailable):
        safe.open("one", "event 1", sealed["one"])


def test_a_pseudonym_is_the_same_everywhere_and_another_elsewhere(
    safe: Vault, place: Path | str, tmp_path: Path
) -> None:
    assert safe.name("telegram:4711") == opened(place).name("telegram:4711")
    assert safe.name("telegram:4711") != safe.name("telegram:4712")
    assert safe.name("a", "bc") != safe.name("ab", "c")
    assert "4711" not in safe.name("telegram:4711")
    assert Vault.beside(tmp_path / "elsewhere" / "any").name("x") != safe.name("x")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [14, 122, 135])
def test_no_byte_of_a_destroyed_key_is_left_in_any_file(tmp_path: Path, seed: int) -> None:
    """Made and destroyed in no order, so that rows move between pages of the file and leave copies."""
    chance, path = random.Random(seed), tmp_path / "keys.sqlite"
    safe = opened(path)
    names = [f"{chance.getrandbits(128):032x}" for _ in range(200)]
    for name in names:
        safe.begin(name)
    every = wrapped(path)
    made = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert all(key in made for key in every.values())
    gone = chance.sample(names, 100)
    for some in (gone[:1], gone[1:50], gone[50:]):
        safe.destroy(some)
    left = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert not any(every[name] in left for name in gone)
    assert all(every[name] in left for name in names if name not in gone), "destroyed someone else's"


def test_destroying_tells_when_a_reader_keeps_a_key_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "keys.sqlite"
    safe = opened(path)
    safe.begin("one")
    key = wrapped(path)["one"]
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversation_key").fetchone()
    with pytest.raises(StoreUnavailable):
        safe.destroy(["one"])
    reader.close()
    safe.destroy(["one"])
    assert not any(key in p.read_bytes() for p in tmp_path.iterdir())


def test_keys_are_wrapped_anew_and_the_old_master_key_is_of_no_use(place: Path | str) -> None:
    before = opened(place, OLD)
    sealed = before.seal("one", "event 1", "words")
    assert Keys(place, read_masters(f"{NEW} {OLD}")).wrap_anew() == 2  # the one that makes pseudonyms too
    after = opened(place, NEW)
    assert after.open("one", "event 1", sealed) == "words"
    assert after.name("x") == before.name("x")
    with pytest.raises(StoreUnavailable, match="CHARLEY_MASTER_KEY"):
        opened(place, OLD)
    assert before.seal("one", "event 2", "a process that still runs")


def test_while_keys_are_wrapped_anew_both_master_keys_serve(place: Path | str) -> None:
    sealed = opened(place, OLD).seal("one", "event 1", "words")
    between = opened(place, f"{NEW} {OLD}")
    assert between.open("one", "event 1", sealed) == "words"
    fresh = between.seal("two", "event 1", "more words")
    assert opened(place, f"{OLD} {NEW}").open("two", "event 1", fresh) == "more words"


def test_a_strange_master_key_changes_nothing(place: Path | str) -> None:
    sealed = opened(place, OLD).seal("one", "event 1", "words")
    with pytest.raises(StoreUnavailable, match="CHARLEY_MASTER_KEY"):
        Keys(place, read_masters(NEW)).wrap_anew()
    assert opened(place, OLD).open("one", "event 1", sealed) == "words"


@pytest.mark.parametrize(
    "text", ["", "secret", f"{OLD} secret", OLD[:-2]], ids=["none", "a word", "two", "cut"]
)
def test_what_is_no_master_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(MasterKeyError, match="charley keys new") as told:
        read_masters(text)
    assert not text or text not in str(told.value)


def test_the_own_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    sealed = Vault.beside(tmp_path / "new" / "any").seal("one", "event 1", "words")
    assert Vault.beside(tmp_path / "new" / "any").open("one", "event 1", sealed) == "words"
    assert stat.S_IMODE((tmp_path / "new" / "master.key").stat().st_mode) == 0o600


def test_two_processes_agree_on_a_new_key(place: Path | str) -> None:
    one, two = opened(place), opened(place)
    assert two.open("new", "a", one.seal("new", "a", 1)) == one.open("new", "b", two.seal("new", "b", 1)) == 1


def test_a_key_that_is_none_says_so(tmp_path: Path) -> None:
    opened(tmp_path / "keys.sqlite").begin("one")
    change(tmp_path / "keys.sqlite", sa.text("update conversation_key set wrapped = x'00'"))
    with pytest.raises(StoreUnavailable):
        opened(tmp_path / "keys.sqlite")
