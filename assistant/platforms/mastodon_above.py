"""What stands above a reply. Servers name only the post it answers, not the top of its thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from assistant.community.posts import Post
from assistant.platforms.mastodon_api import MastodonRefused
from assistant.platforms.mastodon_parse import StatusView, views
from assistant.platforms.mastodon_place import Place
from assistant.platforms.reading import together

KEPT = 20_000
"""Posts whose place is remembered."""
DEEPEST = 100
"""Levels climbed at most; a reply further down counts as begun there."""


class Step(NamedTuple):
    """A post's place: the number of what it answers, and of its author ("" for a deleted one)."""

    parent: str | None
    author: str


class Above:
    """Remembers who answers what on one server."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._steps: OrderedDict[str, Step] = OrderedDict()

    def note(self, found: Iterable[StatusView]) -> None:
        """Remember posts that were seen anyway."""
        for view in found:
            self._keep(view.id, Step(view.in_reply_to_id, view.account.id))

    async def learn(self, replies: Sequence[StatusView], *, cheaply: bool = False) -> None:
        """Find out what stands above some posts.

        Args:
            replies: posts of any kind.
            cheaply: leave what would cost a call for each of them.
        """
        self.note(replies)
        for _ in range(DEEPEST):
            open_ends = {view.id: end for view in replies if (end := self._open_end(view.id))}
            if not open_ends:
                return
            missing = sorted(set(open_ends.values()))
            several = await self._place.several(missing)
            if several is None:
                if not cheaply:
                    await together(list(open_ends), self._climb)
                return
            self.note(several.values())
            for number in missing:
                if number not in several:
                    self._keep(number, Step(None, ""))

    def chain(self, number: str) -> Iterator[tuple[str, Step]]:
        """From what a post answers up to the top, as far as it is known."""
        seen = {number}
        step = self._steps.get(number)
        while step and step.parent and step.parent not in seen:
            number = step.parent
            seen.add(number)
            step = self._steps.get(number)
            if step:
                yield number, step

    def placed(self, view: StatusView) -> Post:
        """The post with the top of its thread, None where that is not known."""
        post = view.post(self._place.home)
        # what was deleted has no author here: the thread begins below it
        tops = [number for number, step in self.chain(view.id) if step.author]
        known = not self._open_end(view.id)
        if post.parent_id is None or not known:
            return post
        return replace(post, root_id=self._place.home.post_id(tops[-1]) if tops else post.parent_id)

    def _open_end(self, number: str) -> str | None:
        """The first post upwards of which nothing is known; None when the top is reached."""
        seen = {number}
        step = self._steps.get(number)
        while step and step.parent and step.parent not in seen:
            seen.add(step.parent)
            if step.parent not in self._steps:
                return step.parent
            step = self._steps[step.parent]
        return None

    async def _climb(self, number: str) -> None:
        """Ask for all that stands above one post."""
        try:
            data = (await self._place.api.get(f"v1/statuses/{quote(number)}/context")).data
        except MastodonRefused:
            data = None
        above = data.get("ancestors") if isinstance(data, dict) else None
        self.note(views(above) if isinstance(above, list) else ())
        end = self._open_end(number)
        if end:  # deleted, or not for us to see
            self._keep(end, Step(None, ""))

    def _keep(self, number: str, step: Step) -> None:
        self._steps[number] = step
        self._steps.move_to_end(number)
        while len(self._steps) > KEPT:
            self._steps.popitem(last=False)
