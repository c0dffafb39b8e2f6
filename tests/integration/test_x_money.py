"""Whatever our ports promise of X: what X bills for it is held before and counted after, to the last
micro, in both of X's dialects. The calls are those of the check against X's own specification.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from tests.doubles.x.billing import Billing
from tests.integration.x_kit import Kit, kit
from tests.integration.x_reading import Purse
from tests.peers.x_contract.driving import drive, promised

pytestmark = pytest.mark.integration

CHEAPEST = 1_000
FOUND = "find"
"""It counts the reply that it finds as sending it would have: once for both on a day."""


class Compared:
    """Stands in front of a connection or a publisher, and compares X's bill with ours.

    Args:
        costs: by method, what X billed and what we counted.
    """

    def __init__(self, thing: Any, place: Kit, costs: dict[str, list[tuple[int, int]]]) -> None:
        self._thing = thing
        self._place = place
        self._costs = costs

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        return self._comparing(name, value) if inspect.iscoroutinefunction(value) else value

    def _comparing(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        billing, purse = self._place.x.billing, self._place.purse

        async def comparing(*args: Any, **named: Any) -> Any:
            if name != FOUND:  # so that nothing is cheap because it was paid for a moment ago
                billing.forget()
                purse.forget()
            billed, spent = billing.micro, purse.spent
            try:
                return await method(*args, **named)
            finally:
                self._costs.setdefault(name, []).append(
                    (billing.micro - billed, purse.spent - spent)
                )

        return comparing


def overdrawn(billing: Billing, purse: Purse) -> list[int]:
    """By how much X's bill ever went over what was counted and held at that moment."""
    before = billing.micro - purse.spent
    found: list[int] = []

    def watched(charging: Callable[..., None]) -> Callable[..., None]:
        def charge(*args: Any, **named: Any) -> None:
            charging(*args, **named)
            over = billing.micro - before - purse.spent - purse.held
            found.extend([over] if over > 0 else [])

        return charge

    billing.read = watched(billing.read)  # type: ignore[method-assign]
    billing.act = watched(billing.act)  # type: ignore[method-assign]
    return found


@pytest.mark.parametrize("dialect", ["tweet", "post"])
async def test_every_promise_is_held_before_and_counted_after(dialect: str) -> None:
    async with kit(dialect) as place:
        world = place.x.world
        acme, fan = world.join("acme"), world.join("fan")
        connection = await place.signed_in(acme)
        # the first look at who signed in is nobody's yet, and not counted
        assert (place.x.billing.micro, place.purse.spent) == (CHEAPEST, 0)
        publisher = await place.factory.publisher(place.account(acme), connection)
        over = overdrawn(place.x.billing, place.purse)
        costs: dict[str, list[tuple[int, int]]] = {}
        noted = await drive(
            Compared(connection, place, costs),
            Compared(publisher, place, costs),
            place.x,
            acme,
            fan,
        )

    assert noted.keys() == promised()
    assert {name: [(billed, billed) for billed, _ in each] for name, each in costs.items()} == costs
    assert {name for name, each in costs.items() if not any(billed for billed, _ in each)} == {
        "close",
        "removed",
        "resolve",
    }
    assert over == []
