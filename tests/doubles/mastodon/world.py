"""What a server knows: accounts, posts, and who did what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MENTION = re.compile(r"@([\w.-]+)(?:@([\w.:-]*\w))?")
OPEN = {"public", "unlisted"}


@dataclass(eq=False)
class Account:
    """Somebody; `domain` is None for people of this server."""

    id: str
    user: str
    domain: str | None = None
    name: str = ""
    followers: int = 0

    @property
    def acct(self) -> str:
        return f"{self.user}@{self.domain}" if self.domain else self.user


@dataclass(eq=False)
class Status:
    """A post, or a boost when `boost_of` is set."""

    id: str
    author: Account
    text: str
    created_at: datetime
    visibility: str = "public"
    reply_to: Status | None = None
    quote_of: Status | None = None
    boost_of: Status | None = None
    warning: str = ""
    language: str | None = "en"
    options: tuple[str, ...] = ()
    edited_at: datetime | None = None
    content: str | None = None
    orphan: bool = False
    closed: bool = False
    """Its author lets nobody reply."""
    media: tuple[str, ...] = ()

    @property
    def parent(self) -> Status | None:
        """What it answers; deleting that clears it (schema.rb, `on_delete: :nullify`)."""
        return None if self.orphan else self.reply_to


@dataclass
class Note:
    """A notification to `to`."""

    id: str
    type: str
    to: Account
    by: Account
    status: Status | None
    created_at: datetime


@dataclass
class World:
    """Everything one server knows. `clock` is set by tests to let posts be older."""

    domain: str
    numbers: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    accounts: dict[str, Account] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    favourites: list[tuple[str, Account, Status]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of account ids: who has blocked whom."""
    suspended: set[str] = field(default_factory=set)
    """Accounts that cannot act any more."""
    _sequence: int = 0

    # -- people act --------------------------------------------------------------------------

    def join(self, user: str, domain: str | None = None, **more: object) -> Account:
        account = Account(self._number(datetime(2020, 1, 1, tzinfo=UTC)), user, domain, **more)  # type: ignore[arg-type]
        self.accounts[account.id] = account
        return account

    def post(
        self, author: Account, text: str, *, at: datetime | None = None, **more: object
    ) -> Status:
        """Publish; `at` may lie in the past, as for posts that came from another server late."""
        at = at or self.clock()
        status = Status(self._number(at), author, text, at, **more)  # type: ignore[arg-type]
        self.statuses[status.id] = status
        for named in self.named(text):
            if not named.domain and named is not author:
                self._notify("mention", named, author, status, at)
        return status

    def reply(
        self, author: Account, to: Status, text: str, *, at: datetime | None = None, **more: object
    ) -> Status:
        """Answer, naming whom it answers, as clients do."""
        worded = text if author is to.author else f"@{to.author.acct} {text}"
        return self.post(author, worded, at=at, reply_to=to, **more)

    def favourite(self, account: Account, status: Status) -> None:
        if not any(who is account and what is status for _, who, what in self.favourites):
            self.favourites.append((self._number(self.clock()), account, status))
            self._notify("favourite", status.author, account, status, self.clock())

    def unfavourite(self, account: Account, status: Status) -> None:
        self.favourites = [f for f in self.favourites if not (f[1] is account and f[2] is status)]

    def boost(self, account: Account, status: Status) -> Status:
        at = self.clock()
        boost = Status(self._number(at), account, "", at, boost_of=status)
        self.statuses[boost.id] = boost
        self._notify("reblog", status.author, account, status, at)
        return boost

    def block(self, account: Account, whom: Account) -> None:
        self.blocks.add((account.id, whom.id))

    def delete(self, status: Status) -> None:
        """It goes with its boosts, likes and notifications; replies to it lose their parent."""
        gone = {status.id} | {each.id for each in self.boosts(status)}
        for number in gone:
            self.statuses.pop(number, None)
        for each in self.statuses.values():
            each.orphan |= each.reply_to is status
        self.favourites = [each for each in self.favourites if each[2].id not in gone]
        self.notes = [n for n in self.notes if n.status is None or n.status.id not in gone]

    # -- reading -----------------------------------------------------------------------------

    def named(self, text: str) -> Iterator[Account]:
        for match in _MENTION.finditer(text):
            domain = None if match[2] in {None, self.domain} else match[2]
            yield from (
                each
                for each in self.accounts.values()
                if each.user.lower() == match[1].lower() and each.domain == domain
            )

    def find(self, acct: str) -> Account | None:
        user, _, domain = acct.lstrip("@").lower().partition("@")
        home = None if domain in {"", self.domain} else domain
        people = self.accounts.values()
        return next((a for a in people if (a.user.lower(), a.domain) == (user, home)), None)

    def visible(self, status: Status, viewer: Account | None) -> bool:
        """status_policy.rb, `show?`: nobody sees posts of people who blocked them."""
        if viewer and (status.author.id, viewer.id) in self.blocks:
            return False
        if status.visibility in OPEN or status.author is viewer:
            return True
        return viewer is not None and viewer in set(self.named(status.text))

    def replies(self, status: Status) -> list[Status]:
        return [each for each in self.statuses.values() if each.parent is status]

    def boosts(self, status: Status) -> list[Status]:
        return [each for each in self.statuses.values() if each.boost_of is status]

    def quotes(self, status: Status) -> list[Status]:
        return [each for each in self.statuses.values() if each.quote_of is status]

    def likes(self, status: Status) -> list[tuple[str, Account]]:
        return [(number, who) for number, who, what in self.favourites if what is status]

    def above(self, status: Status) -> list[Status]:
        found: list[Status] = []
        while status.parent is not None:
            status = status.parent
            found.insert(0, status)
        return found

    def below(self, status: Status, deepest: int) -> Iterator[Status]:
        """Depth first, as threads are shown."""
        for each in self.replies(status) if deepest else ():
            yield each
            yield from self.below(each, deepest - 1)

    def html(self, status: Status) -> str:
        """As Mastodon renders text (docs.joinmastodon.org/spec/activitypub/#sanitization)."""
        if status.content is not None:
            return status.content
        text = html.escape(status.text, quote=False)
        text = re.sub(
            r"https?://(\S+)",
            r'<a href="https://\1" rel="nofollow noopener"><span class="invisible">https://</span>'
            r'<span class="">\1</span></a>',
            text,
        )
        text = re.sub(
            r"@([\w.-]+)(@[\w.:-]*\w)?",
            r'<span class="h-card" translate="no"><a href="https://x.example/@\1" '
            r'class="u-url mention">@<span>\1</span></a></span>',
            text,
        )
        text = re.sub(
            r"#(\w+)", r'<a href="/tags/\1" class="mention hashtag">#<span>\1</span></a>', text
        )
        parts = text.split("\n\n")
        return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)

    def _notify(
        self, kind: str, to: Account, by: Account, status: Status | None, at: datetime
    ) -> None:
        if to is not by and not to.domain:
            self.notes.append(Note(self._number(at), kind, to, by, status, at))

    def _number(self, at: datetime) -> str:
        """Sortable by time in every make of server."""
        self._sequence += 1
        value = (int(at.timestamp() * 1000) << 16) | (self._sequence & 0xFFFF)
        if self.numbers == "snowflake":
            return str(value)
        digits, length = (_CROCKFORD, 26) if self.numbers == "ulid" else (_BASE62, 18)
        text = ""
        while value:
            value, rest = divmod(value, len(digits))
            text = digits[rest] + text
        return text.rjust(length, digits[0])
