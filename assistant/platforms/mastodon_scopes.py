"""What a token lets Engage do, found out without doing it."""

from __future__ import annotations

from assistant.errors import OutcomeUnknown, PostRefused
from assistant.platforms.mastodon_api import MastodonApi, MastodonRefused


async def may_write(api: MastodonApi) -> bool | None:
    """Whether a token may write posts; None where the server does not tell.

    No post has the number 0, so taking back a boost of it changes nothing; and Mastodon asks for
    the scope before it looks for the post (Api::V1::Statuses::ReblogsController).

    Raises:
        PlatformError: the server cannot be asked, or does not know the token.
    """
    try:
        await api.post("v1/statuses/0/unreblog", {}, key="none")
    except PostRefused:
        return False
    except MastodonRefused:
        return True
    except OutcomeUnknown:
        return None
    return True
