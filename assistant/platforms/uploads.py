"""Files on their way to a platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is handed over.

    `name` is its field in a form; "" where the file is all there is.
    """

    data: bytes = field(repr=False)
    media_type: str
    name: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """What says its kind, where no form does."""
        return {} if self.name else {"content-type": self.media_type}

    @property
    def content(self) -> Mapping[str, Any]:
        """As httpx takes it. Without a file name some servers take it for a field of text."""
        if self.name:
            return {"files": {self.name: ("image", self.data, self.media_type)}}
        return {"content": self.data}
