"""Whether an image, as it was read once, is what a platform takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.images import JPEG, ImageLimits

if TYPE_CHECKING:
    from assistant.community.studio import Image


def misfit(image: Image, limits: ImageLimits, platform: str) -> str | None:
    """Why a platform would not take an image as it was read: one sentence for people, None where it
    would.

    Args:
        platform: as people call it.
    """
    if image.size > limits.most_bytes:
        return f"An image of this post is too large for {platform}. Please attach it again."
    if limits.jpeg and image.media_type != JPEG:
        return (
            f"{platform} takes JPEG images only, and an image of this post is none. Please attach "
            f"it again: Engage then makes it one."
        )
    shape = image.width / image.height
    if not limits.narrowest <= shape <= limits.widest:
        which = "narrow" if shape < limits.narrowest else "wide"
        return (
            f"An image of this post is too {which} for {platform}, which takes between "
            f"{limits.narrowest:g} and {limits.widest:g} times as wide as high. Please crop it and "
            f"attach it again."
        )
    if len(image.alt) > limits.longest_alt:
        return (
            f"What an image shows takes {len(image.alt):,} characters here, and {platform} takes "
            f"{limits.longest_alt:,}. Please say it shorter."
        )
    return None
