"""What Engage is to Bluesky's servers: a client with an address of its own, where they look it up.

Reached by https it is a confidential client, which proves itself with a key; its sessions may last
two years. On this machine alone it is the development client of
https://atproto.com/specs/oauth#clients, whose sessions end after two weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jwt
from joserfc.jwk import ECKey

from assistant.ports import Clock

SCOPE = "atproto transition:generic"
"""Bluesky's AppView tells mentions and threads to nothing less
(https://atproto.com/specs/oauth#authorization-scopes)."""

METADATA = "/connect/bluesky/client-metadata.json"
CALLBACK = "/connect/bluesky/callback"

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-5)."""
_ASSERTION_S = 60
_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class BlueskyClient:
    """Engage as one address knows it.

    Args:
        base_url: where browsers and servers reach Engage.
        seeds: 48 random bytes by key id, the newest first: the client's keys are made of them, so
            that every process has the same and none has to be stored.
    """

    def __init__(self, base_url: str, seeds: Mapping[str, bytes], clock: Clock) -> None:
        self._clock = clock
        self._local = urlsplit(base_url).scheme != "https"
        self._keys = {} if self._local else {kid: _key(kid, seed) for kid, seed in seeds.items()}
        self._base_url = base_url
        self.redirect_uri = f"{base_url}{CALLBACK}"
        self.client_id = f"{base_url}{METADATA}"
        if self._local:
            asked = urlencode({"redirect_uri": self.redirect_uri, "scope": SCOPE})
            self.client_id = f"http://localhost?{asked}"

    @property
    def key_id(self) -> str:
        """The key new sign-ins are bound to, "" for none."""
        return next(iter(self._keys), "")

    def metadata(self) -> Mapping[str, Any] | None:
        """The document servers read; None where they need none."""
        if self._local:
            return None
        return {
            "client_id": self.client_id,
            "client_name": "Engage",
            "client_uri": self._base_url,
            "application_type": "web",
            "redirect_uris": [self.redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": SCOPE,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "dpop_bound_access_tokens": True,
            "jwks": {"keys": [_public(key) for key in self._keys.values()]},
        }

    def authentication(self, issuer: str, key_id: str) -> Mapping[str, str]:
        """Form fields that say who asks, and prove it.

        Args:
            issuer: the authorization server.
            key_id: the key the sign-in is bound to. One that is gone is replaced by the newest,
                and the server then ends the session.
        """
        fields = {"client_id": self.client_id}
        if self._local:
            return fields
        key = self._keys.get(key_id) or self._keys[self.key_id]
        now = int(self._clock().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": issuer,
            "jti": token_urlsafe(16),
            "iat": now,
            "exp": now + _ASSERTION_S,
        }
        header = {"alg": "ES256", "kid": key.kid}
        signed = jwt.encode(header, claims, key, algorithms=["ES256"])
        return {**fields, "client_assertion_type": _BEARER, "client_assertion": signed}


def _key(key_id: str, seed: bytes) -> ECKey:
    secret = int.from_bytes(seed, "big") % (_ORDER - 1) + 1
    private = ec.derive_private_key(secret, ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ECKey.import_key(pem, {"kid": key_id, "use": "sig", "alg": "ES256"})


def _public(key: ECKey) -> Mapping[str, Any]:
    return dict(key.as_dict(private=False))
