"""What is sealed opens for its own context and key, and for nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SealBroken, SettingsError
from assistant.storage.vault import Vault, key_in

OLD = "old-key-" + "o" * 32
NEW = "new-key-" + "n" * 32


@given(plain=st.binary(), context=st.lists(st.text(), max_size=3))
def test_opens_what_it_sealed(plain: bytes, context: list[str]) -> None:
    vault = Vault([NEW])
    assert vault.open(vault.seal(plain, *context), *context) == plain


@given(one=st.lists(st.text(), max_size=3), other=st.lists(st.text(), max_size=3))
def test_stays_shut_in_any_other_context(one: list[str], other: list[str]) -> None:
    vault = Vault([NEW])
    sealed = vault.seal(b"secret", *one)
    if one == other:
        assert vault.open(sealed, *other) == b"secret"
    else:
        with pytest.raises(SealBroken):
            vault.open(sealed, *other)


def test_parts_of_a_context_cannot_run_into_each_other() -> None:
    vault = Vault([NEW])
    with pytest.raises(SealBroken):
        vault.open(vault.seal(b"secret", "T1", "23"), "T12", "3")


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_breaks_the_seal(place: int, bit: int) -> None:
    vault = Vault([NEW])
    sealed = bytearray(vault.seal(b"secret", "T1"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        vault.open(bytes(sealed), "T1")


@pytest.mark.parametrize("length", range(0, 39, 3))
def test_a_cut_value_breaks_the_seal(length: int) -> None:
    vault = Vault([NEW])
    with pytest.raises(SealBroken):
        vault.open(vault.seal(b"secret", "T1")[:length], "T1")


def test_a_new_key_opens_what_the_old_one_sealed_while_both_are_given() -> None:
    sealed = Vault([OLD]).seal(b"secret", "T1")
    both = Vault.parse(f" {NEW} , {OLD} ")
    assert both.open(sealed, "T1") == b"secret"
    again = both.seal(b"secret", "T1")
    assert Vault([NEW]).open(again, "T1") == b"secret"
    with pytest.raises(SealBroken):
        Vault([OLD]).open(again, "T1")
    with pytest.raises(SealBroken):
        Vault([NEW]).open(sealed, "T1")


def test_the_same_secret_never_looks_the_same_twice() -> None:
    vault = Vault([NEW])
    assert len({vault.seal(b"secret", "T1") for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", " , ", "short", f"{NEW},short"])
def test_a_missing_or_short_key_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingsError, match="ENGAGE_SECRET_KEY"):
        Vault.parse(text)


def test_the_key_of_a_data_folder_is_made_once_and_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = key_in(folder)
    assert key_in(folder) == key
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["secret.key"]
    Vault.parse(key)
