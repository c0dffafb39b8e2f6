"""X's own Python client (`xdk`), which nobody here wrote, gets along with our double: it has a person
consent, trades and renews tokens, pages through lists, posts, answers, hides and deletes.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import requests
from xdk import Client, schemas

from tests.doubles.x import User, XServer
from tests.doubles.x.answers import DUPLICATE, NOT_SUMMONED

pytestmark = pytest.mark.integration

BACK = "https://engage.example/connect/x/callback"
SCOPES = ["tweet.read", "tweet.write", "users.read", "tweet.moderate.write", "offline.access"]


@dataclass
class Place:
    """The double with a brand and somebody else, each at a client of X's."""

    x: XServer
    acme: User
    fan: User

    def client(self, user: User) -> Client:
        return Client(base_url=self.x.url, access_token=self.x.token(user))


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with XServer("post") as x:
        yield Place(x, x.world.join("acme", followers=7), x.world.join("fan"))


async def do(act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    return await asyncio.to_thread(act, *args, **more)


async def every(pages: Callable[..., Iterator[Any]], *args: Any, **more: Any) -> list[Any]:
    """The items of all pages."""
    found = await do(lambda: list(pages(*args, **more)))
    return [item for page in found for item in page.data or []]


def post(text: str, to: str | None = None) -> schemas.CreatePostsRequest:
    reply = schemas.CreatePostsReply(in_reply_to_tweet_id=to) if to else None
    return schemas.CreatePostsRequest(text=text, reply=reply)


@pytest.mark.parametrize("confidential", [True, False])
async def test_it_has_a_person_consent(
    place: Place, monkeypatch: pytest.MonkeyPatch, confidential: bool
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # loopback has no TLS
    app = place.x.signing.register(BACK, confidential=confidential)
    client = Client(
        base_url=place.x.url,
        authorization_base_url=f"{place.x.url}/i",
        client_id=app.client_id,
        client_secret=app.client_secret,
        redirect_uri=BACK,
        scope=SCOPES,
    )
    page = client.get_authorization_url()
    async with httpx2.AsyncClient() as browser:
        answer = await browser.post(page, data={"as": "acme"})
    back = answer.headers["location"]
    assert back.startswith(BACK)
    await do(client.fetch_token, back)
    assert (await do(client.users.get_me)).data.username == "acme"
    if confidential:
        first = client.access_token
        await do(client.refresh_token)
        assert client.access_token != first
        assert (await do(client.users.get_me)).data.username == "acme"
    assert urlsplit(page).path == "/i/oauth2/authorize"


async def test_what_it_writes_stands_where_it_reads(place: Place) -> None:
    ours, theirs = place.client(place.acme), place.client(place.fan)
    top = (await do(ours.posts.create, post("Hello <you> & #coffee https://acme.example/a"))).data
    question = place.x.world.reply(place.fan, place.x.world.posts[top.id], "When do you open?")
    answer = (await do(ours.posts.create, post("At eight", question.id))).data
    named = (await do(theirs.posts.create, post("Try @acme some day"))).data
    gone = (await do(theirs.posts.create, post("Never mind"))).data
    await do(theirs.posts.delete, gone.id)

    own = await every(
        ours.users.get_posts,
        place.acme.id,
        post_fields=["public_metrics", "entities"],
        expansions=["author_id", "referenced_posts"],
    )
    assert [each.id for each in own] == [answer.id, top.id]
    assert own[0].referenced_posts[0].id == question.id
    assert own[1].public_metrics.reply_count == 1
    assert own[1].entities.urls[0].expanded_url == "https://acme.example/a"
    mentions = await every(ours.users.get_mentions, place.acme.id)
    assert [each.id for each in mentions] == [named.id, question.id]
    talk = await every(ours.posts.search_recent, f"conversation_id:{top.id}")
    assert {each.id for each in talk} == {top.id, question.id, answer.id}
    found = await do(ours.posts.get_by_ids, ids=[top.id, gone.id])
    assert [each.id for each in found.data] == [top.id]
    assert found.errors[0].resource_id == gone.id
    hidden = await do(
        ours.posts.hide_reply, question.id, schemas.HidePostsReplyRequest(hidden=True)
    )
    assert hidden.data.hidden
    assert question.hidden


async def test_it_pages_through_everything_once(place: Place) -> None:
    made = [place.x.world.post(place.acme, f"Roast {number}") for number in range(25)]
    fans = [place.x.world.join(f"fan{number}") for number in range(12)]
    for each in fans:
        place.x.world.like(each, made[0])
        place.x.world.repost(each, made[0])
    ours = place.client(place.acme)
    wanted = [each.id for each in reversed(made)]
    for pages in (
        lambda: every(ours.users.get_posts, place.acme.id, max_results=10),
        lambda: every(ours.posts.search_recent, "roast", max_results=10),
    ):
        assert [each.id for each in await pages()] == wanted
    for people in (ours.posts.get_liking_users, ours.posts.get_reposted_by):
        found = await every(people, made[0].id, max_results=5)
        assert [each.id for each in found] == [each.id for each in reversed(fans)]


async def test_it_hands_over_an_image(place: Place) -> None:
    ours, data = place.client(place.acme), b"\x89PNG and so on"
    encoded = base64.b64encode(data).decode()
    made = await do(
        ours.media.upload, schemas.MediaUploadRequest(media=encoded, media_category="tweet_image")
    )
    media = schemas.CreatePostsMedia(media_ids=[made.data.id])
    shown = await do(ours.posts.create, schemas.CreatePostsRequest(text="Cup", media=media))
    assert place.x.media.stored[made.data.id].data == data
    told = await do(ours.posts.get_by_id, shown.data.id, expansions=["attachments.media_keys"])
    assert [each.media_key for each in told.includes.media] == [made.data.media_key]


async def test_it_is_refused_in_xs_words(place: Place) -> None:
    ours = place.client(place.acme)
    cold = place.x.world.post(place.fan, "I like coffee")
    await do(ours.posts.create, post("Once"))
    for body, words in ((post("Once"), DUPLICATE), (post("Hi", cold.id), NOT_SUMMONED)):
        with pytest.raises(requests.HTTPError) as refused:
            await do(ours.posts.create, body)
        assert refused.value.response.status_code == 403
        assert refused.value.response.json()["detail"] == words
