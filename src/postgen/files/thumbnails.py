"""Thumbnails. The only room that knows Pillow, which is an extra: `pip install 'postgen[images]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from PIL.Image import Image

BOX = (400, 400)
"""How wide and how high a thumbnail is at most."""

ENDINGS = {"JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp", "AVIF": ".avif"}
"""What a thumbnail is written as: the image's own format if it is one of these, else PNG."""

READ = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
"""The formats that are read; Pillow knows more, some of which run other programs."""


class ThumbnailError(PostgenError):
    """No thumbnail can be made."""


def thumbnail(data: bytes, name: str) -> tuple[bytes, str]:
    """Make a thumbnail of the image `name`; give its bytes and the ending of its name.

    It stands upright, as the camera noted it, and keeps neither that nor any other note: a thumbnail tells nobody
    where it was taken. Raises `ThumbnailError`, also for an image of so many pixels that reading it would do harm.
    """
    import warnings
    from io import BytesIO

    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise ThumbnailError(
            "A thumbnail needs Pillow, which is not installed.",
            "Install it with `pip install 'postgen[images]'`, or leave out --thumb.",
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=READ) as image:
                kind = image.format or ""
                image.draft(
                    "RGB", (2 * BOX[0], 2 * BOX[1])
                )  # a large JPEG is read smaller, which is far cheaper
                upright = ImageOps.exif_transpose(image)
                if upright.mode.startswith(
                    "I;16"
                ):  # which Pillow would cut off at 8 bits, all white
                    upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
                small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
                small.thumbnail(BOX)
                profile = (
                    upright.info.get("icc_profile") if upright.mode in {"RGB", "RGBA"} else None
                )
                return _written(small, kind, profile), ENDINGS.get(kind, ".png")
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ThumbnailError(
                f"{name} has too many pixels for a thumbnail.",
                "Make it smaller first, or leave out --thumb.",
            ) from error
        except (
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            RuntimeError,
        ) as error:  # what Pillow says of a broken file
            raise ThumbnailError(
                f"{name} is not an image that a thumbnail can be made of.",
                "Convert it first, or leave out --thumb.",
            ) from error


def _written(image: Image, kind: str, profile: bytes | None) -> bytes:
    from io import BytesIO

    file = BytesIO()
    kind = "JPEG" if kind == "MPO" else kind if kind in ENDINGS else "PNG"
    image.save(file, kind, icc_profile=profile)
    return file.getvalue()
