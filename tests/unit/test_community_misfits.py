"""Whether an image is what a platform takes, and what several platforms take together."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest
from PIL import Image as Pixels

from assistant.community.images import ImageLimits, fit
from assistant.community.misfits import misfit
from assistant.community.studio import Image

LIMITS = ImageLimits(
    most_bytes=8_000, longest_alt=100, least=1, jpeg=True, narrowest=0.8, widest=1.91
)
CUP = Image("i1", "0" * 64, "image/jpeg", 191, 100, 8_000, "a" * 100)


def drawing(mode: str) -> bytes:
    """What goes out as PNG where that is taken."""
    out = io.BytesIO()
    Pixels.new(mode, (300, 200), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_where_jpeg_alone_is_taken_every_image_is_made_one(mode: str) -> None:
    data = drawing(mode)
    assert fit(data, ImageLimits()).media_type == "image/png"
    fitted = fit(data, ImageLimits(jpeg=True))
    assert fitted.media_type == "image/jpeg"
    assert fitted.data.startswith(b"\xff\xd8\xff")
    assert (fitted.width, fitted.height) == (300, 200)


def test_together_they_take_what_each_of_them_takes() -> None:
    wide = ImageLimits(most=10, most_bytes=9_000, narrowest=0.5, widest=2.0)
    both = ImageLimits.together([wide, LIMITS])
    assert (both.most, both.most_bytes, both.least, both.jpeg) == (4, 8_000, 1, True)
    assert (both.narrowest, both.widest) == (0.8, 1.91)
    assert ImageLimits.together([wide]) == wide
    usual = ImageLimits.together([])
    assert (usual.jpeg, usual.least, usual.narrowest, usual.widest) == (False, 0, 0.0, math.inf)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (replace(CUP, size=8_001), "too large for Instagram"),
        (replace(CUP, media_type="image/png"), "takes JPEG images only"),
        (replace(CUP, width=192), "too wide for Instagram, which takes between 0.8 and 1.91 times"),
        (replace(CUP, width=79), "too narrow for Instagram"),
        (replace(CUP, alt="a" * 101), "takes 101 characters here, and Instagram takes 100"),
    ],
)
def test_what_is_not_taken_is_said_in_a_sentence(image: Image, words: str) -> None:
    said = misfit(image, LIMITS, "Instagram")
    assert said
    assert words in said


def test_what_is_taken_is_not_remarked_upon() -> None:
    assert misfit(CUP, LIMITS, "Instagram") is None
    assert misfit(replace(CUP, width=80), LIMITS, "Instagram") is None
    assert misfit(replace(CUP, width=9, media_type="image/png"), ImageLimits(), "Mastodon") is None
