"""Just before a post of our own is sent: where it goes, with what, and whether it still may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.community import publication
from assistant.community.accounts import Account
from assistant.community.drafts import Draft, DraftState
from assistant.community.post_parts import next_part, twin
from assistant.community.publication import Halt
from assistant.community.triage_words import fold, language_of
from assistant.errors import (
    BudgetSpent,
    InvalidInput,
    NotFound,
    PostRefused,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.explain import explain
from assistant.ports import Accounts
from assistant.ports.giving import Studios
from assistant.ports.publishing import Attachment, OwnPost, Prepared, Publisher, Publishers


def spoken(text: str) -> str | None:
    """The language of a text (BCP 47), by its ordinary words; None where they do not tell."""
    return language_of(fold(text).text, None)


@dataclass(frozen=True, slots=True)
class PostScene:
    """Where a post of our own is to be sent."""

    account: Account
    publisher: Publisher
    studios: Studios
    language_of: Callable[[str], str | None]

    async def prepare(self, draft: Draft) -> Prepared | Halt:
        """The whole request for the next post of it, or why there is none. Raises PlatformError."""
        part = next_part(draft)
        try:
            images = await self._images(draft) if part.number == 0 else ()
        except NotFound:
            return publication.NO_IMAGE
        language = self.language_of(draft.whole)
        try:
            return await self.publisher.prepare_post(
                OwnPost(part.text, part.above, language, images)
            )
        except InvalidInput as refused:
            return Halt(DraftState.FAILED, refused.problem)
        except NotFound:
            return publication.ABOVE_GONE
        except (PostRefused, ReconnectNeeded, BudgetSpent) as refused:
            return Halt(DraftState.FAILED, explain(refused))

    async def _images(self, draft: Draft) -> tuple[Attachment, ...]:
        """Raises NotFound."""
        return tuple(
            [
                Attachment(image, await self.studios.image_data(draft.workspace_id, image.id))
                for image in draft.images
            ]
        )


class PostReadiness:
    """Asks everything anew, as `readiness.Readiness` does for replies. There is no conversation
    that could have moved on; instead somebody may have posted the same by hand.

    Args:
        language_of: tells the language of a text (BCP 47); None where it cannot.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        publishers: Publishers,
        studios: Studios,
        language_of: Callable[[str], str | None],
    ) -> None:
        self._accounts = accounts
        self._publishers = publishers
        self._studios = studios
        self._language_of = language_of

    async def there(self, draft: Draft) -> PostScene | Halt:
        """What its platform says. Raises PlatformError where it says nothing."""
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        try:
            publisher = await self._publishers.publisher(account)
            ours = () if draft.out else await publisher.newest()
        except (ReconnectNeeded, BudgetSpent) as refused:
            return Halt(DraftState.FAILED, explain(refused))
        except SignInNeeded:
            return Halt(DraftState.FAILED, publication.read_only(account, "post"))
        # what was there before was weighed by whoever approved
        if same := twin(draft, ours, draft.approved_at):
            return publication.posted_already(same)
        return PostScene(account, publisher, self._studios, self._language_of)
