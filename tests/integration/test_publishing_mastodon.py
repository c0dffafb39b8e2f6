"""Replies on servers that speak Mastodon's API: our double in every make, driven over HTTP.

What other clients do there, `Mastodon.py` does in the last test: it finds what we wrote, and we
read back what it wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import mastodon
import pytest

from assistant.community.accounts import Account as Connected
from assistant.community.rules import Way
from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon_lengths import Lengths
from assistant.platforms.mastodon_publishing import MastodonPublisher
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from assistant.ports.publishing import Prepared, Target
from tests.doubles.mastodon import FLAVOURS, Fault, Status
from tests.integration.mastodon_kit import Kit, kit, now

pytestmark = pytest.mark.integration

SOME = ["mastodon", "gotosocial", "pixelfed"]


class Talk:
    """Acme's post, a question by somebody of another server, and Engage writing for Acme."""

    def __init__(self, place: Kit) -> None:
        self.place = place
        self.world = place.server.world
        self.acme = self.world.join("acme")
        self.fan = self.world.join("fan", "elsewhere.example")
        self.top = self.world.post(self.acme, "We have new beans")
        self.question = self.world.reply(self.fan, self.top, "When do you open?")

    async def publisher(self, *scopes: str, total_s: float = 5) -> MastodonPublisher:
        """Signed in with a token of the account."""
        reader = Reader(
            self.place.reader._client, Limits(now), patience=Patience(attempts=1), total_s=total_s
        )
        factory = MastodonFactory(reader, self.place.door, now)
        ref, host = self.place.ref(self.acme), self.place.server.host
        token = self.place.server.token(self.acme, *scopes)
        account = Connected("a1", "T1", ref, f"acme@{host}", "", "", now())
        credential = Credential(self.place.server.url, f"acme@{host}", token, {})

        async def keep(_: Credential) -> None:
            """Nobody asks for it later."""

        connection = factory.signed_in(account, credential, keep)  # type: ignore[arg-type]
        return await factory.publisher(account, connection)

    def id_of(self, status: Status) -> str:
        return f"{self.place.server.host}/{status.id}"

    async def look(self, us: MastodonPublisher, status: Status | None = None) -> Target:
        return await us.look(self.id_of(status or self.question))

    async def prepared(self, us: MastodonPublisher, text: str = "") -> Prepared:
        text = text or "@fan@elsewhere.example At eight: https://acme.example/hours #coffee"
        return await us.prepare(text, await self.look(us), "en-GB")

    def replies(self) -> list[Status]:
        """What Acme answered, as the server has it."""
        posts = self.world.statuses.values()
        return [each for each in posts if each.author is self.acme and each is not self.top]


@pytest.fixture(params=FLAVOURS)
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        yield Talk(place)


@pytest.fixture(params=SOME)
async def some(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        yield Talk(place)


async def test_a_reply_is_there_as_it_was_approved(talk: Talk) -> None:
    us = await talk.publisher()
    target = await talk.look(us)
    assert target.opening == "@fan@elsewhere.example "
    assert target.author_id == "fan@elsewhere.example"
    assert target.root_id == talk.id_of(talk.top)
    assert target.conversation == (talk.id_of(talk.top), talk.id_of(talk.question))
    assert target.verdict.way is Way.BY_API
    prepared = await talk.prepared(us)
    assert await us.find(prepared) is None
    published = await us.send(prepared)
    (reply,) = talk.replies()
    assert reply.text == prepared.text
    assert (reply.reply_to, reply.visibility, reply.language) == (talk.question, "public", "en")
    assert published.id == talk.id_of(reply)
    assert await us.find(prepared) == published


async def test_what_a_broken_connection_wrote_is_found(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    talk.place.server.faults.append(Fault("cut"))
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    for _ in range(90):  # others write through the same account meanwhile
        talk.world.reply(talk.acme, talk.question, "Something else")
    found = await us.find(prepared)
    assert found is not None
    assert talk.world.statuses[found.id.rpartition("/")[2]].text == prepared.text


async def test_only_what_came_after_counts_as_found(some: Talk) -> None:
    us = await some.publisher()
    text = "@fan@elsewhere.example At eight."
    some.world.reply(some.acme, some.question, "At eight.")  # somebody wrote the same by hand
    prepared = await some.prepared(us, text)
    assert await us.find(prepared) is None
    some.world.boost(some.acme, some.replies()[0])
    some.world.post(some.acme, "@fan@elsewhere.example At nine.", reply_to=some.question)
    assert await us.find(prepared) is None


async def test_a_reply_is_found_though_its_question_was_deleted(some: Talk) -> None:
    us = await some.publisher()
    prepared = await some.prepared(us)
    published = await us.send(prepared)
    some.world.delete(some.question)
    assert await us.find(prepared) == published


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        (Fault("cut"), 1),
        (Fault("cut", before=True), 0),
        (Fault("slow"), 1),
        (Fault("slow", before=True), 0),
        (Fault("status", 500), 1),
        (Fault("status", 502, before=True), 0),
        (Fault("status", 200), 1),
        (Fault("status", 403, before=True), 0),
    ],
    ids=str,
)
async def test_nobody_knows_what_became_of_it(some: Talk, fault: Fault, written: int) -> None:
    us = await some.publisher(total_s=0.5)
    prepared = await some.prepared(us)
    some.place.server.faults.append(fault)
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    assert len(some.replies()) == written
    assert (await us.find(prepared) is not None) == bool(written)


@pytest.mark.parametrize("idempotent", [True, False])
async def test_the_key_is_sent_and_not_relied_upon(idempotent: bool) -> None:
    async with kit("mastodon") as place:
        talk = Talk(place)
        place.server.writing.idempotent = idempotent
        us = await talk.publisher()
        prepared = await talk.prepared(us)
        await us.send(prepared)
        await us.send(prepared)
        assert len(talk.replies()) == (1 if idempotent else 2)
        assert us.resend_for is None


async def test_definite_refusals_say_why(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await talk.prepared(us)
    too_long = replace(prepared, body={**prepared.body, "status": "a" * 5001})
    with pytest.raises(PostRefused, match="did not accept the text"):
        await us.send(too_long)
    talk.world.block(talk.fan, talk.acme)
    with pytest.raises(PostRefused, match="does not let this account see it"):
        await us.send(prepared)
    with pytest.raises(NotFound):
        await talk.look(us)
    talk.world.blocks.clear()
    talk.world.suspended.add(talk.acme.id)
    with pytest.raises(PostRefused, match="suspended"):
        await us.send(prepared)
    talk.world.suspended.clear()
    talk.world.delete(talk.question)
    with pytest.raises(PostRefused, match="not there any more"):
        await us.send(prepared)
    with pytest.raises(NotFound):
        await talk.look(us)
    talk.place.server.signing.tokens.clear()
    with pytest.raises(ReconnectNeeded):
        await us.send(prepared)
    assert talk.replies() == []


async def test_a_token_that_may_only_read_says_so(talk: Talk) -> None:
    us = await talk.publisher("read")
    prepared = await talk.prepared(us)
    with pytest.raises(PostRefused, match="read but not write"):
        await us.send(prepared)


async def test_a_server_that_wants_a_pause_was_sent_nothing(some: Talk) -> None:
    us = await some.publisher()
    prepared = await some.prepared(us)
    some.place.server.faults.append(Fault("status", 429, before=True))
    with pytest.raises(RateLimited):
        await us.send(prepared)
    with pytest.raises(RateLimited):  # and it gets its pause
        await us.send(prepared)
    assert some.replies() == []


async def test_a_server_nobody_reaches_was_sent_nothing() -> None:
    async with kit("mastodon") as place:
        talk = Talk(place)
        us = await talk.publisher()
        prepared = await talk.prepared(us)
        await place.server.__aexit__()
        with pytest.raises(PlatformUnavailable) as failure:
            await us.send(prepared)
    assert not isinstance(failure.value, OutcomeUnknown)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("public", "public"), ("unlisted", "unlisted"), ("private", "direct"), ("direct", "direct")],
)
async def test_a_reply_is_never_more_visible_than_what_it_answers(
    some: Talk, theirs: str, ours: str
) -> None:
    handle = some.place.server.handle(some.acme)
    asked = some.world.post(some.fan, f"{handle} psst, a question", visibility=theirs)
    us = await some.publisher()
    target = await some.look(us, asked)
    await us.send(await us.prepare("@fan@elsewhere.example An answer", target, None))
    (reply,) = some.replies()
    assert reply.visibility == ours
    if ours == "direct":
        with pytest.raises(InvalidInput, match="Begin it with @fan@elsewhere"):
            await us.prepare("An answer", target, None)


async def test_what_others_did_not_write_for_everybody_is_not_read_beside_it(some: Talk) -> None:
    """It would stand on a card in a channel, and in what a reply for all is drafted from."""
    handle = some.place.server.handle(some.acme)
    some.world.reply(some.fan, some.question, f"{handle} my number is 555", visibility="direct")
    some.world.reply(some.fan, some.question, f"{handle} a secret", visibility="private")
    ours = some.world.reply(some.acme, some.question, "@fan between us", visibility="direct")
    target = await some.look(await some.publisher())
    assert target.conversation == tuple(map(some.id_of, (some.top, some.question, ours)))
    assert [post.id for post in target.posts] == list(target.conversation)
    assert target.posts[-1].text == ""


async def test_a_post_closed_to_replies_is_told() -> None:
    for make, words in (("pixelfed", "switched off replies"), ("gotosocial", "only some people")):
        async with kit(make) as place:
            talk = Talk(place)
            talk.question.closed = True
            verdict = (await talk.look(await talk.publisher())).verdict
            assert verdict.way is Way.NOT_AT_ALL
            assert words in verdict.reason


async def test_length_is_counted_as_the_server_counts(talk: Talk) -> None:
    us = await talk.publisher()
    flavour = talk.place.server.flavour
    assert us.most == flavour.longest
    begins = "@fan@elsewhere.example https://acme.example/a/very/long/address/that/goes/on?and=on "
    room = us.most - us.count(begins)
    assert us.count(begins) == len("@fan ") + flavour.reserved + 1
    fits = begins + "👩‍👩‍👧‍👦" * room
    target = await talk.look(us)
    await us.send(await us.prepare(fits, target, None))
    with pytest.raises(InvalidInput, match=f"{us.most} at most"):
        await us.prepare(fits + "a", target, None)
    with pytest.raises(InvalidInput):
        await us.prepare("  ", target, None)


def test_a_server_that_tells_nothing_has_the_usual_lengths() -> None:
    assert Lengths.of(None) == Lengths(500, 23)
    assert Lengths.of({"configuration": {"statuses": {"max_characters": "many"}}}).most == 500


async def test_people_with_other_clients_see_it_and_are_seen() -> None:
    async with kit("mastodon") as place:
        talk = Talk(place)
        us = await talk.publisher()
        theirs = mastodon.Mastodon(
            access_token=place.server.token(talk.acme),
            api_base_url=place.server.url,
            version_check_mode="none",
        )
        published = await us.send(await talk.prepared(us))
        number = published.id.rpartition("/")[2]
        shown = await asyncio.to_thread(theirs.status, number)
        assert shown["in_reply_to_id"] == talk.question.id
        assert shown["url"] == published.url
        source = await asyncio.to_thread(theirs.status_source, number)
        assert source["text"].startswith("@fan@elsewhere.example At eight")
        by_hand = "@fan@elsewhere.example Come by."
        prepared = await talk.prepared(us, by_hand)
        key = "the same"
        for _ in range(2):
            await asyncio.to_thread(
                theirs.status_post,
                by_hand,
                in_reply_to_id=talk.question.id,
                idempotency_key=key,
                visibility="unlisted",
            )
        assert len(talk.replies()) == 2
        found = await us.find(prepared)
        assert found is not None
        talk.world.suspended.add(talk.acme.id)
        with pytest.raises(mastodon.MastodonAPIError, match="disabled"):
            await asyncio.to_thread(theirs.status_post, "Hello")
