"""A token for Meta's Graph API, and the proof that it is our app who uses it
(https://developers.facebook.com/docs/graph-api/guides/secure-requests).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GraphToken:
    """A token and whose it is.

    Attributes:
        platform: "facebook" or "instagram".
        owner: native id of the account, whose limits are used; "" before that is known.
        label: the account as people write it, for errors.
        secret: of the app, proves that it is the app who asks.
    """

    platform: str
    value: str = field(repr=False)
    secret: str = field(repr=False)
    owner: str = ""
    label: str | None = None

    @property
    def proof(self) -> str:
        """HMAC-SHA256 of the token with the app's secret."""
        return hmac.new(self.secret.encode(), self.value.encode(), hashlib.sha256).hexdigest()
