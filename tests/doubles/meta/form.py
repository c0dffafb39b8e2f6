"""What a request carries: its parameters, wherever they stand, and its files.

Meta reads parameters from the address, a form, several parts or JSON alike
(graph-api/overview#parameters).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

TRUE = {"true", "1", "True"}


@dataclass
class Form:
    """Parameters by name; `files` are bytes and media type by the name of their field."""

    query: dict[str, str]
    body: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, str]:
        return {**self.query, **self.body}

    def truth(self, name: str, usual: bool) -> bool:
        text = self.all.get(name)
        return usual if text is None else text in TRUE

    def objects(self, name: str) -> list[Any]:
        """A list given as JSON, or piece by piece as `name[0]=...`."""
        whole = self.all.get(name)
        if whole is not None:
            read = json.loads(whole)
            return read if isinstance(read, list) else [read]
        pieces = sorted((k, v) for k, v in self.all.items() if k.startswith(f"{name}["))
        return [json.loads(text) for _, text in pieces]


async def read(request: web.Request) -> Form:
    """Take a request apart."""
    form = Form(dict(request.query))
    if request.content_type == "application/json":
        told = json.loads(await request.read() or b"{}")
        form.body = {k: v if isinstance(v, str) else json.dumps(v) for k, v in told.items()}
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.filename:
                kind = part.headers.get("Content-Type", "")
                form.files[part.name or ""] = (data, kind)
            else:
                form.body[part.name or ""] = data.decode()
    elif request.method != "GET":
        form.body = {k: str(v) for k, v in (await request.post()).items()}
    return form
