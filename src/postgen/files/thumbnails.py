"""Thumbnails. The only module that imports Pillow, an extra: `pip install 'postgen[images]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from PIL.Image import Image

BOX = (400, 400)
"""The largest width and height of a thumbnail, in pixels."""

ENDINGS = {"JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp", "AVIF": ".avif"}
"""The formats that a thumbnail keeps, with the endings of names; every other becomes PNG."""

READ = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
"""The formats that are read; Pillow reads more, some of which run other programs."""


class ThumbnailError(PostgenError):
    """A thumbnail cannot be made."""


def thumbnail(data: bytes, name: str) -> tuple[bytes, str]:
    """Make a thumbnail of the image `name`.

    Return its bytes and the ending of its name, such as `.jpg`. It is turned upright, as the
    camera's note says, and keeps neither that note nor any other: it does not tell where it was
    taken. Raises `ThumbnailError`, also for an image of so many pixels that reading it would do
    harm.
    """
    import warnings
    from io import BytesIO

    try:
        from PIL import Image
    except ImportError as error:
        raise ThumbnailError(
            "A thumbnail needs Pillow, which is not installed.",
            "Install it with `pip install 'postgen[images]'`, or do without a thumbnail.",
            code="no-pillow",
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=READ) as image:
                return _shrink(image)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ThumbnailError(
                f"{name} has too many pixels for a thumbnail.",
                "Make it smaller first, or do without a thumbnail.",
                code="too-many-pixels",
            ) from error
        except _BROKEN_FILE as error:
            raise ThumbnailError(
                f"{name} is not an image that a thumbnail can be made of.",
                "Convert it first, or do without a thumbnail.",
                code="not-an-image",
            ) from error


_BROKEN_FILE = (OSError, SyntaxError, ValueError, EOFError, RuntimeError)
"""What Pillow raises for a broken file."""


def _shrink(image: Image) -> tuple[bytes, str]:
    """Return the thumbnail of an image, and the ending of its name."""
    from PIL import ImageOps

    source_format = image.format or ""
    image.draft("RGB", (2 * BOX[0], 2 * BOX[1]))  # reads a large JPEG smaller, which is much faster
    upright = ImageOps.exif_transpose(image)
    has_16_bits = upright.mode.startswith("I;16")
    if has_16_bits:  # Pillow would cut the values off at 8 bits: all white
        upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
    small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small.thumbnail(BOX)
    profile = upright.info.get("icc_profile") if upright.mode in {"RGB", "RGBA"} else None
    return _encode(small, source_format, profile), ENDINGS.get(source_format, ".png")


def _encode(image: Image, source_format: str, profile: bytes | None) -> bytes:
    from io import BytesIO

    written_format = source_format if source_format in ENDINGS else "PNG"
    if source_format == "MPO":  # several JPEGs in one file, as some cameras write
        written_format = "JPEG"
    file = BytesIO()
    image.save(file, written_format, icc_profile=profile)
    return file.getvalue()
