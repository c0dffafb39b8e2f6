"""What all forms have alike: how one ends, and which of its fields is to blame."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.errors import InvalidFields, InvalidInput
from handlers.render import modals
from handlers.render.blocks import Block
from handlers.services import Installation, Services
from handlers.typed_text import unicode_text
from handlers.windows import Submitted, Window


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a form ended. Errors keep it open, a view takes its place, neither closes it.

    Attributes:
        errors: one sentence for each field that cannot be used.
        changed: whether anything is different now.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    view: Block | None = None
    changed: bool = False


Work = Callable[[Services, Installation, Submitted], Awaitable[Outcome]]
"""What a form does once it was sent."""


@contextmanager
def blaming(name: str) -> Iterator[None]:
    """Say at a field what cannot be used. Raises InvalidFields for InvalidInput."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidFields({name: error.problem}) from None


async def or_why_not(work: Awaitable[object]) -> Outcome:
    """Do it, and close the form; one that cannot be used says why, whatever stands in it."""
    try:
        await work
    except InvalidInput as error:
        return Outcome(view=modals.problem(error.problem))
    return Outcome()


async def typed(window: Window, name: str) -> str:
    """What was typed into a field, as it would be published. Raises InvalidFields."""
    with blaming(name):
        # In a thread: the table of emoji is loaded the first time.
        return await asyncio.to_thread(unicode_text, window.text(name))
