"""Hand-written stand-ins: a scripted model, and the ports over plain memory.

They hold the ports' promises and nothing more, and their state is public, to assert on.
"""

# ruff: noqa: ARG002 - the ports name the arguments, a stand-in need not use them

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.activity import Ears, Inbound, OwnPost, PersonDay, ThreadShape
from assistant.community.own_mix import OwnMix, Place, Written
from assistant.community.periods import Period
from assistant.community.posts import TALK, Author, Interaction, Kind, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.ports import (
    Applied,
    Batch,
    Capabilities,
    Credential,
    Freshness,
    Progress,
    SocialPlatform,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday noon. The default time of tests that need one."""

# -- the model ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Say:
    """The model writes this and ends."""

    text: str


@dataclass(frozen=True)
class Call:
    """The model calls one tool, after writing `text`."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Fail:
    """The model raises this after writing `text`."""

    error: Exception
    text: str = ""


Step = Say | Call | Fail


class ScriptedModel(BaseChatModel):
    """Plays its steps in order, streaming a few characters at a time.

    Fails on a call that no step is left for; `check()` fails when steps were never played.
    """

    piece: int = 5
    _steps: list[Step] = PrivateAttr(default_factory=list)
    _seen: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _tools: list[list[str]] = PrivateAttr(default_factory=list)

    @classmethod
    def of(cls, *steps: Step) -> ScriptedModel:
        model = cls()
        model._steps = list(steps)
        return model

    @property
    def seen(self) -> list[list[BaseMessage]]:
        """The messages of each call so far."""
        return self._seen

    @property
    def offered(self) -> list[list[str]]:
        """The names of the tools each call could choose from."""
        return self._tools

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def check(self) -> None:
        assert not self._steps, f"never asked for: {self._steps}"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise AssertionError("Engage never calls a model synchronously")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = [each.message async for each in self._astream(messages, stop, None, **kwargs)]
        whole = pieces[0] + pieces[1:]  # type: ignore[operator] # all at once: each addition takes a while
        assert isinstance(whole, AIMessageChunk)
        return ChatResult(generations=[ChatGeneration(message=whole)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        assert self._steps, f"the model was asked once more, with {messages[-1]!r}"
        self._seen.append(list(messages))
        self._tools.append([tool["function"]["name"] for tool in kwargs.get("tools") or ()])
        step = self._steps.pop(0)
        for at in range(0, len(step.text), self.piece):
            chunk = ChatGenerationChunk(
                message=AIMessageChunk(content=step.text[at : at + self.piece])
            )
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk
        if isinstance(step, Fail):
            raise step.error
        calls = []
        if isinstance(step, Call):
            calls.append(
                {
                    "name": step.tool,
                    "args": json.dumps(dict(step.arguments)),
                    "id": f"call-{len(self._seen)}",
                    "index": 0,
                    "type": "tool_call_chunk",
                }
            )
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                tool_call_chunks=calls,  # type: ignore[arg-type]
                usage_metadata={"input_tokens": 100, "output_tokens": 10, "total_tokens": 110},
                response_metadata={"model_name": "scripted"},
                chunk_position="last",
            )
        )


# -- accounts -----------------------------------------------------------------------------


def account(
    handle: str = "acme.example",
    *,
    platform: Platform = Platform.BLUESKY,
    workspace_id: str = "T1",
    name: str = "Acme",
    signed_in: bool = True,
    synced_at: datetime | None = NOW - timedelta(minutes=3),
) -> Account:
    """A connected account whose ids are made from its handle."""
    return Account(
        id=f"id-{platform}-{handle}",
        workspace_id=workspace_id,
        ref=AccountRef(platform, handle),
        native_id=f"did:{handle}",
        name=name,
        url=f"https://social.example/{handle}",
        connected_at=NOW - timedelta(days=200),
        signed_in=signed_in,
        synced_at=synced_at,
    )


class MemoryAccounts:
    """The `Accounts` port over a dict."""

    def __init__(self, *accounts: Account) -> None:
        self.by_id = {each.id: each for each in accounts}
        self.credentials: dict[str, Credential] = {}

    async def all(self, workspace_id: str) -> Sequence[Account]:
        return [each for each in self.by_id.values() if each.workspace_id == workspace_id]

    async def get(self, workspace_id: str, account_id: str) -> Account:
        found = self.by_id.get(account_id)
        if found is None or found.workspace_id != workspace_id:
            raise NotFound("account", account_id)
        return found

    async def add(
        self, workspace_id: str, ref: AccountRef, profile: Profile, credential: Credential | None
    ) -> Account:
        added = replace(
            account(ref.handle, platform=ref.platform, workspace_id=workspace_id),
            native_id=profile.native_id,
            name=profile.name,
            url=profile.url,
            signed_in=credential is not None,
            synced_at=None,
        )
        self.by_id[added.id] = added
        if credential:
            self.credentials[added.id] = credential
        return added

    async def credential(self, workspace_id: str, account_id: str) -> Credential | None:
        await self.get(workspace_id, account_id)
        return self.credentials.get(account_id)

    async def keep_session(
        self, workspace_id: str, account_id: str, credential: Credential
    ) -> None:
        await self.get(workspace_id, account_id)
        self.credentials[account_id] = credential

    async def mark_synced(
        self, workspace_id: str, account_id: str, at: datetime, trouble: str | None
    ) -> None:
        known = await self.get(workspace_id, account_id)
        synced_at = known.synced_at if trouble else at
        self.by_id[account_id] = replace(known, synced_at=synced_at, trouble=trouble)


# -- records ------------------------------------------------------------------------------


@dataclass
class _Stored:
    posts: dict[str, Post] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    snapshots: dict[str, list[tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cut: set[str] = field(default_factory=set)
    checked: dict[str, datetime] = field(default_factory=dict)


class MemoryRecords:
    """The `Records` port over dicts. Rollups are counted anew at each read."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], _Stored] = defaultdict(_Stored)
        self.reads: list[tuple[str, str]] = []
        self.ears: dict[str, Ears] = {}
        self.mixes: dict[str, OwnMix] = {}

    def _of(self, workspace_id: str, account_id: str) -> _Stored:
        self.reads.append((workspace_id, account_id))
        return self.stored[workspace_id, account_id]

    async def apply(self, workspace_id: str, batch: Batch) -> Applied:
        kept = self.stored[workspace_id, batch.account_id]
        seen = {each.id for each in batch.interactions}
        missing = {
            each.id
            for each in kept.interactions.values()
            if each.post_id in batch.threads_seen
            and each.kind in batch.kinds_seen
            and each.id not in seen
        }
        gone = [each for each in batch.gone | missing if _drop(kept, each)]
        new = [each for each in batch.interactions if each.id not in kept.interactions]
        edited = [
            each
            for each in batch.interactions
            if each.id in kept.interactions and kept.interactions[each.id] != each
        ]
        kept.posts |= {post.id: post for post in batch.posts}
        kept.interactions |= {each.id: each for each in batch.interactions}
        for name, value in (batch.snapshots or {}).get("", {}).items():
            kept.snapshots[name].append((batch.taken_at, value))
        kept.cut |= batch.cut_threads
        kept.checked |= dict.fromkeys(batch.threads_seen, batch.taken_at)
        return Applied(len(new), len(edited), len(gone))

    async def totals(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[Kind, int]:
        kept = self._of(workspace_id, account_id)
        return _by_kind(each for each in kept.interactions.values() if _in(period, each.created_at))

    async def totals_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Mapping[Kind, int]]:
        return [await self.totals(workspace_id, account_id, each) for each in periods]

    async def daily(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Mapping[datetime, Mapping[Kind, int]]:
        days: dict[datetime, list[Interaction]] = defaultdict(list)
        for each in self._of(workspace_id, account_id).interactions.values():
            if _in(period, each.created_at):
                local = each.created_at.astimezone(ZoneInfo(period.zone))
                start = local.replace(hour=0, minute=0, second=0, microsecond=0)
                days[start.astimezone(UTC)].append(each)
        return {day: _by_kind(each) for day, each in sorted(days.items())}

    async def own_posts(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[OwnPost]:
        kept = self._of(workspace_id, account_id)
        found = [post for post in kept.posts.values() if _in(period, post.created_at)]
        return [_own(kept, post) for post in sorted(found, key=_created, reverse=True)]

    async def inbound(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[Inbound]:
        kept = self._of(workspace_id, account_id)
        found = [
            each
            for each in kept.interactions.values()
            if each.kind in TALK and _in(period, each.created_at)
        ]
        return [_inbound(kept, each) for each in sorted(found, key=_created)]

    async def person_days(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[PersonDay]:
        days: dict[tuple[str, datetime], list[Interaction]] = defaultdict(list)
        for each in self._of(workspace_id, account_id).interactions.values():
            if _in(period, each.created_at):
                day = each.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
                days[each.author.id, day].append(each)
        return [
            PersonDay(person, day, sum(each.kind in TALK for each in found), len(found))
            for (person, day), found in days.items()
        ]

    async def person_days_each(
        self, workspace_id: str, account_id: str, periods: Sequence[Period]
    ) -> Sequence[Sequence[PersonDay]]:
        return [await self.person_days(workspace_id, account_id, each) for each in periods]

    async def people(
        self, workspace_id: str, account_id: str, ids: Sequence[str]
    ) -> Mapping[str, Author]:
        kept = self._of(workspace_id, account_id)
        return {
            each.author.id: each.author
            for each in kept.interactions.values()
            if each.author.id in ids
        }

    async def first_seen(
        self, workspace_id: str, account_id: str, period: Period
    ) -> frozenset[str]:
        first: dict[str, datetime] = {}
        for each in self._of(workspace_id, account_id).interactions.values():
            first[each.author.id] = min(first.get(each.author.id, each.created_at), each.created_at)
        return frozenset(person for person, at in first.items() if _in(period, at))

    async def threads(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[ThreadShape]:
        kept = self._of(workspace_id, account_id)
        joined = {
            post.root_id or post.id
            for post in kept.posts.values()
            if post.parent_id and _in(period, post.created_at)
        }
        shapes = []
        for root in sorted(joined):
            ours = [post for post in kept.posts.values() if (post.root_id or post.id) == root]
            theirs = [
                each
                for each in kept.interactions.values()
                if each.kind is Kind.REPLY and _thread(kept, each) == root
            ]
            messages = sorted(
                [(post.author.id, post.created_at) for post in ours]
                + [(each.author.id, each.created_at) for each in theirs],
                key=lambda message: message[1],
            )
            shapes.append(ThreadShape(root, tuple(messages)))
        return shapes

    async def snapshots(
        self, workspace_id: str, account_id: str, metric: str, period: Period
    ) -> Sequence[tuple[datetime, int]]:
        rows = self._of(workspace_id, account_id).snapshots[metric]
        return sorted(row for row in rows if _in(period, row[0]))

    async def history_starts(self, workspace_id: str, account_id: str) -> datetime | None:
        kept = self._of(workspace_id, account_id)
        return min(
            (each.created_at for each in (*kept.posts.values(), *kept.interactions.values())),
            default=None,
        )

    async def any_cut(
        self, workspace_id: str, account_id: str, at: datetime, *, since: datetime | None = None
    ) -> bool:
        spans = [Period(end - timedelta(days=90), end) for end in (at, since or at)]
        posts = [await self.own_posts(workspace_id, account_id, span) for span in spans]
        return any(own.cut for each in posts for own in each)

    async def heard(self, workspace_id: str, account_id: str, period: Period) -> Ears:
        ears = self.ears.get(account_id, Ears())
        kept = tuple(each for each in ears.heard if _in(period, each.created_at))
        return replace(ears, heard=kept)

    async def own_mix(self, workspace_id: str, account_id: str, period: Period) -> OwnMix:
        kept = self._of(workspace_id, account_id)
        found = [post for post in kept.posts.values() if _in(period, post.created_at)]
        known = self.mixes.get(account_id, OwnMix())
        return replace(known, written=tuple(Written(post, _place(kept, post)) for post in found))


def _place(kept: _Stored, post: Post) -> Place:
    if post.parent_id is None or post.parent_id in kept.posts:
        return Place.OWN
    called = post.parent_id in kept.interactions or post.root_id in kept.posts
    return Place.CALLED if called else Place.UNCALLED


def _drop(kept: _Stored, native_id: str) -> bool:
    return bool(kept.posts.pop(native_id, None) or kept.interactions.pop(native_id, None))


def _in(period: Period, moment: datetime) -> bool:
    return period.start <= moment < period.end


def _created(each: Post | Interaction) -> datetime:
    return each.created_at


def _by_kind(interactions: Any) -> Mapping[Kind, int]:
    counts: dict[Kind, int] = defaultdict(int)
    for each in interactions:
        counts[each.kind] += 1
    return dict(counts)


def _own(kept: _Stored, post: Post) -> OwnPost:
    under = [each for each in kept.interactions.values() if each.post_id == post.id]
    return OwnPost(post, _by_kind(under), post.id in kept.cut, kept.checked.get(post.id))


def _thread(kept: _Stored, each: Interaction) -> str:
    under = kept.posts.get(each.post_id or "")
    return (under.root_id or under.id) if under else (each.post_id or each.id)


def _inbound(kept: _Stored, each: Interaction) -> Inbound:
    answers = sorted(
        (post for post in kept.posts.values() if post.parent_id == each.id), key=_created
    )
    first = answers[0] if answers else None
    ours = kept.posts.get(each.parent_id or "")
    before = kept.interactions.get((ours.parent_id if ours else None) or "")
    return Inbound(
        each,
        _thread(kept, each),
        first.created_at if first else None,
        first.id if first else None,
        before is not None and before.author.id == each.author.id,
    )


# -- freshness and platforms ----------------------------------------------------------------


class StillFreshener:
    """The `Freshener` port: says what it is told to say, and notes who asked."""

    def __init__(self, as_of: datetime | None = NOW - timedelta(minutes=3)) -> None:
        self.answer = Freshness(as_of, complete=True)
        self.lines: tuple[str, ...] = ()
        self.asked: list[str] = []

    async def refresh(
        self,
        account: Account,
        *,
        max_age: timedelta,
        within_s: float,
        progress: Progress | None = None,
    ) -> Freshness:
        self.asked.append(str(account.ref))
        for line in self.lines:
            if progress:
                await progress(line)
        return self.answer


class MemoryPlatform:
    """The `SocialPlatform` port over lists. Links are `https://social.example/post/ID`."""

    platform = Platform.BLUESKY

    def __init__(self, *, open_search: bool = True) -> None:
        self.capabilities = Capabilities(
            tells=frozenset(Kind), mentions=True, search=open_search, impressions=False
        )
        self.found: list[Post] = []
        self.known: dict[str, Post] = {}
        self.below: dict[str, tuple[Post, ...]] = {}
        self.profiles: dict[str, Profile] = {}

    async def profile(self, actor: str) -> Profile:
        if actor not in self.profiles:
            raise NotFound("account", actor)
        return self.profiles[actor]

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        return Page(tuple(post for post in self.known.values() if post.author.id == actor))

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        return {each: self.known[each] for each in ids if each in self.known}

    async def resolve(self, url: str) -> str:
        start = "https://social.example/post/"
        if not url.startswith(start):
            raise InvalidInput("That is not a link to a post I can read.")
        return url.removeprefix(start)

    async def thread(self, post_id: str) -> Thread:
        if post_id not in self.known:
            raise NotFound("post", post_id)
        return Thread(self.known[post_id], self.below.get(post_id, ()), complete=True)

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        return Page(())

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        return Page(())

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        return Page(())

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        return Page(())

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        if not self.capabilities.search:
            raise SignInNeeded(self.platform)
        hits = [post for post in self.found if words.lower() in post.text.lower()]
        return Page(tuple(hits))

    async def close(self) -> None:
        return


class MemoryConnections:
    """The `Connections` port: one platform for everybody."""

    def __init__(self, platform: SocialPlatform | None = None) -> None:
        self.platform = platform or MemoryPlatform()

    async def open(self, account: Account) -> SocialPlatform:
        return self.platform

    async def anonymous(self, platform: Platform) -> SocialPlatform:
        return self.platform

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        profile = await self.platform.profile(ref.handle)
        return profile, Credential(service or "", ref.handle, secret, {})


def clock_at(moment: datetime = NOW) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment
