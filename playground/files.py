"""Files that people share with messages: what the app is told of them, and where their bytes are.

docs: file object, file_share message, files.info; seen: without a token that may read files, Slack
leads to the page where people sign in instead of saying no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from playground.arguments import Arguments
from playground.errors import Json, SlackError
from playground.workspace import Channel, Message, Workspace

LARGEST = 32 * 1024 * 1024
"""Bytes that the double takes in one file; Slack itself takes a gigabyte."""

SCOPE = "files:read"
_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}

Mode = Literal["hosted", "external", "tombstone"]


@dataclass
class File:
    """A file of a workspace. `size` may say something else than its bytes tell; `connect` is one
    of another organisation's, whose object an event leaves out.
    """

    id: str
    name: str
    mimetype: str
    data: bytes
    person: str
    at: float
    size: int
    mode: Mode = "hosted"
    connect: bool = False

    @property
    def is_image(self) -> bool:
        """Whether browsers show it as a picture, and as nothing else."""
        return self.mimetype in _TYPES


class Files:
    """Keeps files and hands them out to whoever has the right token."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.base_url = ""
        self.known: dict[str, File] = {}
        self.coming: set[str] = set()

    def add(
        self,
        person: str,
        name: str,
        mimetype: str,
        data: bytes,
        *,
        mode: Mode = "hosted",
        connect: bool = False,
        size: int | None = None,
    ) -> File:
        """Keep a new one. Raises SlackError `file_uploads_too_large`."""
        if len(data) > LARGEST:
            raise SlackError("file_uploads_too_large")
        file_id, at = self.workspace.new_id("F"), self.workspace.clock.now()
        stated = len(data) if size is None else size
        made = File(file_id, name, mimetype, data, person, at, stated, mode, connect)
        self.known[file_id] = made
        return made

    def told(self, file_id: str, *, whole: bool = False) -> Json:
        """A file object.

        Args:
            whole: as files.info tells it; an event leaves out those of Slack Connect.
        """
        file = self.known[file_id]
        if file.connect and not whole:
            hidden = {"mode": "file_access", "file_access": "check_file_info"}
            return {"id": file.id, "created": 0, "timestamp": 0, "user": "", **hidden}
        if file.mode == "tombstone":
            return {"id": file.id, "mode": "tombstone"}
        elsewhere = file.mode == "external"
        path = f"files-pri/{self.workspace.team_id}-{file.id}"
        url = f"https://drive.example/{file.name}" if elsewhere else f"{self.base_url}/{path}"
        return {
            "id": file.id,
            "created": int(file.at),
            "timestamp": int(file.at),
            "name": file.name,
            "title": file.name,
            "mimetype": "application/vnd.slack-remote" if elsewhere else file.mimetype,
            "filetype": "remote" if elsewhere else _TYPES.get(file.mimetype, "binary"),
            "user": file.person,
            "user_team": self.workspace.person(file.person).team_id,
            "editable": False,
            "size": 0 if elsewhere else file.size,
            "mode": file.mode,
            "is_external": elsewhere,
            "external_type": "gdrive" if elsewhere else "",
            "is_public": True,
            "file_access": "visible",
            "url_private": url if elsewhere else f"{url}/{file.name}",
            **({} if elsewhere else {"url_private_download": f"{url}/download/{file.name}"}),
            "permalink": f"{self.base_url}/files/{file.person}/{file.id}/{file.name}",
        }

    def info(self, arguments: Arguments) -> Json:
        """files.info."""
        file_id = arguments.text("file")
        if file_id not in self.known:
            raise SlackError("file_not_found")
        if self.known[file_id].mode == "tombstone":
            raise SlackError("file_deleted")
        return {"file": self.told(file_id, whole=True), "comments": []}

    def upload_url(self, arguments: Arguments) -> Json:
        """files.getUploadURLExternal: where to send the bytes of a file, once."""
        name, length = arguments.text("filename"), arguments.text("length")
        if not length.isdecimal() or int(length) == 0:
            raise SlackError("invalid_arguments", ("length must be more than 0",))
        if int(length) > LARGEST:
            raise SlackError("file_upload_size_restricted")
        made = self.add(self.workspace.bot.id, name, "text/csv", b"", size=int(length))
        self.coming.add(made.id)
        path = f"upload/v1/{self.workspace.team_id}-{made.id}"
        return {"upload_url": f"{self.base_url}/{path}", "file_id": made.id}

    def uploaded(self, file_id: str, data: bytes) -> web.Response:
        """The bytes, sent without any token."""
        if file_id not in self.coming:
            return web.Response(status=404, text="File not found")
        self.known[file_id].data = data
        return web.Response(text=f"OK - {len(data)}")

    def complete(self, channel_for: Callable[..., Channel], arguments: Arguments) -> Json:
        """files.completeUploadExternal: the files are there, shared where a channel is named.

        Args:
            channel_for: finds a channel that the app may write in.
        """
        ids = [str(each["id"]) for each in arguments.parsed("files") or ()]
        if not ids:
            raise SlackError("invalid_arguments", ("missing required field: files",))
        channel_id = arguments.optional("channel_id")
        channel = channel_for(channel_id, writing=True) if channel_id else None
        for each in ids:
            file = self.known.get(each)
            if file is None or each not in self.coming or len(file.data) != file.size:
                raise SlackError("file_not_found")
        self.coming -= {*ids}
        if channel is not None:
            space, said = self.workspace, arguments.optional("initial_comment") or ""
            space.keep(Message(space.new_ts(), channel.id, space.bot.id, said, files=tuple(ids)))
        return {"files": [{"id": each} for each in ids]}

    def answer(self, file_id: str, *, may: bool) -> web.Response:
        """What stands behind the address of a file, for a token that may read files or not."""
        file = self.known.get(file_id)
        if not may:
            return web.Response(status=302, headers={"Location": f"{self.base_url}/signin"})
        if file is None or file.mode != "hosted":
            return web.Response(status=404, text="File not found")
        return web.Response(body=file.data, content_type=file.mimetype)
