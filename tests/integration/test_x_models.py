"""What our double of X answers in the newer dialect, read by X's own Python library (`xdk`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel, ValidationError
from xdk import schemas

from tests.doubles.x import XServer
from tests.peers.x_contract.plain import Plain, make_every_call

pytestmark = pytest.mark.integration

MODELS: dict[str, type[BaseModel]] = {
    "GET /2/users/me": schemas.GetUsersMeResponse,
    "GET /2/users/by/username/{username}": schemas.GetUsersByUsernameResponse,
    "GET /2/users/{id}": schemas.GetUsersByIdResponse,
    "GET /2/users/{id}/tweets": schemas.GetUsersPostsResponse,
    "GET /2/users/{id}/mentions": schemas.GetUsersMentionsResponse,
    "GET /2/tweets": schemas.GetPostsByIdsResponse,
    "GET /2/tweets/{id}": schemas.GetPostsByIdResponse,
    "GET /2/tweets/search/recent": schemas.SearchPostsRecentResponse,
    "GET /2/tweets/counts/recent": schemas.GetPostsCountsRecentResponse,
    "GET /2/tweets/{id}/quote_tweets": schemas.GetPostsQuotedPostsResponse,
    "GET /2/tweets/{id}/liking_users": schemas.GetPostsLikingUsersResponse,
    "GET /2/tweets/{id}/retweeted_by": schemas.GetPostsRepostedByResponse,
    "GET /2/usage/tweets": schemas.GetUsageResponse,
    "POST /2/tweets": schemas.CreatePostsResponse,
    "DELETE /2/tweets/{id}": schemas.DeletePostsResponse,
    "PUT /2/tweets/{tweet_id}/hidden": schemas.HidePostsReplyResponse,
    "POST /2/media/upload": schemas.MediaUploadResponse,
    "GET /2/media/upload": schemas.GetMediaUploadStatusResponse,
    "POST /2/media/upload/initialize": schemas.InitializeMediaUploadResponse,
    "POST /2/media/upload/{id}/append": schemas.AppendMediaUploadResponse,
    "POST /2/media/upload/{id}/finalize": schemas.FinalizeMediaUploadResponse,
    "POST /2/media/metadata": schemas.CreateMediaMetadataResponse,
    "POST /2/compliance/jobs": schemas.CreateComplianceJobsResponse,
    "GET /2/compliance/jobs": schemas.GetComplianceJobsResponse,
    "GET /2/compliance/jobs/{id}": schemas.GetComplianceJobsByIdResponse,
}


async def answers() -> list[tuple[str, Any]]:
    """Every call of the double, in a world with a post of each kind, and what came."""
    found: list[tuple[str, Any]] = []
    async with XServer("post") as x:

        async def keep(answer: httpx2.Response) -> None:
            await answer.aread()
            if answer.headers.get("content-type", "").startswith("application/json"):
                found.append((x.log[-1].call, answer.json()))

        plain = Plain(x.url, x)
        async with plain.client:
            plain.client.event_hooks["response"] = [keep]
            await make_every_call(plain)
    return found


def strange(model: BaseModel, path: str = "") -> Iterator[str]:
    """Parts of an answer that the library has no name for; it takes and ignores them."""
    for key in model.model_extra or {}:
        yield f"{path}{key}"
    for name in type(model).model_fields:
        value = getattr(model, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                yield from strange(each, f"{path}{name}.")


async def test_xs_own_library_reads_every_answer_and_knows_every_part_of_it() -> None:
    found = await answers()
    assert {call for call, _ in found} == set(MODELS)
    for call, body in found:
        model = MODELS[call].model_validate(body, strict=True)
        assert list(strange(model)) == [], call


async def test_it_reads_what_we_meant() -> None:
    found = dict(await answers())
    page = schemas.GetUsersMentionsResponse.model_validate(found["GET /2/users/{id}/mentions"])
    assert page.data
    assert page.includes
    mention = page.data[0]
    assert mention.text == "@acme0 Lovely &lt;3 &amp; thanks"
    assert mention.referenced_posts
    referred = [(each.type, each.id) for each in mention.referenced_posts]
    assert referred == [("replied_to", mention.conversation_id)]
    assert [post.id for post in page.includes.posts or []] == [mention.conversation_id]
    assert {user.username for user in page.includes.users or []} == {"acme0", "fan1"}


def test_what_is_not_so_is_noticed() -> None:
    wrong = {"data": {"id": "1", "text": "a", "public_metrics": {"retweet_count": 1}}}
    with pytest.raises(ValidationError):
        schemas.GetPostsByIdResponse.model_validate(wrong)
    old = {"data": {"id": "1", "text": "a", "referenced_tweets": []}}
    model = schemas.GetPostsByIdResponse.model_validate(old)
    assert list(strange(model)) == ["data.referenced_tweets"]
