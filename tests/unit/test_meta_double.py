"""The double of Meta behaves as it says: what the other tests lean on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from aiohttp import web

from tests.doubles.meta import Fault, GraphError, MetaServer, Webhooks
from tests.doubles.meta.nodes import IgUser, Page, Person
from tests.doubles.meta.webhooks import commented, notification

JPEG = b"\xff\xd8\xff\xe0 a small picture"


@dataclass
class Place:
    """A server with a page, its professional account and a fan."""

    server: MetaServer
    client: httpx2.AsyncClient
    owner: Person
    page: Page
    insta: IgUser
    token: str

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {more.pop('token', self.token)}"}
        answer = await self.client.request(
            method, f"{self.server.graph}/{path}", headers=headers, **more
        )
        return answer.status_code, answer.json()

    async def get(self, path: str, **params: str) -> Any:
        status, told = await self.ask("GET", path, params=params)
        assert status == 200, told
        return told

    async def refused(self, method: str, path: str, **more: Any) -> tuple[int, int | None]:
        status, told = await self.ask(method, path, **more)
        assert status >= 400, told
        return told["error"]["code"], told["error"].get("error_subcode")


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with MetaServer() as server, httpx2.AsyncClient() as client:
        owner = server.world.person("Olga")
        page = server.world.page("acme", "Acme Coffee", admin=owner)
        insta = server.world.instagram("acme", page=page)
        yield Place(server, client, owner, page, insta, server.page_token(owner, page))


async def test_only_what_is_asked_for_comes_at_any_depth(place: Place) -> None:
    world = place.server.world
    post = world.post(place.page, "Hello")
    fan, shy = world.person("Fan"), world.person("Shy", shares_name=False)
    first = world.comment(fan, post, "First")
    world.comment(shy, first, "Under it")
    world.react(fan, post)
    world.share(post)
    asked = (
        "message,shares,comments.filter(stream).limit(0).summary(true),"
        "reactions.limit(0).summary(true)"
    )
    told = await place.get(post.id, fields=asked)
    assert told == {
        "message": "Hello",
        "shares": {"count": 1},
        "comments": {
            "data": [],
            "summary": {"order": "chronological", "total_count": 2, "can_comment": True},
        },
        "reactions": {"data": [], "summary": {"total_count": 1, "viewer_reaction": "NONE"}},
        "id": post.id,
    }
    comments = await place.get(f"{post.id}/comments", filter="stream", fields="from,message,parent")
    assert [each["message"] for each in comments["data"]] == ["First", "Under it"]
    assert [each.get("from") for each in comments["data"]] == [{"name": "Fan", "id": fan.id}, None]
    assert comments["data"][1]["parent"] == {"id": first.id}
    bad = await place.refused("GET", post.id, params={"fields": "message,likes_total"})
    assert bad == (100, None)
    assert place.server.calls[-1].code == 100


async def test_lists_go_on_by_cursor_and_by_an_address_with_the_token(place: Place) -> None:
    now = datetime.now(UTC)
    made = [
        place.server.world.post(place.page, str(n), at=now - timedelta(hours=30 - n))
        for n in range(30)
    ]
    first = await place.get(f"{place.page.id}/published_posts", limit="20", fields="id")
    assert place.token in first["paging"]["next"]
    after = first["paging"]["cursors"]["after"]
    second = await place.get(f"{place.page.id}/published_posts", limit="20", after=after)
    assert "next" not in second["paging"]
    listed = [each["id"] for each in [*first["data"], *second["data"]]]
    assert listed == [post.id for post in reversed(made)]
    again = (await place.client.get(first["paging"]["next"])).json()
    assert [each["id"] for each in again["data"]] == [each["id"] for each in second["data"]]


async def test_a_token_is_refused_with_the_reason_in_its_subcode(place: Place) -> None:
    world, tokens = place.server.world, place.server.tokens
    assert await place.refused("GET", "me", token="nonsense") == (190, None)
    post = world.post(place.page, "Hello")
    stranger = world.person("Stranger")
    other = world.page("other", admin=stranger)
    theirs = place.server.page_token(stranger, other)
    assert await place.refused("GET", post.id, token=theirs) == (100, 33)
    tokens.take_back(place.owner, "pages_read_engagement")
    assert await place.refused("GET", post.id) == (10, None)
    place.server.app.needs_proof = True
    assert await place.refused("GET", place.page.id) == (100, None)
    proof = {"appsecret_proof": place.server.app.proof(place.token)}
    assert (await place.get(place.page.id, **proof))["name"] == "Acme Coffee"
    assert await place.refused("GET", "me", params={"appsecret_proof": "0"}) == (100, None)
    tokens.kill(place.token, 460)
    assert await place.refused("GET", "me", params=proof) == (190, 460)


async def test_signing_in_ends_with_a_page_token(place: Place) -> None:
    server, back = place.server, "https://engage.example/connect/facebook/callback"
    asked = {
        "client_id": server.app.id,
        "redirect_uri": back,
        "state": "s1",
        "scope": "pages_show_list",
    }
    page = f"{server.url}/v26.0/dialog/oauth"
    shown = await place.client.get(page, params=asked)
    assert "Continue as Olga" in shown.text
    gone = await place.client.post(page, params=asked, data={"as": place.owner.id})
    given = parse_qs(urlsplit(gone.headers["Location"]).query)
    assert given["state"] == ["s1"]
    secret = {"client_id": server.app.id, "client_secret": server.app.secret}
    code = {**secret, "redirect_uri": back, "code": given["code"][0]}
    address = f"{server.graph}/oauth/access_token"
    short = (await place.client.get(address, params=code)).json()
    assert (await place.client.get(address, params=code)).json()["error"]["error_subcode"] == 36009
    change = {"grant_type": "fb_exchange_token", "fb_exchange_token": short["access_token"]}
    long = (await place.client.get(address, params={**secret, **change})).json()
    assert long["expires_in"] > short["expires_in"]
    _, told = await place.ask("GET", "me/accounts", token=long["access_token"])
    (one,) = told["data"]
    assert (one["id"], one["access_token"]) == (place.page.id, place.token)
    cancelled = await place.client.post(page, params=asked, data={"as": ""})
    assert "error=access_denied" in cancelled.headers["Location"]
    server.app.live = False
    barred = await place.client.post(page, params=asked, data={"as": place.owner.id})
    assert "App not active" in barred.text
    assert await place.refused("GET", "me") == (200, None)


async def test_one_unknown_figure_fails_all_of_them(place: Place) -> None:
    place.page.fans = 100
    place.page.figures = {"page_media_view": 7}
    path = f"{place.page.id}/insights"
    told = await place.get(path, metric="page_media_view,page_follows", period="day")
    assert [each["name"] for each in told["data"]] == ["page_media_view"]
    old = {"metric": "page_media_view,page_impressions"}
    assert await place.refused("GET", path, params=old) == (100, None)
    place.page.fans = 99
    assert (await place.get(path, metric="page_media_view"))["data"] == []
    media = place.server.world.media(place.insta, "Cup")
    both = {"metric": "views,impressions"}
    assert await place.refused("GET", f"{media.id}/insights", params=both) == (100, None)


async def test_a_post_is_written_once_and_the_same_again_is_refused(place: Place) -> None:
    feed, text = f"{place.page.id}/feed", {"message": "Hello"}
    _, made = await place.ask("POST", feed, data=text)
    assert await place.refused("POST", feed, data=text) == (506, None)
    comments = f"{made['id']}/comments"
    for _ in range(2):  # comments are not protected
        await place.ask("POST", comments, data={"message": "Hi"})
    assert len((await place.get(comments))["data"]) == 2
    files = {"source": ("cup.jpg", JPEG, "image/jpeg")}
    hidden = {"published": "false"}
    _, photo = await place.ask("POST", f"{place.page.id}/photos", data=hidden, files=files)
    attached = json.dumps([{"media_fbid": photo["id"]}])
    both = {"message": "A cup", "attached_media": attached}
    _, shown = await place.ask("POST", feed, data=both)
    assert (await place.get(shown["id"], fields="status_type"))["status_type"] == "added_photos"
    place.server.tokens.take_back(place.owner, "pages_manage_posts")
    assert await place.refused("POST", feed, data={"message": "More"}) == (200, None)


async def test_a_comment_is_hidden(place: Place) -> None:
    post = place.server.world.post(place.page, "Hello")
    comment = place.server.world.comment(place.server.world.person("Fan"), post, "Bad")
    _, told = await place.ask("POST", comment.id, data={"is_hidden": "true"})
    assert told == {"success": True}
    assert (await place.get(comment.id, fields="is_hidden"))["is_hidden"] is True


async def test_a_container_is_published_once_when_it_is_finished(place: Place) -> None:
    server, path = place.server, f"{place.insta.id}/media"
    server.broken["cup.jpg"] = lambda _: _picture()
    image = {"image_url": f"{server.url}/cup.jpg", "caption": "A cup"}
    server.routes.instagram.looks = 1
    _, made = await place.ask("POST", path, data=image)
    container = {"creation_id": made["id"]}
    publish = f"{place.insta.id}/media_publish"
    assert await place.refused("POST", publish, data=container) == (9007, 2207027)
    assert (await place.get(made["id"], fields="status_code"))["status_code"] == "FINISHED"
    _, media = await place.ask("POST", publish, data=container)
    assert (await place.get(made["id"], fields="status_code"))["status_code"] == "PUBLISHED"
    assert await place.refused("POST", publish, data=container) == (24, 2207008)
    (shown,) = (await place.get(path, fields="caption"))["data"]
    assert shown == {"caption": "A cup", "id": media["id"]}
    gone = {"image_url": f"{server.url}/nothing.jpg"}
    assert await place.refused("POST", path, data=gone) == (9004, 2207052)
    server.routes.instagram.fate = ["2207003"]
    server.routes.instagram.looks = 0
    _, bad = await place.ask("POST", path, data=image)
    assert (await place.get(bad["id"], fields="status_code"))["status_code"] == "ERROR"
    _, late = await place.ask("POST", path, data=image)
    server.moment = datetime.now(UTC) + timedelta(hours=25)
    assert (await place.get(late["id"], fields="status_code"))["status_code"] == "EXPIRED"


async def test_remarks_go_two_levels_deep(place: Place) -> None:
    world = place.server.world
    media, fan = world.media(place.insta, "Cup"), world.instagram("fan")
    first = world.remark(fan, media, "First")
    _, reply = await place.ask("POST", f"{first.id}/replies", data={"message": "Thanks"})
    world.remark(fan, world.nodes[reply["id"]], "You too")  # type: ignore[arg-type]
    asked = "text,from,replies{text,parent_id}"
    (shown,) = (await place.get(f"{media.id}/comments", fields=asked))["data"]
    assert shown["from"] == {"id": fan.id, "username": "fan"}
    replies = shown["replies"]["data"]
    assert [(each["text"], each["parent_id"]) for each in replies] == [
        ("Thanks", first.id),
        ("You too", first.id),
    ]
    world.hide(first)
    hidden = await place.refused("POST", f"{first.id}/replies", data={"message": "Hi"})
    assert hidden[0] == 100


async def test_usage_is_told_in_percent_and_refuses_at_a_hundred(place: Place) -> None:
    place.server.usage.business = {"pages": 76}
    headers = {"Authorization": f"Bearer {place.token}"}
    answer = await place.client.get(f"{place.server.graph}/me", headers=headers)
    told = json.loads(answer.headers["X-Business-Use-Case-Usage"])
    assert told[place.page.id][0]["call_count"] == 76
    place.server.usage.business = {"pages": 100, "instagram": 100}
    assert await place.refused("GET", "me") == (80001, None)
    assert await place.refused("GET", place.insta.id) == (80002, None)
    place.server.usage.app = 100
    user = place.server.user_token(place.owner)
    assert await place.refused("GET", "me", token=user) == (17, None)


async def test_what_is_to_go_wrong_goes_wrong_once(place: Place) -> None:
    server, path = place.server, f"{place.page.id}/feed"
    server.faults = [
        Fault("status", "feed", "POST", 502),
        Fault("cut", "feed", "POST"),
        Fault("half", "feed", "POST"),
        Fault("error", "feed", "POST", before=True, error=GraphError(368)),
    ]
    with pytest.raises(json.JSONDecodeError):
        await place.ask("POST", path, data={"message": "1"})
    with pytest.raises(httpx2.RemoteProtocolError):
        await place.ask("POST", path, data={"message": "2"})
    with pytest.raises(json.JSONDecodeError):
        await place.ask("POST", path, data={"message": "3"})
    assert await place.refused("POST", path, data={"message": "4"}) == (368, None)
    texts = [each["message"] for each in (await place.get(path, fields="message"))["data"]]
    assert sorted(texts) == ["1", "2", "3"]


async def test_the_signer_signs_the_very_bytes(place: Place) -> None:
    world, hooks = place.server.world, Webhooks(place.server.app, "repeat-me")
    comment = world.comment(world.person("Zoë"), world.post(place.page, "Hi"), "Schön / gut")
    raw = hooks.raw(notification("page", place.page.id, [commented(comment)], world.clock()))
    assert b"Sch\\u00f6n \\/ gut" in raw
    assert json.loads(raw)["entry"][0]["changes"][0]["value"]["comment_id"] == comment.id
    right = hooks.signature(raw)
    assert right != hooks.signature(raw, "another secret")
    assert right != hooks.signature(raw + b" ")


async def test_an_album_is_one_post_with_its_pictures_under_it(place: Place) -> None:
    server, path = place.server, f"{place.insta.id}/media"
    server.broken["cup.jpg"] = lambda _: _picture()
    item = {"image_url": f"{server.url}/cup.jpg", "is_carousel_item": "true"}
    items = [(await place.ask("POST", path, data=item))[1]["id"] for _ in range(2)]
    album = {"media_type": "CAROUSEL", "children": ",".join(items), "caption": "Two cups"}
    _, made = await place.ask("POST", path, data=album)
    publish = f"{place.insta.id}/media_publish"
    _, media = await place.ask("POST", publish, data={"creation_id": made["id"]})
    (shown,) = (await place.get(path, fields="media_type,children{media_type}"))["data"]
    assert (shown["id"], shown["media_type"]) == (media["id"], "CAROUSEL_ALBUM")
    assert [each["media_type"] for each in shown["children"]["data"]] == ["IMAGE", "IMAGE"]
    alone = {"creation_id": items[0]}
    assert await place.refused("POST", publish, data=alone) == (24, 2207006)
    server.routes.instagram.most = 1
    _, more = await place.ask("POST", path, data={"image_url": item["image_url"]})
    assert await place.refused("POST", publish, data={"creation_id": more["id"]}) == (9, 2207042)
    limit = await place.get(
        f"{place.insta.id}/content_publishing_limit", fields="config,quota_usage"
    )
    assert limit["data"][0]["quota_usage"] == 1


async def test_an_answer_is_twisted_where_a_test_wants_it(place: Place) -> None:
    post = place.server.world.post(place.page, "Hello")
    place.server.twists["/{PagePost}"] = lambda told: {**told, "message": 3}
    assert (await place.get(post.id, fields="message"))["message"] == 3


def _picture() -> web.Response:
    return web.Response(body=JPEG, content_type="image/jpeg")


async def test_figures_come_beside_posts_by_several_ids(place: Place) -> None:
    world = place.server.world
    one, other = world.post(place.page, "One"), world.post(place.page, "Other")
    one.figures = {"post_media_view": 7}
    asked = "insights.metric(post_media_view,post_clicks){name,period,values}"
    told = await place.get("", ids=f"{one.id},{other.id}", fields=asked)
    (figure,) = told[one.id]["insights"]["data"]
    assert (figure["name"], figure["period"], figure["values"]) == (
        "post_media_view",
        "lifetime",
        [{"value": 7}],
    )
    assert told[other.id]["insights"]["data"] == []
    gone = {"ids": f"{one.id},{other.id}", "fields": "insights.metric(post_impressions)"}
    assert await place.refused("GET", "", params=gone) == (100, None)
    missing = {"ids": f"{one.id},{place.page.id}_1", "fields": "message"}
    assert await place.refused("GET", "", params=missing) == (100, 33)
