"""`/engage audit`: the log of all drafts as a file, for whoever may see it and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.errors import InvalidInput
from handlers.calls import Method, SlackRefused
from handlers.render.words import notice
from handlers.standing import conversation

if TYPE_CHECKING:
    from handlers.calls import Slack
    from handlers.payloads import Command
    from handlers.render.blocks import Message
    from handlers.services import Installation, Services

USUAL_DAYS, MOST_DAYS = 30, 400

HOW = "Write `/engage audit`, or `/engage audit 90` for the last 90 days; up to {most} days."
SENT = "I sent you the log of {span} as a file, in our direct messages."
NOTHING = "Nothing was drafted, approved or sent in {span}, so the log is empty."
ABOUT = "Who saw, changed, approved and sent what, {first} to {last} (UTC). A table opens it."
NOT_ALLOWED = (
    "I may not hand out files here yet, so the log was not sent. Somebody who manages Engage gives "
    "its Slack app the scope files:write and installs it again; `engage doctor` says how. Whoever "
    "runs Engage gets the same with `engage audit`."
)


async def audit(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """Send the log of some days to whoever asks, in their direct messages.

    Raises:
        NotAllowed: nobody who manages.
        InvalidInput: no number of days, too many lines, or the app may not hand out files.
        SlackRefused: Slack did not take the file.
    """
    days = _days(command.text.partition(" ")[2].strip())
    until = services.clock()
    since = until - timedelta(days=days)
    at = (installation.workspace.id, command.person_id)
    table = await services.responding.reviewing.export(*at, since, until)
    if table.count("\r\n") <= 1:
        return notice(NOTHING.format(span=span_of(days)))
    name = f"engage-audit-{since:%Y-%m-%d}-{until:%Y-%m-%d}.csv"
    about = ABOUT.format(first=f"{since:%Y-%m-%d}", last=f"{until:%Y-%m-%d}")
    try:
        await _send(installation.slack, command.person_id, name, table.encode(), about)
    except SlackRefused as refused:
        if refused.code == "missing_scope":
            raise InvalidInput(NOT_ALLOWED) from None
        raise
    return notice(SENT.format(span=span_of(days)))


async def _send(slack: Slack, person_id: str, name: str, data: bytes, about: str) -> None:
    """Three steps (docs: Working with files, uploading): an address, the bytes, and where to."""
    place = await conversation(slack, (person_id,))
    given = await slack.insist(Method.UPLOAD_URL, filename=name, length=len(data))
    await slack.upload(str(given["upload_url"]), data)
    await slack.call(
        Method.COMPLETE_UPLOAD,
        files=[{"id": given["file_id"], "title": name}],
        channel_id=place,
        initial_comment=about,
    )


def span_of(days: int) -> str:
    """So many days up to now, in words."""
    return "the last day" if days == 1 else f"the last {days} days"


def _days(text: str) -> int:
    if not text:
        return USUAL_DAYS
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise InvalidInput(HOW.format(most=MOST_DAYS))
    return int(text)
