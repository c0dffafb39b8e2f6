"""What stands in the way of an approval: what forbids it, and what a person must look at twice."""

from __future__ import annotations

from collections.abc import Callable

from assistant.community.accounts import Platform
from assistant.community.drafts import UNDER_WAY, Draft, DraftState
from assistant.community.images import ImageLimits
from assistant.community.inbox import Decision, Item
from assistant.community.misfits import misfit
from assistant.community.plain_text import cleaned, invisible
from assistant.community.post_parts import is_lost
from assistant.community.rules import Action, Way, rule_of
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.community.studio import MOST_POSTS
from assistant.errors import InvalidInput, NotAllowed

LONGEST = 10_000
"""Characters of any draft. No platform takes more in one post."""

_SWITCHED_OFF = (
    "Publishing is switched off for this workspace, so nothing can be approved now. The draft "
    "stays as it is; a manager of Engage can switch publishing on again."
)
_SECOND_PERSON = (
    "For this account somebody else must approve than who wrote a text or asked for it, or chose "
    "or described its images. Please ask a colleague who approves."
)
_EMPTY = "There is nothing in this {what} yet. Please write it first."
_NO_ALT = (
    "Please say in a few words what each image shows, for those who do not see it. Then approve it "
    "again."
)
_LOST = (
    "Engage does not know where the last post of this thread is, so it cannot go on. Please post "
    "the rest by hand."
)
_DELETED = "Its author deleted this, so there is nothing to answer any more."
_ANSWERED = frozenset({Decision.REPLY, Decision.THANK})
_DONE = frozenset({Decision.REPLY, Decision.THANK, Decision.BY_HAND})


def is_again(draft: Draft, person_id: str, digest: str) -> bool:
    """Whether somebody clicks once more on what they approved already."""
    going = draft.state in UNDER_WAY or draft.state is DraftState.PUBLISHED
    return going and draft.approver_id == person_id and draft.approved_hash == digest


def check(
    draft: Draft,
    item: Item,
    person_id: str,
    *,
    platform: Platform,
    account: AccountSettings,
    workspace: WorkspaceSettings,
) -> None:
    """Raise what forbids it, whoever insists: InvalidInput or NotAllowed with the sentence."""
    _check_rules(draft, person_id, account, workspace)
    if item.decision is Decision.GONE:
        raise InvalidInput(_DELETED)
    again = rule_of(platform, Action.REPLY_AGAIN)
    if item.decision in _ANSWERED and again.way is not Way.BY_API:
        raise InvalidInput(again.text)
    if item.decision in _DONE:
        where = f" at {item.answer_url}" if item.answer_url else ""
        raise InvalidInput(f"This was taken care of already{where}, so nothing was approved.")
    check_text(draft.text)
    check_seen(draft.text)


def check_post(
    draft: Draft,
    person_id: str,
    *,
    account: AccountSettings,
    workspace: WorkspaceSettings,
) -> None:
    """The same for a post of our own, with every post of its thread."""
    _check_rules(draft, person_id, account, workspace)
    if is_lost(draft):
        raise InvalidInput(_LOST)
    check_posts(draft.posts)
    each_post(draft, check_seen)
    if any(not cleaned(image.alt) for image in draft.images):
        raise InvalidInput(_NO_ALT)
    for number, image in enumerate(draft.images, 1):
        _named(f"What image {number} shows", image.alt, check_seen)


def check_posts(posts: tuple[str, ...]) -> None:
    """Raises InvalidInput for a thread that is too long, or one of whose posts is nothing."""
    if len(posts) > MOST_POSTS:
        raise InvalidInput(
            f"That is a thread of {len(posts)} posts. Please keep it to {MOST_POSTS}."
        )
    _numbered(posts, 0, lambda text: check_text(text, "post"))


def each_post(draft: Draft, check: Callable[[str], None]) -> None:
    """Check each post of a draft that is not out yet; of a thread the sentence says which it is.

    Args:
        check: raises InvalidInput.
    """
    _numbered(draft.posts, len(draft.out), check)


def check_images(draft: Draft, limits: ImageLimits, platform: str) -> None:
    """Raises InvalidInput for images that a platform would not take. Args as `check_length`."""
    if len(draft.images) > limits.most:
        raise InvalidInput(
            f"{platform} takes {limits.most} images in one post, and this has "
            f"{len(draft.images)}. Please leave some out."
        )
    for image in draft.images:
        if problem := misfit(image, limits, platform):
            raise InvalidInput(problem)


def _check_rules(
    draft: Draft, person_id: str, account: AccountSettings, workspace: WorkspaceSettings
) -> None:
    if not workspace.publishing:
        raise InvalidInput(_SWITCHED_OFF)
    made_by = {draft.author_id, *(each for image in draft.images for each in image.by)}
    if account.second_person and person_id in made_by:
        raise NotAllowed(_SECOND_PERSON)


def _numbered(posts: tuple[str, ...], first: int, check: Callable[[str], None]) -> None:
    for number, text in enumerate(posts[first:], first + 1):
        if len(posts) == 1:
            check(text)
        else:
            _named(f"Post {number} of {len(posts)}", text, check)


def _named(which: str, text: str, check: Callable[[str], None]) -> None:
    try:
        check(text)
    except InvalidInput as refused:
        raise InvalidInput(f"{which}: {refused.problem}") from None


def check_text(text: str, what: str = "reply") -> None:
    """Raises InvalidInput for one in which nothing can be seen, or longer than any post."""
    if not cleaned(text):
        raise InvalidInput(_EMPTY.format(what=what))
    if len(text) > LONGEST:
        raise InvalidInput(
            f"That is {len(text):,} characters, and no platform takes so many in one post. Please "
            f"keep it under {LONGEST:,}."
        )


def check_seen(text: str) -> None:
    """Raises InvalidInput for characters that nobody sees."""
    if hidden := invisible(text):
        raise InvalidInput(
            f"This holds characters that nobody sees ({', '.join(hidden)}). Please type that place "
            f"anew."
        )


def check_length(count: int, most: int, platform: str) -> None:
    """Raises InvalidInput for what the platform would not take.

    Args:
        count: in the platform's own way of counting.
        platform: its name, as people write it.
    """
    if count > most:
        raise InvalidInput(
            f"This is {count:,} characters long as {platform} counts, and {platform} takes "
            f"{most:,}. Please make it {count - most:,} shorter."
        )
