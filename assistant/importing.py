"""Importing much at once, without the garbage collector looking through it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """Put the garbage collector off while the block imports, and keep it off what was imported.

    Modules stay for good, and make far more objects than anything else: looking through them costs
    a fifth of the time that importing takes, and later a quarter of a second each time, in which
    the event loop stands still. So what is there at the end of the block is frozen.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
