"""Arguments of a Web API call: from a form, JSON or the query string, as slack_sdk sends them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playground.errors import Json, SlackError

_TRUE = ("1", "true", "True")


class Arguments:
    """The arguments of one call. JSON inside a string is parsed where Slack parses it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values: Json = dict(values)

    def text(self, name: str) -> str:
        """A string that must be there. Raises SlackError `invalid_arguments`."""
        value = self.optional(name)
        if value is None:
            raise SlackError("invalid_arguments", (f"missing required field: {name}",))
        return value

    def optional(self, name: str) -> str | None:
        """A string, or None where it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, dict | list):
            raise SlackError("invalid_arguments", (f"must be a string: {name}",))
        return str(value)

    def flag(self, name: str) -> bool:
        """A boolean; absent is False."""
        value = self.values.get(name)
        return value is True or value in _TRUE

    def parsed(self, name: str) -> Any:
        """An object or array, given as such or as JSON text; None where absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError("invalid_arguments", (f"must be valid JSON: {name}",)) from None
