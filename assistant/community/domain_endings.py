"""How names of the internet may end: what makes an address of words without https."""

from __future__ import annotations

from importlib.resources import files


def _read() -> frozenset[str]:
    lines = files(__package__).joinpath("domain_endings.txt").read_text("utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


ENDINGS = _read()
"""In lower case, as `domain_endings.txt` lists them."""
