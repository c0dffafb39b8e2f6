"""What Engage asks of people on Facebook's page, and how it is said when some of it is missing
(https://developers.facebook.com/docs/permissions).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from assistant.community.accounts import Platform

_PAGES: Mapping[str, str] = {
    "pages_show_list": "see which Pages you look after",
    "pages_read_engagement": "read the Page's own posts",
}
NEEDED: Mapping[Platform, Mapping[str, str]] = {
    Platform.FACEBOOK: {
        **_PAGES,
        "pages_read_user_content": "read what people write on the Page",
        "pages_manage_posts": "publish posts as the Page",
        "pages_manage_engagement": "answer and hide comments",
        "read_insights": "read how often posts are seen",
    },
    Platform.INSTAGRAM: {
        **_PAGES,
        "instagram_basic": "read the account's own posts",
        "instagram_manage_comments": "read, answer and hide comments",
        "instagram_content_publish": "publish posts",
        "instagram_manage_insights": "read how often posts are seen",
    },
}
"""What Engage cannot do its work without, with what each lets it do."""
LETS: Mapping[str, str] = {
    name: words for needed in NEEDED.values() for name, words in needed.items()
}
"""What each of them lets Engage do."""
ASKED_TOO = ("business_management",)
"""Asked for as well: without it Meta lists no Page that belongs to a business."""
FOR_WEBHOOK = "pages_manage_metadata"
"""Asked for where Meta is to tell of news at once."""
TASKS: Mapping[str, str] = {
    "CREATE_CONTENT": "publish posts (the task Content)",
    "MODERATE": "answer and hide comments (the task Community activity)",
}
"""What the person must be allowed to do on the Page, as its settings name it (https://developers.
facebook.com/docs/graph-api/reference/user/accounts)."""


def asked(platform: Platform, *, webhook: bool) -> tuple[str, ...]:
    """Everything that the dialog asks for."""
    return (*NEEDED[platform], *ASKED_TOO, *((FOR_WEBHOOK,) if webhook else ()))


def said(platform: Platform, missing: Collection[str]) -> str:
    """Missing permissions in words, each with Meta's name of it."""
    return listed([f"{NEEDED[platform].get(each, 'go on')} ({each})" for each in missing])


def listed(words: Collection[str]) -> str:
    """`a, b and c`."""
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last
