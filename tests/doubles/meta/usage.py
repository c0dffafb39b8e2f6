"""How much of a limit is used up, as headers say it (graph-api/overview/rate-limiting).

Percentages, and no moment of reset: calls with a page's token and all of Instagram's go by the
business use case, others by the app. At 100 calls are refused, with status 400.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.doubles.meta.errors import (
    APP_BUSY,
    INSTAGRAM_BUSY,
    PAGES_BUSY,
    USER_BUSY,
    GraphError,
    busy,
)
from tests.doubles.meta.tokens import Token

FULL = 100


@dataclass
class Usage:
    """What is used up, in percent.

    Attributes:
        app: of the app's own limit.
        business: of each use case's: `pages`, `instagram`.
        each: how much every call adds.
        regain_min: minutes until calls are taken again, told once the limit is reached.
    """

    app: int = 0
    business: dict[str, int] = field(default_factory=dict)
    each: int = 0
    regain_min: int = 12

    def count(self, token: Token, case: str) -> None:
        """One more call. Raises GraphError where it is one too many."""
        own = self._by_business(token, case)
        used = self.business.get(case, 0) if own else self.app
        if used >= FULL:
            if own:
                raise busy(INSTAGRAM_BUSY if case == "instagram" else PAGES_BUSY)
            raise busy(APP_BUSY if token.kind == "APP" else USER_BUSY)
        if own:
            self.business[case] = used + self.each
        else:
            self.app = used + self.each

    def headers(self, token: Token, case: str, business_id: str) -> dict[str, str]:
        """Told only once enough calls were made: not at 0."""
        own = self._by_business(token, case)
        used = min(FULL, self.business.get(case, 0) if own else self.app)
        if not used:
            return {}
        told = {"call_count": used, "total_cputime": used // 2, "total_time": used // 2}
        if not own:
            return {"X-App-Usage": json.dumps(told)}
        regain = self.regain_min if used >= FULL else 0
        entry = {"type": case, **told, "estimated_time_to_regain_access": regain}
        return {"X-Business-Use-Case-Usage": json.dumps({business_id: [entry]})}

    def _by_business(self, token: Token, case: str) -> bool:
        return token.kind == "PAGE" or case == "instagram"


def throttled(error: GraphError) -> bool:
    return error.code in {APP_BUSY, USER_BUSY, PAGES_BUSY, INSTAGRAM_BUSY}
