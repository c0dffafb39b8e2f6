"""Our connector does what its ports promise, and for each promise it is noted what X was asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from assistant.community.costs import DOLLAR
from assistant.ports import SocialPlatform
from assistant.ports.platforms import Watching
from assistant.ports.publishing import OwnPost, Publisher
from tests.doubles.x import User, XServer
from tests.integration.pictures import attached

PORTS = (SocialPlatform, Publisher, Watching)
WITHOUT_A_CALL = {"capabilities", "close", "count", "resolve", "tells_removed"}
"""They tell what is known here."""


def promised() -> set[str]:
    """The names of everything that the ports promise to do."""
    return {
        name
        for port in PORTS
        for name, member in vars(port).items()
        if not name.startswith("_") and (callable(member) or isinstance(member, property))
    }


class Noted:
    """Stands in front of a connection or a publisher.

    Args:
        noted: by method, the calls that came to X meanwhile.
    """

    def __init__(self, thing: Any, x: XServer, noted: dict[str, set[str]]) -> None:
        self._thing = thing
        self._x = x
        self._noted = noted

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        calls = self._noted.setdefault(name, set())
        return self._noting(value, calls) if inspect.iscoroutinefunction(value) else value

    def _noting(self, method: Callable[..., Any], calls: set[str]) -> Callable[..., Any]:
        async def noting(*args: Any, **named: Any) -> Any:
            start = len(self._x.log)
            try:
                return await method(*args, **named)
            finally:
                calls.update(each.call for each in self._x.log[start:])

        return noting


async def drive(
    connection: Any, publisher: Any, x: XServer, acme: User, fan: User
) -> dict[str, set[str]]:
    """Do everything once; the calls that each method led to."""
    noted: dict[str, set[str]] = {}
    await _read(Noted(connection, x, noted), x, acme, fan)
    await _write(Noted(publisher, x, noted), x, acme, fan)
    return noted


async def _read(connection: Any, x: XServer, acme: User, fan: User) -> None:
    world = x.world
    top = world.post(acme, "Five ways to brew, https://acme.example/brew #coffee")
    reply = world.reply(fan, top, "Lovely")
    quote, gone = world.quote(fan, top, "Look at this"), world.post(fan, "Not for long")
    world.repost(fan, top)
    world.like(fan, top)
    word = f"roast{acme.id}"
    talk = world.post(fan, f"I like {word}")
    world.delete(gone)
    assert connection.capabilities.paid
    assert (await connection.profile(acme.username)).native_id == acme.id
    assert (await connection.profile(fan.id)).handle == fan.username
    assert top.id in {each.id for each in (await connection.posts(acme.id)).items}
    assert set(await connection.lookup([top.id, gone.id])) == {top.id}
    assert await connection.resolve(f"https://x.com/{acme.username}/status/{top.id}") == top.id
    assert {each.id for each in (await connection.thread(top.id)).below} == {reply.id}
    for listing in (connection.likes, connection.reposts):
        assert [each.author.id for each in (await listing(top.id)).items] == [fan.id]
    assert [each.id for each in (await connection.quotes(top.id)).items] == [quote.id]
    assert reply.id in {each.id for each in (await connection.mentions()).items}
    assert [each.id for each in (await connection.search(word)).items] == [talk.id]
    assert connection.tells_removed
    assert await connection.removed([top.id, gone.id]) == {gone.id}
    ids = [top.id, reply.id, quote.id, talk.id, gone.id]
    assert (await connection.looked_up(ids, DOLLAR)).gone == {gone.id}
    await connection.close()


async def _write(publisher: Any, x: XServer, acme: User, fan: User) -> None:
    world = x.world
    question = world.reply(fan, world.post(acme, "We have new beans"), "When do you open?")
    assert publisher.count("日本") == 4
    target = await publisher.look(question.id)
    prepared = await publisher.prepare("At eight.", target, "en")
    assert await publisher.find(prepared) is None
    published = await publisher.send(prepared)
    assert await publisher.find(prepared) == published
    own = await publisher.prepare_post(OwnPost("A red cup", (), "en", (attached("A red cup"),)))
    first = await publisher.send(own)
    more = await publisher.prepare_post(OwnPost("And a blue one", (first.id,), "en"))
    await publisher.send(more)
    assert first.id in {each.id for each in await publisher.newest()}
    await publisher.hide(question.id)
    assert question.hidden
