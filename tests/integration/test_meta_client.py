"""Meta's own library, which nobody here wrote, gets along with the double: it signs its calls, pages
through lists, parses answers into its classes and tells errors apart by their codes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from tests.doubles.meta import MetaServer, nodes
from tests.integration.pictures import picture

pytestmark = pytest.mark.integration

TIMEOUT_S = 20
GONE = "page_impressions"


@dataclass
class Place:
    """The double, a page on it, and the library signed in as that page."""

    server: MetaServer
    owner: nodes.Person
    page: nodes.Page
    insta: nodes.IgUser
    api: FacebookAdsApi

    def signed_in(self, token: str) -> FacebookAdsApi:
        session = FacebookSession(
            self.server.app.id, self.server.app.secret, token, timeout=TIMEOUT_S
        )
        session.GRAPH = self.server.url
        return FacebookAdsApi(session)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with MetaServer() as server:
        server.app.needs_proof = True
        owner = server.world.person("Olga")
        page = server.world.page("acme", "Acme Coffee", admin=owner)
        insta = server.world.instagram("acme", page=page)
        made = Place(server, owner, page, insta, None)
        made.api = made.signed_in(server.page_token(owner, page))
        yield made
        made.api._session.requests.close()


async def do(act: Any, *args: Any, **more: Any) -> Any:
    """The library waits for its answers."""
    return await asyncio.to_thread(act, *args, **more)


async def test_it_finds_the_pages_of_a_user_and_their_tokens(place: Place) -> None:
    api = place.signed_in(place.server.user_token(place.owner))
    asked = ["name", "access_token", "username", "instagram_business_account"]
    (page,) = await do(lambda: list(User("me", api=api).get_accounts(fields=asked)))
    assert (page["id"], page["name"]) == (place.page.id, "Acme Coffee")
    assert page["access_token"] == place.server.page_token(place.owner, place.page)
    assert page["instagram_business_account"]["id"] == place.insta.id
    api._session.requests.close()


async def test_it_writes_reads_answers_and_hides(place: Place) -> None:
    page = Page(place.page.id, api=place.api)
    for number in range(30):
        await do(page.create_feed, params={"message": f"Post {number}"})
    asked = ["message", "created_time", "permalink_url", "from"]
    listed = await do(lambda: list(page.get_published_posts(fields=asked, params={"limit": 7})))
    assert [each["message"] for each in listed] == [f"Post {n}" for n in range(29, -1, -1)]
    assert isinstance(listed[0], PagePost)
    fan = place.server.world.person("Fan")
    native = place.server.world.nodes[listed[0]["id"]]
    place.server.world.comment(fan, native, "When do you open?")
    wanted = {"filter": "stream", "order": "reverse_chronological"}
    found = await do(
        lambda: list(listed[0].get_comments(fields=["message", "from"], params=wanted))
    )
    (comment,) = found
    assert (comment["message"], comment["from"]["id"]) == ("When do you open?", fan.id)
    answer = await do(comment.create_comment, params={"message": "At eight."})
    shown = await do(
        Comment(answer["id"], api=place.api).api_get, fields=["message", "parent", "from"]
    )
    assert (shown["parent"]["id"], shown["from"]["id"]) == (comment["id"], place.page.id)
    await do(comment.api_update, params={"is_hidden": True})
    assert (await do(comment.api_get, fields=["is_hidden"]))["is_hidden"] is True


async def test_it_hands_over_a_photo_and_posts_with_it(place: Place) -> None:
    cup, page = picture(), Page(place.page.id, api=place.api)
    path, hidden = (place.page.id, "photos"), {"published": "false", "alt_text_custom": "Red"}
    files = {"source": ("cup.jpg", cup, "image/jpeg")}
    made = (await do(place.api.call, "POST", path, hidden, files=files)).json()
    attached = [{"media_fbid": made["id"]}]
    post = await do(page.create_feed, params={"message": "A cup", "attached_media": attached})
    native = place.server.world.nodes[post["id"]]
    assert isinstance(native, nodes.PagePost)
    assert [photo.data for photo in native.photos] == [cup]


async def test_it_publishes_on_instagram_and_replies(place: Place) -> None:
    place.server.broken["cup.jpg"] = lambda _: web.Response(body=picture())
    user = IGUser(place.insta.id, api=place.api)
    image = {"image_url": f"{place.server.url}/cup.jpg", "caption": "A cup", "alt_text": "Red"}
    container = await do(user.create_media, params=image)
    media = await do(user.create_media_publish, params={"creation_id": container["id"]})
    asked = ["caption", "permalink", "timestamp", "comments_count", "like_count", "alt_text"]
    (shown,) = await do(lambda: list(user.get_media(fields=asked)))
    assert (shown["id"], shown["caption"], shown["alt_text"]) == (media["id"], "A cup", "Red")
    fan = place.server.world.instagram("fan")
    native = place.server.world.nodes[media["id"]]
    question = place.server.world.remark(fan, native, "When?")
    comment = IGComment(question.id, api=place.api)
    reply = await do(comment.create_reply, params={"message": "At eight."})
    (only,) = await do(lambda: list(comment.get_replies(fields=["text", "parent_id"])))
    assert (only["id"], only["text"], only["parent_id"]) == (reply["id"], "At eight.", question.id)
    assert (await do(IGMedia(media["id"], api=place.api).api_get, fields=["comments_count"]))[
        "comments_count"
    ] == 2


async def test_it_tells_errors_by_their_codes(place: Place) -> None:
    page = Page(place.page.id, api=place.api)
    await do(page.create_feed, params={"message": "Hello"})
    for code, act in {
        506: lambda: page.create_feed(params={"message": "Hello"}),
        100: lambda: place.api.call("GET", (place.page.id, "insights"), {"metric": GONE}),
        80001: lambda: _when_full(place, page),
    }.items():
        with pytest.raises(FacebookRequestError) as raised:
            await do(act)
        assert raised.value.api_error_code() == code
    place.server.usage.business.clear()
    place.server.tokens.kill_all(place.owner, 460)
    with pytest.raises(FacebookRequestError) as raised:
        await do(page.api_get)
    assert (raised.value.api_error_code(), raised.value.api_error_subcode()) == (190, 460)


def _when_full(place: Place, page: Page) -> Any:
    place.server.usage.business["pages"] = 100
    return page.api_get()
