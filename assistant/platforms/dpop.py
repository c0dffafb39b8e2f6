"""Proof of possession (DPoP, RFC 9449): a token is worth nothing without its key."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from secrets import token_urlsafe
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from assistant.platforms.reading import Reply
from assistant.ports import Clock

_ALGORITHM = "ES256"
_ASKS = "use_dpop_nonce"


def new_key() -> str:
    """A private key (P-256) as JSON. It belongs to one sign-in and is as secret as its token."""
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True))


class Proofs:
    """Makes proofs with one key, and remembers the nonce each server asked for last.

    Args:
        key: as `new_key` made it.
    """

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = ECKey.import_key(json.loads(key))
        self._clock = clock
        self._nonces: dict[str, str] = {}

    def headers(self, method: str, url: str, token: str | None = None) -> Mapping[str, str]:
        """Headers for one try of one request; a proof may be used only once.

        Args:
            token: the access token the request carries; None at the token endpoint.
        """
        claims = {
            "jti": token_urlsafe(16),
            "htm": method,
            "htu": url.partition("?")[0],
            "iat": int(self._clock().timestamp()),
        }
        nonce = self._nonces.get(_server(url))
        if nonce is not None:
            claims["nonce"] = nonce
        if token is None:
            return {"dpop": self._signed(claims)}
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return {"dpop": self._signed(claims), "authorization": f"DPoP {token}"}

    def heard(self, url: str, reply: Reply) -> bool:
        """Take the server's nonce; whether it asks for the same request once more, with it."""
        if reply.nonce is None:
            return False
        self._nonces[_server(url)] = reply.nonce
        said = reply.data.get("error") if isinstance(reply.data, dict) else None
        return not reply.ok and said == _ASKS

    def _signed(self, claims: Mapping[str, object]) -> str:
        header = {"alg": _ALGORITHM, "typ": "dpop+jwt", "jwk": self._key.as_dict(private=False)}
        return jwt.encode(header, dict(claims), self._key, algorithms=[_ALGORITHM])


def _server(url: str) -> str:
    return urlsplit(url).netloc
