"""Small checks of payload fields that collect reasons in Slack's wording.

A reason ends in a JSON pointer, as Slack's own do: "must be less than 3001 characters
[json-pointer:/blocks/0/text/text]".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from playground.errors import Json


class Report:
    """Collects what is wrong with a payload, each with its place."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def say(self, reason: str, at: str) -> None:
        self.reasons.append(f"{reason} [json-pointer:{at}]")

    def string(self, holder: Json, name: str, most: int, at: str, *, needed: bool = True) -> str:
        """Check a string of 1 to `most` characters; the string, or "" where there is none."""
        value = holder.get(name)
        if value is None:
            if needed:
                self.say(f"missing required field: {name}", at)
            return ""
        if not isinstance(value, str):
            self.say("must provide a string", f"{at}/{name}")
            return ""
        if not value and needed:
            self.say("must be more than 0 characters", f"{at}/{name}")
        if len(value) > most:
            self.say(f"must be less than {most + 1} characters", f"{at}/{name}")
        return value

    def items(
        self, holder: Json, name: str, least: int, most: int, at: str, *, needed: bool = True
    ) -> Sequence[Any]:
        """Check an array of `least` to `most` items; the array, or () where there is none."""
        value = holder.get(name)
        if value is None:
            if needed:
                self.say(f"missing required field: {name}", at)
            return ()
        if not isinstance(value, list):
            self.say("must be a valid array", f"{at}/{name}")
            return ()
        if len(value) < least:
            self.say(f"no less than {least} items allowed", f"{at}/{name}")
        if len(value) > most:
            self.say(f"no more than {most} items allowed", f"{at}/{name}")
        return value

    def one_of(self, value: object, allowed: Collection[str], at: str) -> bool:
        if value in allowed:
            return True
        self.say(f"unsupported type: {value}", at)
        return False

    def text(
        self,
        holder: Json,
        name: str,
        most: int,
        at: str,
        *,
        plain: bool = False,
        needed: bool = True,
    ) -> None:
        """Check a text object (docs: composition objects, text)."""
        value = holder.get(name)
        where = f"{at}/{name}"
        if value is None:
            if needed:
                self.say(f"missing required field: {name}", at)
            return
        if not isinstance(value, dict):
            self.say("must provide an object", where)
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        self.one_of(value.get("type"), kinds, f"{where}/type")
        self.string(value, "text", most, where)


Check = Callable[[Json, str, Report], None]
"""Checks one block, element or object that stands at a place."""
