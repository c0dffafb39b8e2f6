"""How items begin, and how they follow what happens on the platform. Pure: the store is elsewhere.

An item begins with a burst (`bursts`), or with a hit of a saved search. From then on its parts are
edited and deleted, answers of ours turn up, and the promise moves when its policy does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from assistant.community import deadlines
from assistant.community.accounts import Account
from assistant.community.activity import Inbound
from assistant.community.inbox import Decision, Item, Need, Origin, Part, Step, Triage
from assistant.community.posts import Kind
from assistant.community.responses import Policy
from assistant.community.searches import Hit
from assistant.community.triage import CERTAIN, triage

_ORIGINS: MappingProxyType[Kind, Origin] = MappingProxyType(
    {Kind.REPLY: Origin.COMMENT, Kind.MENTION: Origin.MENTION, Kind.QUOTE: Origin.QUOTE}
)

IN_RECORDS = frozenset(_ORIGINS.values())
"""Origins whose posts the records hold: one that they lack any more was deleted."""

DELETED = "Its author deleted it."


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rules need to know beside the posts.

    Attributes:
        handles: of our accounts on this platform, without the first @, in lower case.
        links: from ids of our posts to their links, for the answers that are seen.
    """

    account: Account
    policy: Policy
    now: datetime
    handles: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def handles_of(accounts: Collection[Account]) -> frozenset[str]:
    """How people write our accounts: `acme@example.social` is `acme` on its own server."""
    whole = {each.ref.handle.removeprefix("@").lower() for each in accounts}
    return frozenset(whole | {each.partition("@")[0] for each in whole})


def begin(burst: Sequence[Inbound], scene: Scene, item_id: str) -> Item:
    """A new item.

    Args:
        burst: comments, quotes or mentions of one person in one thread, in order of time.
    """
    first = burst[0]
    parts = tuple(_part(each) for each in burst)
    found = _judged(parts, burst, scene)
    item = Item(
        id=item_id,
        workspace_id=scene.account.workspace_id,
        account_id=scene.account.id,
        person=first.interaction.author,
        thread_id=first.thread_id,
        parts=parts,
        triage=found,
        since=parts[0].created_at,
    )
    item = replace(item, due_at=_promise(item, scene))
    if found.reason in CERTAIN:
        note = found.reason
        item = replace(item, decision=Decision.NONE, decided_at=scene.now, note=note)
    return _answered(item, burst, scene)


def begin_from(hit: Hit, scene: Scene, item_id: str) -> Item:
    """A new item out of a hit of a saved search."""
    part = Part(hit.id, Origin.SEARCH, hit.text, hit.url, hit.created_at)
    found = triage([hit.text], addressed=False, language=hit.language, ours=scene.handles)
    item = Item(
        id=item_id,
        workspace_id=scene.account.workspace_id,
        account_id=scene.account.id,
        person=hit.author,
        thread_id=hit.id,
        parts=(part,),
        triage=found,
        since=hit.created_at,
    )
    return replace(item, due_at=_promise(item, scene))


def follow(item: Item, seen: Sequence[Inbound], gone: Collection[str], scene: Scene) -> Item:
    """The item as it is after what happened; the same one where nothing did.

    Args:
        seen: its posts that are there now, and further ones that join it.
        gone: ids of its posts that are there no more.
    """
    parts = _followed(item.parts, seen, gone, scene.now)
    after = item
    if parts != item.parts:
        found = _judged(parts, seen, scene) if seen else item.triage
        after = replace(item, parts=parts, triage=found, since=deadlines.since(parts))
        after = _reopened(after, item) if seen else after
    after = _moved(after, item, scene)
    if after.is_open and all(part.gone_at for part in after.parts):
        decided = {"decision": Decision.GONE, "decided_at": scene.now, "note": DELETED}
        after = replace(after, **decided)  # type: ignore[arg-type]
    return _answered(after, seen, scene)


def takes_more(item: Item) -> bool:
    """Whether further posts of its burst join an item: while nobody decided it."""
    by_rule = item.decision is Decision.NONE and item.decided_by is None
    return item.is_open or (by_rule and item.answered_at is None)


# -- pieces -------------------------------------------------------------------------------


def _part(entry: Inbound) -> Part:
    post = entry.interaction
    origin = _ORIGINS[post.kind]
    return Part(
        post.id,
        origin,
        post.text,
        post.url,
        post.created_at,
        post.post_id,
        calls_us=post.calls_us,
    )


def _followed(
    parts: Sequence[Part], seen: Sequence[Inbound], gone: Collection[str], now: datetime
) -> tuple[Part, ...]:
    there = {entry.interaction.id: entry.interaction for entry in seen}
    kept = []
    for part in parts:
        post = there.pop(part.id, None)
        if post is None:
            left = now if part.id in gone and part.gone_at is None else part.gone_at
            kept.append(replace(part, gone_at=left))
            continue
        here = replace(part, gone_at=None, calls_us=post.calls_us)
        if post.text != part.text:
            here = replace(here, text=post.text, url=post.url, edited_at=now)
        kept.append(here)
    kept += [_part(entry) for entry in seen if entry.interaction.id in there]
    return tuple(sorted(kept, key=lambda part: (part.created_at, part.id)))


def _judged(parts: Sequence[Part], seen: Sequence[Inbound], scene: Scene) -> Triage:
    posts = [entry.interaction for entry in seen]
    asides = (post.parent_id not in {None, post.post_id} for post in posts)
    return triage(
        [part.text for part in parts if part.gone_at is None],
        addressed=True,
        aside=all(asides),
        goes_on=all(entry.goes_on for entry in seen),
        language=next((post.language for post in posts if post.language), None),
        ours=scene.handles,
    )


def _promise(item: Item, scene: Scene) -> datetime | None:
    """None for what needs no reply, and for what was there before the account was connected."""
    if item.triage.need is Need.NONE or item.since < scene.account.connected_at:
        return None
    return deadlines.due_at(item.since, scene.policy)


def _moved(after: Item, before: Item, scene: Scene) -> Item:
    """With the promise as the policy makes it now. What never had one gets one only when an edit
    makes it need a reply.
    """
    if after.triage.need is Need.NONE and after.is_open:
        return replace(after, due_at=None, step=Step.STARTED)
    if after.due_at is None and after.is_open and before.triage.need is Need.NONE:
        return replace(after, due_at=_promise(after, scene))
    return deadlines.promised(after, scene.policy, scene.now)


def _reopened(after: Item, before: Item) -> Item:
    """What a rule had closed is open again when it asks for something now, or is there again."""
    if before.decided_by is not None or before.answered_at is not None:
        return after
    back = before.decision is Decision.GONE
    asks = before.decision is Decision.NONE and after.triage.need is not Need.NONE
    if not (back or asks):
        return after
    return replace(after, decision=None, decided_at=None, note="")


def _answered(item: Item, seen: Sequence[Inbound], scene: Scene) -> Item:
    """With our first answer that stands on the platform, by its own time."""
    asked = item.asked_for_at
    answers = [
        (each.answered_at, each.answer_id or "")
        for each in seen
        if each.answered_at is not None and (asked is None or each.answered_at > asked)
    ]
    if not answers or item.answered_at is not None:
        return item
    at, answer_id = min(answers)
    url = scene.links.get(answer_id)
    if not item.is_open:
        return replace(item, answered_at=at, answer_url=url)
    return replace(
        item, decision=Decision.REPLY, decided_at=scene.now, answered_at=at, answer_url=url
    )
