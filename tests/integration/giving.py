"""Studios, spotlights and notes to put into the stores of Give."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

from assistant.community.accounts import Account
from assistant.community.drafts import Draft, Intent, Wish
from assistant.community.giving import Correction, Merit, OptOut, Spotlight
from assistant.community.mix import Function, Label, Value
from assistant.community.studio import Image, Studio
from assistant.ports.notes import KeptNote
from tests.integration.responding import ANA, HOUR, NOW

PIXELS = b"\x89PNG not really\x00\xff"
SHARED = Label(Function.SHARE, Value.EDUCATE, "shows how something is done")


def studio(account: Account, event_key: str = "post-1", **more: Any) -> Studio:
    words: dict[str, Any] = {
        "id": str(uuid4()),
        "account_ids": (account.id,),
        "person_id": "U1",
        "topic": "filters",
        "made_at": NOW,
    }
    return Studio(workspace_id=account.workspace_id, event_key=event_key, **words | more)


def image(alt: str = "A cup on a table", data: bytes = PIXELS, **more: Any) -> Image:
    words: dict[str, Any] = {"media_type": "image/png", "width": 8, "height": 6}
    named = sha256(data).hexdigest()
    return Image(str(uuid4()), named, size=len(data), alt=alt, **words | more)


def post(of: Studio, text: str = "How to clean a filter.", **more: Any) -> Draft:
    words: dict[str, Any] = {
        "account_id": of.account_ids[0],
        "original": text,
        "composer": "offline",
        "author_id": "U1",
        "made_at": NOW,
        "label": SHARED,
        "why": "Four people asked.",
    }
    return Draft(
        id=str(uuid4()),
        workspace_id=of.workspace_id,
        item_id="",
        target_id="",
        text=text,
        intent=Intent.POST,
        studio_id=of.id,
        **words | more,
    )


def wish_in(of: Studio, event_key: str = "wish-1", **more: Any) -> Wish:
    words: dict[str, Any] = {"person_id": "U1", "made_at": NOW, "studio_id": of.id}
    return Wish(str(uuid4()), of.workspace_id, "", event_key=event_key, **words | more)


def correction(account: Account, post_id: str = "p1", **more: Any) -> Correction:
    words: dict[str, Any] = {
        "function": Function.PROMOTE,
        "value": None,
        "made_by": "U1",
        "made_at": NOW,
    }
    return Correction(account.workspace_id, account.id, post_id, **words | more)


def spotlight(account: Account, **more: Any) -> Spotlight:
    words: dict[str, Any] = {
        "person": ANA,
        "merit": Merit.HELPED,
        "why": "answered three questions of others",
        "post_id": "at://theirs",
        "url": "https://x/theirs",
        "made_by": "U1",
        "made_at": NOW,
    }
    return Spotlight(str(uuid4()), account.workspace_id, account.id, **words | more)


def opt_out(account: Account, **more: Any) -> OptOut:
    words: dict[str, Any] = {"person": ANA, "reason": "asked for it", "at": NOW}
    return OptOut(account.workspace_id, account.ref.platform, **words | more)


def note(workspace_id: str, week: str = "2026-11-23", **more: Any) -> KeptNote:
    words: dict[str, Any] = {"due_at": NOW + HOUR, "written_at": NOW, "body": {"lead": "A week."}}
    return KeptNote(workspace_id, week, **words | more)
