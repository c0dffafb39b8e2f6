"""Seals secrets before they are stored: AES-256-GCM, bound to whom and what they are for.

A sealed value opens only with the same context (workspace, purpose, id) it was sealed with, so a
row copied to another workspace or account stays shut. Several keys may be given: the first seals,
all open, which is how a key is replaced.

Layout: 1 byte version, 4 bytes key id, 12 bytes nonce, then ciphertext with its tag.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_urlsafe

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.errors import SealBroken, SettingsError
from assistant.setting_values import SHORTEST_KEY

_VERSION = b"\x01"
_ID = 4
_NONCE = 12
_HEAD = len(_VERSION) + _ID + _NONCE


class Vault:
    """Seals and opens.

    Args:
        keys: random texts of at least 32 characters; the first seals, all open.

    Raises:
        SettingsError: no key, or one that is too short.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            problem = (
                f"ENGAGE_SECRET_KEY needs at least {SHORTEST_KEY} random characters "
                f"(several keys: the newest first, commas between)."
            )
            raise SettingsError((problem,))
        self._ciphers = {_key_id(key): AESGCM(_stretched(key)) for key in keys}
        self._sealing = _key_id(keys[0])
        self._keys = tuple(keys)

    @classmethod
    def parse(cls, text: str) -> Vault:
        """Read `ENGAGE_SECRET_KEY`: one key, or several with commas between, newest first."""
        return cls([key.strip() for key in text.split(",") if key.strip()])

    @property
    def key_ids(self) -> frozenset[str]:
        """Ids of the keys that open, in hex; they tell nothing about the keys."""
        return frozenset(key_id.hex() for key_id in self._ciphers)

    @property
    def newest(self) -> str:
        """Id of the key that seals."""
        return self._sealing.hex()

    def seeds(self, purpose: str) -> Mapping[str, bytes]:
        """48 bytes for a purpose of its own by key id, the newest key first: always the same, and
        they tell nothing about the keys.
        """
        info = f"engage seed v1 {purpose}".encode()
        return {
            _key_id(key).hex(): HKDF(SHA256(), 48, salt=None, info=info).derive(key.encode())
            for key in self._keys
        }

    def seal(self, plain: bytes, *context: str) -> bytes:
        """Seal for this context only."""
        nonce = token_bytes(_NONCE)
        head = _VERSION + self._sealing + nonce
        return head + self._ciphers[self._sealing].encrypt(nonce, plain, _bound(head, context))

    def open(self, sealed: bytes, *context: str) -> bytes:
        """Open what was sealed for this very context.

        Raises:
            SealBroken: another context, an unknown key, or changed bytes.
        """
        head, body = sealed[:_HEAD], sealed[_HEAD:]
        cipher = self._ciphers.get(head[1 : 1 + _ID])
        if cipher is None or head[:1] != _VERSION:
            raise SealBroken
        try:
            return cipher.decrypt(head[1 + _ID :], body, _bound(head, context))
        except (InvalidTag, ValueError):
            raise SealBroken from None


def key_file(folder: Path) -> Path:
    """Where a data folder keeps its key."""
    return folder / "secret.key"


def key_in(folder: Path) -> str:
    """The key kept in a data folder, made on first use and readable by us alone. Blocks."""
    path = key_file(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / f"secret.key.{os.getpid()}"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)  # fails when another process was first: then its key is the key
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text(encoding="ascii").strip()


def _key_id(key: str) -> bytes:
    return sha256(b"engage key id" + key.encode()).digest()[:_ID]


def _stretched(key: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"engage vault v1").derive(key.encode())


def _bound(head: bytes, context: tuple[str, ...]) -> bytes:
    """Associated data: each part with its length, so that parts cannot run into each other."""
    parts = [part.encode() for part in context]
    return head + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
