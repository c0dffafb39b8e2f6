"""What goes wrong with a request when a test wants it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.doubles.meta.errors import GraphError


@dataclass(frozen=True)
class Fault:
    """One request goes wrong: the next one that fits.

    Args:
        kind: `cut` breaks the connection, `slow` never answers, `status` is an error page of
            something in between, `half` breaks off in the middle of the JSON, `error` refuses.
        edge: the last part of the path, "" for any.
        method: "" for any.
        before: it goes wrong before anything is done, else after.
        error: what `error` refuses with.
        headers: beside the answer of `status` and `error`.
    """

    kind: Literal["cut", "slow", "status", "half", "error"]
    edge: str = ""
    method: str = ""
    status: int = 502
    before: bool = False
    error: GraphError | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, method: str, path: str) -> bool:
        return self.method in {"", method} and self.edge in {"", path.rpartition("/")[2]}
