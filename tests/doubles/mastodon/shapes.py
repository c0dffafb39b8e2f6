"""The JSON of entities, field by field as docs.joinmastodon.org/entities has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.doubles.mastodon.flavours import Flavour
from tests.doubles.mastodon.world import Account, Note, Status, World

JSON = dict[str, Any]


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Shapes:
    """Makes the JSON of one server."""

    def __init__(self, world: World, flavour: Flavour) -> None:
        self._world = world
        self._flavour = flavour

    def account(self, account: Account) -> JSON:
        home = f"https://{account.domain or self._world.domain}"
        posts = [s for s in self._world.statuses.values() if s.author is account]
        return {
            "id": account.id,
            "username": account.user,
            "acct": account.acct,
            "display_name": account.name,
            "locked": False,
            "bot": False,
            "group": False,
            "discoverable": True,
            "created_at": "2020-01-01T00:00:00.000Z",
            "note": "",
            "url": f"{home}/@{account.user}",
            "avatar": f"{home}/a.png",
            "avatar_static": f"{home}/a.png",
            "header": f"{home}/h.png",
            "header_static": f"{home}/h.png",
            "followers_count": account.followers,
            "following_count": 0,
            "statuses_count": len(posts),
            "last_status_at": None,
            "emojis": [],
            "fields": [],
        }

    def status(self, status: Status, *, nested: bool = False) -> JSON:
        world, boosted = self._world, status.boost_of
        shown = boosted or status
        parent = shown.parent
        home = f"https://{shown.author.domain or world.domain}/@{shown.author.user}"
        shape: JSON = {
            "id": status.id,
            "created_at": moment(status.created_at),
            "in_reply_to_id": parent.id if parent else None,
            "in_reply_to_account_id": parent.author.id if parent else None,
            "sensitive": bool(shown.warning),
            "spoiler_text": shown.warning,
            "visibility": shown.visibility,
            "language": shown.language,
            "uri": f"{home}/statuses/{shown.id}",
            "url": f"{home}/{shown.id}",
            "replies_count": len(
                [each for each in world.replies(shown) if each.visibility != "direct"]
            ),
            "reblogs_count": len(world.boosts(shown)),
            "favourites_count": len(world.likes(shown)),
            "favourited": False,
            "reblogged": False,
            "muted": False,
            "bookmarked": False,
            "content": world.html(shown),
            "account": self.account(status.author),
            "media_attachments": [],
            "mentions": [self._mention(each) for each in world.named(shown.text)],
            "tags": [],
            "emojis": [],
            "card": None,
            "poll": self._poll(shown),
            "edited_at": moment(shown.edited_at) if shown.edited_at else None,
            "reblog": None,
            "application": None,
            "filtered": [],
        }
        if self._flavour.name == "pixelfed":
            shape["comments_disabled"] = shown.closed
        if self._flavour.name == "gotosocial":
            who = ["author"] if shown.closed else ["public", "me"]
            shape["interaction_policy"] = {"can_reply": {"always": who, "with_approval": []}}
        if boosted and not nested:
            shape["reblog"] = self.status(boosted, nested=True)
        if self._flavour.quotes:
            shape["quotes_count"] = len(world.quotes(shown))
            quoted = shown.quote_of
            # docs.joinmastodon.org/entities/Quote/
            if quoted and not nested:
                told = self.status(quoted, nested=True)
                shape["quote"] = {"state": "accepted", "quoted_status": told}
        return shape

    def note(self, note: Note) -> JSON:
        return {
            "id": note.id,
            "type": note.type,
            "created_at": moment(note.created_at),
            "account": self.account(note.by),
            "status": self.status(note.status) if note.status else None,
        }

    def instance(self, version: int) -> JSON:
        """docs.joinmastodon.org/entities/Instance/ and V1_Instance/."""
        flavour, domain = self._flavour, self._world.domain
        shape: JSON = {
            "title": flavour.name,
            "version": flavour.version,
            "description": "",
            "configuration": self._configuration(),
            "rules": [],
            "languages": ["en"],
        }
        if version == 1:
            shape |= {"uri": domain, "short_description": "", "email": "", "urls": {}, "stats": {}}
        else:
            shape |= {"domain": domain, "source_url": "", "usage": {}, "contact": {}}
            if flavour.api_version:
                shape["api_versions"] = {"mastodon": flavour.api_version}
        if flavour.name == "gotosocial":
            shape["account_domain"] = domain
        if flavour.numbers == "flake":
            shape["max_toot_chars"] = flavour.longest
        return shape

    def _configuration(self) -> JSON:
        """Pleroma and Akkoma tell only `max_toot_chars`, beside it."""
        flavour = self._flavour
        if flavour.numbers == "flake":
            return {}
        told = {"max_characters": flavour.longest, "characters_reserved_per_url": flavour.reserved}
        return {"statuses": told}

    def _mention(self, account: Account) -> JSON:
        url = f"https://{account.domain or self._world.domain}/@{account.user}"
        return {"id": account.id, "username": account.user, "acct": account.acct, "url": url}

    def _poll(self, status: Status) -> JSON | None:
        if not status.options:
            return None
        return {
            "id": status.id,
            "expires_at": None,
            "expired": False,
            "multiple": False,
            "votes_count": 0,
            "voters_count": 0,
            "options": [{"title": title, "votes_count": 0} for title in status.options],
            "emojis": [],
            "voted": False,
            "own_votes": [],
        }
