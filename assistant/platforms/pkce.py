"""Proof that whoever brings a code is who asked for it (PKCE, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets


def new_verifier() -> str:
    """A code verifier (4.1). It stays with us until the code is exchanged."""
    return secrets.token_urlsafe(48)


def challenge(verifier: str) -> str:
    """What is sent ahead of it: its S256 challenge (4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
