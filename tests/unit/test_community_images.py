"""Images by what they are: turned, stripped, made to fit, or refused with a sentence."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import ExifTags, Image, ImageCms

from assistant.community.images import (
    DAMAGED,
    LARGEST_FILE,
    MOVES,
    NO_IMAGE,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    ImageLimits,
    fit,
)
from assistant.errors import InvalidInput

LIMITS = ImageLimits()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """What no encoder makes small."""
    dice = random.Random(7)
    size = width * height * len(mode)
    return Image.frombytes(mode, (width, height), dice.randbytes(size))


def photo(width: int, height: int) -> Image.Image:
    """Soft, as photos are, with too many colours for a drawing."""
    return noise(width // 16 + 1, height // 16 + 1).resize((width, height))


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def with_place(image: Image.Image, *, turned: int = 6) -> bytes:
    """As a phone saves it: lying on its side, with where and when."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    exif[ExifTags.Base.Make] = "Acme Phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    return saved(image, "JPEG", exif=exif, comment=b"at home")


def test_a_photo_is_turned_upright_and_says_nothing_of_its_maker() -> None:
    data = with_place(photo(400, 300))
    assert opened(data).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    fitted = fit(data, LIMITS)
    assert (fitted.media_type, fitted.width, fitted.height) == ("image/jpeg", 300, 400)
    now = opened(fitted.data)
    assert (now.size, dict(now.getexif())) == ((300, 400), {})
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(now.info)
    assert b"Acme" not in fitted.data
    assert b"home" not in fitted.data


@pytest.mark.parametrize(
    ("image", "kind", "media_type"),
    [
        (photo(300, 200), "JPEG", "image/jpeg"),
        (photo(300, 200), "PNG", "image/jpeg"),
        (photo(300, 200), "WEBP", "image/jpeg"),
        (Image.new("RGB", (300, 200), "teal"), "PNG", "image/png"),
        (Image.new("P", (300, 200), 3), "GIF", "image/png"),
        (Image.new("CMYK", (300, 200), (0, 90, 90, 0)), "JPEG", "image/png"),
        (Image.new("L", (300, 200), 90), "PNG", "image/png"),
        (Image.new("1", (300, 200), 1), "PNG", "image/png"),
        (Image.new("I;16", (300, 200), 40_000), "PNG", "image/png"),
        (Image.new("RGBA", (300, 200), (0, 90, 90, 40)), "PNG", "image/png"),
        (Image.new("LA", (300, 200), (90, 40)), "PNG", "image/png"),
        (Image.new("RGB", (1, 1)), "PNG", "image/png"),
    ],
    ids=lambda each: getattr(each, "mode", str(each)),
)
def test_every_kind_goes_out_as_one_that_everybody_takes(
    image: Image.Image, kind: str, media_type: str
) -> None:
    fitted = fit(saved(image, kind), LIMITS)
    assert (fitted.media_type, (fitted.width, fitted.height)) == (media_type, image.size)
    now = opened(fitted.data)
    assert (now.size, now.get_format_mimetype()) == (image.size, media_type)
    assert fitted.sha256 == fit(saved(image, kind), LIMITS).sha256


def test_grey_of_sixteen_bits_keeps_its_light() -> None:
    fitted = fit(saved(Image.new("I;16", (9, 9), 40_000), "PNG"), LIMITS)
    assert opened(fitted.data).convert("L").getpixel((0, 0)) == 40_000 // 256


def test_what_one_can_see_through_stays_so() -> None:
    fitted = fit(saved(Image.new("RGBA", (30, 20), (0, 90, 90, 40)), "PNG"), LIMITS)
    assert opened(fitted.data).getpixel((3, 3)) == (0, 90, 90, 40)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_it_is_made_smaller_until_it_fits(mode: str) -> None:
    limits = ImageLimits(most_bytes=60_000, longest_side=1_000)
    fitted = fit(saved(noise(1_600, 800, mode), "PNG"), limits)
    assert len(fitted.data) <= 60_000
    assert max(fitted.width, fitted.height) <= 1_000
    assert abs(fitted.width / fitted.height - 2) < 0.1
    assert opened(fitted.data).size == (fitted.width, fitted.height)


def test_a_long_and_thin_one_keeps_a_pixel_in_width() -> None:
    fitted = fit(saved(Image.new("RGB", (9_000, 1)), "PNG"), LIMITS)
    assert (fitted.width, fitted.height) == (LIMITS.longest_side, 1)


def test_colours_of_another_space_are_brought_home() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(photo(64, 64), "JPEG", icc_profile=profile)
    assert "icc_profile" in opened(data).info
    assert "icc_profile" not in opened(fit(data, LIMITS).data).info
    broken = saved(photo(64, 64), "JPEG", icc_profile=b"nonsense" * 20)
    assert fit(broken, LIMITS).width == 64


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_one_that_moves_is_refused(kind: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        fit(moving(kind), LIMITS)
    assert refused.value.problem == MOVES


def test_a_photo_with_a_second_one_behind_it_is_a_photo() -> None:
    first = photo(120, 90)
    data = saved(first, "MPO", save_all=True, append_images=[photo(60, 45)])
    assert fit(data, LIMITS).width == 120


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"%PDF-1.7\n%",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(50),
        b"\x00\x00\x00\x18ftypheic" + bytes(50),
        saved(Image.new("RGB", (9, 9)), "BMP"),
        saved(Image.new("RGB", (9, 9)), "TIFF"),
    ],
    ids=["empty", "text", "pdf", "svg", "zip", "heic", "bmp", "tiff"],
)
def test_the_wrong_kind_is_told_by_its_bytes(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        fit(data, LIMITS)
    assert refused.value.problem == NO_IMAGE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_one_that_breaks_off_is_damaged(kind: str) -> None:
    whole = saved(noise(90, 90).convert("P" if kind == "GIF" else "RGB"), kind)
    with pytest.raises(InvalidInput) as refused:
        fit(whole[: len(whole) // 2], LIMITS)
    assert refused.value.problem in {DAMAGED, NO_IMAGE}


def test_no_bytes_break_it() -> None:
    """Any byte of any kind may be wrong: it fits, or a sentence says why not."""
    dice = random.Random(20)
    wholes = [saved(photo(40, 40), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")]
    outcomes = set()
    for turn in range(400):
        spoiled = bytearray(wholes[turn % len(wholes)])
        for _ in range(dice.randrange(1, 9)):
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
        try:
            outcomes.add(bool(fit(bytes(spoiled), LIMITS).data))
        except InvalidInput as refused:
            outcomes.add(refused.problem)
    assert {True, DAMAGED} <= outcomes


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [5_100, 8_000, 20_000, 2**31 - 1])
def test_one_made_to_fill_the_memory_is_not_opened(side: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        fit(bomb(side, side), LIMITS)
    assert refused.value.problem == TOO_MANY_PIXELS


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "L"])
def test_a_large_one_is_as_it_was_only_smaller(mode: str) -> None:
    """It is made smaller as it is unpacked: its halves stay the colours they were."""
    image = Image.new("RGB", (4_300, 2_100), "white")
    image.paste("black", (0, 0, 2_150, 2_100))
    fitted = fit(saved(image.convert(mode), "PNG"), LIMITS)
    assert max(fitted.width, fitted.height) == LIMITS.longest_side
    now = opened(fitted.data).convert("RGB")
    assert [now.getpixel((fitted.width * n // 4, 99)) for n in (1, 3)] == [(0,) * 3, (255,) * 3]


def test_a_large_photo_is_turned_too() -> None:
    fitted = fit(with_place(photo(6_400, 4_800)), LIMITS)
    assert (fitted.width, fitted.height) == (1_500, 2_000)
    assert not dict(opened(fitted.data).getexif())


def test_a_file_too_large_is_not_looked_at() -> None:
    with pytest.raises(InvalidInput) as refused:
        fit(b"\xff\xd8" + bytes(LARGEST_FILE), LIMITS)
    assert refused.value.problem == TOO_MANY_BYTES


def test_limits_of_several_platforms_hold_together() -> None:
    one, other = ImageLimits(most=4, most_bytes=10, longest_alt=5), ImageLimits(most_bytes=20)
    both = ImageLimits.together([one, other])
    assert (both.most, both.most_bytes, both.longest_alt) == (4, 10, 5)
    assert ImageLimits.together([]) == ImageLimits()
