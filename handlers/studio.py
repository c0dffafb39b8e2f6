"""`/engage post`, and how a studio opens: by a topic, a proposal, or the form behind a button."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers import ids
from handlers.forms import Outcome
from handlers.opening import Opener
from handlers.payloads import Click, Command
from handlers.render import blocks as kit
from handlers.render import studio_forms
from handlers.render import studio_words as say
from handlers.render.blocks import Block, Message
from handlers.render.text import unmarked
from handlers.render.words import notice
from handlers.services import Installation, Services
from handlers.showing import open_modal
from handlers.windows import Submitted

if TYPE_CHECKING:
    from assistant.community.studio import Studio
    from assistant.desk.post_proposals import Proposal

MARK = 16
"""Characters that tell one proposal from another."""


async def asked(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message | None:
    """Open a studio for a topic; without one, propose what to write about."""
    topic = command.text.partition(" ")[2].strip()
    if not topic:
        return await _propose(services, installation, command.person_id)
    key = ids.studio_key(command.trigger_id, command.channel_id)
    return await _opened(services, installation, command.person_id, topic, key)


async def proposed(services: Services, installation: Installation, click: Click) -> Message | None:
    """Open a studio for a topic that was proposed, if it still comes up."""
    at = (installation.workspace.id, click.person_id)
    for each in await services.giving.posting.proposals(*at):
        if mark_of(each) == click.value:
            key = ids.studio_key(click.trigger_id, click.channel_id)
            return await _opened(
                services,
                installation,
                click.person_id,
                each.topic,
                key,
                about=each.about,
                account_ids=(each.account_id,),
            )
    return notice(say.NOT_ANY_MORE)


async def ask_for_topic(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    """Open the form for a topic of one's own. It notes the channel it was asked for in."""

    async def make() -> Block:
        accounts = await services.answering.accounts(installation.workspace.id)
        return studio_forms.post(accounts, click.channel_id)

    return await open_modal(services, installation, click, make)


async def topic_given(services: Services, installation: Installation, sent: Submitted) -> Outcome:
    """Open a studio as the form says."""
    key = f"view:{sent.window.id}@{sent.window.memory.get('channel', '')}"
    studio = await services.giving.posting.open(
        installation.workspace.id,
        sent.person_id,
        sent.window.text("topic"),
        event_key=key,
        account_ids=sent.window.many("accounts"),
    )
    services.tasks.start(_shown(services, studio), name="studio.show")
    return Outcome()


async def _opened(
    services: Services,
    installation: Installation,
    person_id: str,
    topic: str,
    key: str,
    *,
    about: str = "",
    account_ids: Sequence[str] = (),
) -> Message | None:
    """Open it, show it, and say where it stands, unless that is before the person's eyes."""
    studio = await services.giving.posting.open(
        installation.workspace.id,
        person_id,
        topic,
        event_key=key,
        about=about,
        account_ids=account_ids,
    )
    said = await standing(services, studio.workspace_id, studio.id, studio.event_key)
    return None if f"/{ids.studio_channel(studio.event_key)}/" in said.text else said


async def standing(
    services: Services, workspace_id: str, studio_id: str, event_key: str | None = None
) -> Message:
    """Show a studio, and say where its thread stands.

    Args:
        event_key: of the studio, to say so where it had to open elsewhere; None not to.
    """
    await services.giving.studios.show(workspace_id, studio_id)
    link = await services.giving.studios.link(workspace_id, studio_id)
    if link is None:
        return notice(say.OPENED_NOWHERE)
    here = ids.studio_channel(event_key) if event_key else None
    elsewhere = here is not None and f"/{here}/" not in link
    words = (say.MOVED_ELSEWHERE if elsewhere else say.OPENED).format(where=link)
    return kit.message(words, [kit.section(words.replace(link, f"<{link}|open it>"))])


async def _shown(services: Services, studio: Studio) -> None:
    await services.giving.studios.show(studio.workspace_id, studio.id)


async def _propose(services: Services, installation: Installation, person_id: str) -> Message:
    found = await services.giving.posting.proposals(installation.workspace.id, person_id)
    own = kit.actions([kit.button(say.OWN_TOPIC, ids.POST, "new")])
    if not found:
        return kit.message(say.NOTHING_COMES_UP, [kit.section(say.NOTHING_COMES_UP), own])
    made = [kit.section(say.PROPOSED)]
    for n, each in enumerate(found):
        action_id = ids.numbered(ids.POST_TOPIC, n)
        beside = kit.button(say.WRITE_ABOUT, action_id, mark_of(each))
        lines = f"“{unmarked(each.topic)}”\n{unmarked(each.about)}"
        made.append(kit.section(lines, beside=beside))
    return kit.message(say.PROPOSED, [*made, own])


def mark_of(proposal: Proposal) -> str:
    """What a proposal's button carries: it holds no words, and finds them again."""
    told = f"{proposal.account_id}:{proposal.topic}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:MARK]


STUDIO_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {ids.POST: ask_for_topic, ids.POST_TOPIC: proposed}
)
"""The buttons that open a studio, by action id."""
