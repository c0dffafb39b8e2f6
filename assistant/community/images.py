"""Images that go out with posts: what they really are, and made fit for a platform.

A file is known by its bytes, never by its name. What goes out is drawn anew from its pixels, so
that nothing travels along that nobody sees: no place, no camera, no time.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import InvalidInput

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

LARGEST_FILE = 20_000_000
"""Bytes of a file that is looked at, at most."""
MOST_PIXELS, MOST_OF_OTHERS = 50_000_000, 25_000_000
"""Of a JPEG, which can be unpacked smaller than it is, and of other kinds. A picture that says it
is larger is not opened: some are made to fill a machine's memory."""
LONGEST_ALT = 1_500
"""Characters of an image's description: what Mastodon takes
(MediaAttachment, MAX_DESCRIPTION_LENGTH); Bluesky takes more."""

JPEG = "image/jpeg"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_PHOTOS = frozenset({"JPEG", "MPO"})
_QUALITIES = (90, 82, 74, 66)
_SMALLER = 0.8
_SMALLEST = 16
_MUCH = 2
_NO_MEAN = frozenset({"1", "P", "PA"})

_AT_LEAST = frozenset({"least", "jpeg", "narrowest"})
"""Limits of which the greater one is the stricter."""

NO_IMAGE = (
    "This file is not an image that Engage can send. It takes JPEG, PNG, WebP and GIF images that "
    "do not move."
)
MOVES = (
    "This image moves, and Engage sends still images only. Please attach a still one, or post it "
    "by hand."
)
DAMAGED = "This image cannot be read: the file seems damaged. Please attach it again."
TOO_MANY_PIXELS = (
    f"This image has too many pixels: Engage opens photos of up to {MOST_PIXELS // 1_000_000} "
    f"million, and other images of up to {MOST_OF_OTHERS // 1_000_000} million. Please make it "
    f"smaller and attach it again."
)
TOO_MANY_BYTES = (
    f"This image is too large: Engage takes files of up to {LARGEST_FILE // 1_000_000} MB. Please "
    f"make it smaller and attach it again."
)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a platform takes.

    Attributes:
        most: images of one post.
        most_bytes: of one image.
        longest_side: in pixels; larger ones are scaled down anyway where they are shown.
        most_pixels: width times height.
        longest_alt: characters of a description.
        least: images a post needs: 0, or 1 where there are no posts of words alone.
        jpeg: whether it takes JPEG alone.
        narrowest: the least width an image may have, in heights of it.
        widest: the most.
    """

    most: int = 4
    most_bytes: int = 1_000_000
    longest_side: int = 2_000
    most_pixels: int = 4_000_000
    longest_alt: int = LONGEST_ALT
    least: int = 0
    jpeg: bool = False
    narrowest: float = 0.0
    widest: float = math.inf

    @classmethod
    def together(cls, limits: Iterable[ImageLimits]) -> ImageLimits:
        """What every one of them takes; the usual limits for none."""
        each = tuple(limits) or (cls(),)
        return cls(
            **{
                name: (max if name in _AT_LEAST else min)(getattr(one, name) for one in each)
                for name in cls.__dataclass_fields__
            }
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """An image as it can go out; `sha256` in hex."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Of the bytes that go out."""
        return hashlib.sha256(self.data).hexdigest()


def fit(data: bytes, limits: ImageLimits) -> Fitted:
    """Read an image, turn it upright, leave out all that is not its pixels, and scale it down until
    it keeps the limits. Takes up to a few seconds: not for the event loop.

    Raises:
        InvalidInput: with one sentence for people: too large, moving, damaged, or no image.
    """
    # its decoders take their time to load, and no start waits for them
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    if len(data) > LARGEST_FILE:
        raise InvalidInput(TOO_MANY_BYTES)
    try:
        # what is odd about a file is no news for the log: it is refused or drawn anew
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                _check(opened)
                pixels = _upright(_reduced(opened, limits.longest_side))
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        bomb = isinstance(error, Image.DecompressionBombError)
        raise InvalidInput(TOO_MANY_PIXELS if bomb else NO_IMAGE) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        # what decoders say of files that are cut off or made to break them
        raise InvalidInput(DAMAGED) from None
    return _within(pixels, limits)


def _check(opened: Pixels) -> None:
    """What its head alone forbids; nothing is unpacked yet."""
    most = MOST_PIXELS if opened.format in _PHOTOS else MOST_OF_OTHERS
    if opened.width * opened.height > most:
        raise InvalidInput(TOO_MANY_PIXELS)
    # an MPO is a photo with a smaller one, or a second eye's, behind it
    if opened.format != "MPO" and getattr(opened, "is_animated", False):
        raise InvalidInput(MOVES)


def _reduced(opened: Pixels, longest_side: int) -> Pixels:
    """Unpacked, by a whole number smaller where it is much larger than it goes out: every copy of a
    large picture is half a gigabyte otherwise.
    """
    opened.draft(None, (longest_side, longest_side))  # JPEG unpacks a smaller one by itself
    opened.load()
    factor = max(opened.size) // longest_side
    if factor < _MUCH:
        return opened
    if opened.mode in _NO_MEAN:  # their pixels are numbers of colours
        smaller = opened.convert("RGBA" if "transparency" in opened.info else "RGB")
    else:
        smaller = opened
    return smaller.reduce(factor)


def _upright(opened: Pixels) -> Pixels:
    """Its pixels as a camera meant them, in the colours of screens, and nothing else of it."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    turned = ImageOps.exif_transpose(opened)
    seen = _in_srgb(turned)
    if seen.mode.startswith("I"):  # 16 bits for each grey
        seen = seen.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = "transparency" in turned.info or seen.mode in {"RGBA", "LA", "PA", "La", "RGBa"}
    seen = seen.convert("RGBA" if clear else "RGB")
    if clear and seen.getchannel("A").getextrema() == (255, 255):
        seen = seen.convert("RGB")
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    return bare


def _in_srgb(image: Pixels) -> Pixels:
    """In the colours that everybody's screen knows; as it is where its own are not understood."""
    from PIL import ImageCms  # noqa: PLC0415

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, theirs, screen, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _within(pixels: Pixels, limits: ImageLimits) -> Fitted:
    for size in _sizes(pixels.size, limits):
        smaller = pixels if size == pixels.size else pixels.resize(size)
        for encoded, media_type in _encodings(smaller, jpeg=limits.jpeg):
            if len(encoded) <= limits.most_bytes:
                return Fitted(encoded, media_type, *size)
    raise InvalidInput(TOO_MANY_BYTES)


def _sizes(size: tuple[int, int], limits: ImageLimits) -> Iterator[tuple[int, int]]:
    """The largest that is allowed, then smaller and smaller."""
    width, height = size
    scale = min(
        1.0,
        limits.longest_side / max(size),
        (limits.most_pixels / (width * height)) ** 0.5,
    )
    while True:
        now = max(1, int(width * scale)), max(1, int(height * scale))
        yield now
        if max(now) <= _SMALLEST:
            return
        scale *= _SMALLER


def _encodings(pixels: Pixels, *, jpeg: bool) -> Iterator[tuple[bytes, str]]:
    """The image as files, the best first. Drawings and what one can see through stay as they are
    while there is room, and where not JPEG alone is taken.
    """
    from PIL import Image  # noqa: PLC0415

    if not jpeg and (pixels.mode == "RGBA" or _is_drawn(pixels)):
        yield _saved(pixels, "PNG"), "image/png"
    if pixels.mode == "RGBA":
        ground = Image.new("RGB", pixels.size, "white")
        ground.paste(pixels, mask=pixels.getchannel("A"))
        pixels = ground
    for quality in _QUALITIES:
        yield _saved(pixels, "JPEG", quality=quality, optimize=True), JPEG


def _is_drawn(pixels: Pixels) -> bool:
    """Whether it has so few colours that JPEG would blur it: a drawing, a screenshot."""
    from PIL.Image import Resampling  # noqa: PLC0415

    step = max(1, max(pixels.size) // 512)
    some = max(1, pixels.width // step), max(1, pixels.height // step)
    return pixels.resize(some, Resampling.NEAREST).getcolors(4_096) is not None


def _saved(pixels: Pixels, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    pixels.save(out, kind, **how)
    return out.getvalue()
