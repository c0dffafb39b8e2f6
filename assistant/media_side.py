"""Puts together what lets platforms fetch images of posts: the worker makes the links, the server
answers them.
"""

from __future__ import annotations

from assistant.platforms.public_images import PublicImages
from assistant.ports import Clock
from assistant.settings import Settings
from assistant.storage.stores import Stores


def public_images(settings: Settings, stores: Stores, clock: Clock) -> PublicImages | None:
    """None where nobody reaches Engage from outside, or not safely."""
    if settings.sign_in_url is None:
        return None
    seeds = stores.vault.seeds("public images")
    return PublicImages(settings.sign_in_url, seeds, clock, stores.studios.image_data)
