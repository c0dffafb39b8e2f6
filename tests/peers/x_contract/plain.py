"""Every call that the double knows, made once by a plain HTTP client: no code of ours in between."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.doubles.x import XServer
from tests.doubles.x.dialects import Dialect

PRIVATE = "non_public_metrics,organic_metrics"
POINTING = {
    "tweet": ("author_id,in_reply_to_user_id,referenced_tweets,note_tweet", "referenced_tweets.id"),
    "post": ("note_post", "referenced_posts,in_reply_to_user_id,edit_history_post_ids"),
}


class Plain:
    """One client with the tokens of a brand and of an app."""

    def __init__(self, url: str, x: XServer) -> None:
        self.x = x
        self.dialect: Dialect = x.asking.dialect
        self.client = httpx2.AsyncClient(base_url=url, timeout=30)
        self.acme = x.world.join(f"acme{len(x.world.users)}", followers=5, verified=True)
        self.fan = x.world.join(f"fan{len(x.world.users)}")
        self._person = {"Authorization": f"Bearer {x.token(self.acme)}"}
        self._app = {"Authorization": f"Bearer {x.signing.bearer()}"}

    async def call(self, method: str, path: str, *, app: bool = False, **more: Any) -> Any:
        """Make one call; its answer as JSON."""
        headers = self._app if app else self._person
        answer = await self.client.request(method, path, headers=headers, **more)
        return answer.json() if answer.content else None

    def everything(self, *, own: bool = False) -> dict[str, str]:
        """All fields and expansions that a reader of posts has use for; of their own, or others'."""
        fields, expansions = POINTING[self.dialect.name]
        told = (
            "attachments,conversation_id,created_at,display_text_range,entities,lang,public_metrics"
            ",withheld"
        )
        return {
            self.dialect.fields: f"{told},{fields}" + (f",{PRIVATE}" if own else ""),
            "expansions": f"author_id,attachments.media_keys,entities.mentions.username,{expansions}",
            "user.fields": "created_at,description,profile_image_url,protected,public_metrics,verified",
            "media.fields": "alt_text,height,url,width",
        }


async def make_every_call(plain: Plain) -> None:
    """Read and write everything, in a world with a post of each kind."""
    world, acme, fan = plain.x.world, plain.acme, plain.fan
    top = world.post(acme, "Five ways to brew, https://acme.example/brew #coffee")
    reply = world.reply(fan, top, "Lovely <3 & thanks")
    world.quote(fan, top, "Look at this")
    world.repost(fan, top)
    world.like(fan, top)
    world.post(fan, "a" * 290)
    world.post(fan, "Not shown everywhere", withheld=("DE",))
    gone = world.post(fan, "Not for long")
    world.delete(gone)
    await _read(plain, top.id, gone.id)
    await _write(plain, reply.id)
    await _comply(plain, gone.id)


async def _read(plain: Plain, top: str, gone: str) -> None:
    everything, me, name = plain.everything(), plain.acme.id, plain.acme.username
    own = plain.everything(own=True)
    users = {"user.fields": everything["user.fields"]}
    await plain.call("GET", "/2/users/me", params=users)
    await plain.call("GET", f"/2/users/by/username/{name}", params=users)
    await plain.call("GET", f"/2/users/{me}", params=users)
    await plain.call("GET", f"/2/users/{me}/tweets", params={"max_results": 5, **own})
    await plain.call("GET", f"/2/users/{me}/mentions", params={"max_results": 5, **everything})
    await plain.call("GET", "/2/tweets", params={"ids": f"{top},{gone}", **own})
    await plain.call("GET", f"/2/tweets/{top}", params=everything)
    query = f"conversation_id:{top} OR (brew -from:{name} lang:en)"
    await plain.call("GET", "/2/tweets/search/recent", params={"query": query, **everything})
    await plain.call("GET", "/2/tweets/search/recent", params={"query": "nobody says this"})
    counted = {"query": "brew", "granularity": "day"}
    await plain.call("GET", "/2/tweets/counts/recent", app=True, params=counted)
    await plain.call("GET", f"/2/tweets/{top}/quote_tweets", params=everything)
    for path in ("liking_users", "retweeted_by"):
        await plain.call("GET", f"/2/tweets/{top}/{path}", params=users)
    await plain.call("GET", "/2/usage/tweets", app=True, params={"days": 7})


async def _write(plain: Plain, reply: str) -> None:
    image = {"media": ("cup.png", b"\x89PNG", "image/png")}
    form = {"media_category": "tweet_image"}
    cup = (await plain.call("POST", "/2/media/upload", data=form, files=image))["data"]["id"]
    begun = {"media_category": "tweet_image", "media_type": "image/png", "total_bytes": 4}
    made = await plain.call("POST", "/2/media/upload/initialize", json=begun)
    number = made["data"]["id"]
    part = {"media": "iVBORw==", "segment_index": 0}
    await plain.call("POST", f"/2/media/upload/{number}/append", json=part)
    await plain.call("POST", f"/2/media/upload/{number}/finalize")
    await plain.call("GET", "/2/media/upload", params={"media_id": number, "command": "STATUS"})
    words = {"id": cup, "metadata": {"alt_text": {"text": "A red cup"}}}
    await plain.call("POST", "/2/media/metadata", json=words)
    shown = {"text": "A red cup", "media": {"media_ids": [cup, number]}}
    post = (await plain.call("POST", "/2/tweets", json=shown))["data"]["id"]
    await plain.call("GET", f"/2/tweets/{post}", params=plain.everything())
    answer = {"text": "Thank you", "reply": {"in_reply_to_tweet_id": reply}}
    await plain.call("POST", "/2/tweets", json=answer)
    await plain.call("PUT", f"/2/tweets/{reply}/hidden", json={"hidden": True})
    await plain.call("DELETE", f"/2/tweets/{post}")


async def _comply(plain: Plain, gone: str) -> None:
    made = await plain.call("POST", "/2/compliance/jobs", app=True, json={"type": "tweets"})
    job = made["data"]
    # X makes up these two addresses, so they lead to it directly
    await plain.call("PUT", job["upload_url"], app=True, content=f"{gone}\n")
    await plain.call("GET", f"/2/compliance/jobs/{job['id']}", app=True)
    await plain.call("GET", "/2/compliance/jobs", app=True, params={"type": "tweets"})
    results = await plain.client.get(job["download_url"], headers=plain._app)
    assert gone in results.text
