"""Images of our own to post in tests."""

from __future__ import annotations

import io
import random
from uuid import uuid4

from PIL import Image as Pixels

from assistant.community.images import ImageLimits, fit
from assistant.community.studio import Image
from assistant.ports.publishing import Attachment

MADE: dict[str, bytes] = {}
"""The bytes of what was attached, by the id of the image."""


def picture(alt: str = "A cup of coffee on a table", *, side: int = 120, seed: int = 1) -> bytes:
    """A file as a phone makes them."""
    dots = random.Random(f"{alt}{seed}").randbytes((side // 8) ** 2 * 3)
    image = Pixels.frombytes("RGB", (side // 8, side // 8), dots).resize((side, side * 5 // 8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def attached(alt: str = "A cup of coffee on a table", *, side: int = 120) -> Attachment:
    """An image as it goes out."""
    fitted = fit(picture(alt, side=side), ImageLimits())
    image = Image(
        str(uuid4()),
        fitted.sha256,
        fitted.media_type,
        fitted.width,
        fitted.height,
        len(fitted.data),
        alt,
    )
    MADE[image.id] = fitted.data
    return Attachment(image, fitted.data)
