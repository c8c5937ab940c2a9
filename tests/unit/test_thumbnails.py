"""`--image` and `--thumb`: what is copied, under which name, and how the front matter names it."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import images
from postgen.commands.images import ImageError
from postgen.errors import UsageError
from postgen.files import store
from postgen.files.thumbnails import ThumbnailError, thumbnail
from tests.conftest import sentences

Image = pytest.importorskip("PIL.Image", reason="Pillow makes the thumbnails")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def picture(
    kind: str = "PNG", size: tuple[int, int] = (900, 300), mode: str = "RGB", **more: Any
) -> bytes:
    file = BytesIO()
    Image.new(mode, size, more.pop("color", 0)).save(file, kind, **more)
    return file.getvalue()


def opened(data: bytes) -> Any:
    return Image.open(BytesIO(data))


@pytest.fixture
def take(make_site: Callable[..., Path], tmp_path: Path) -> Callable[..., Any]:
    """Return a function that copies `photo.png` from beside the site, or another file, into a site."""
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\xff\x00")

    def run(
        image: str = "../photo.png", *, config: str = "", thumb: bool = False, **files: Any
    ) -> Any:
        return images.take(site.find(make_site(files.pop("files", {}), config)), image, thumb=thumb)

    return run


def copies(taken: Any, root: Path) -> dict[str, bytes]:
    return {
        str(change.path.relative_to(root)): change.new.encode(errors="surrogateescape")
        for change in taken.changes
    }


# What is copied


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("photo.png", "photo.png"), ("My Photo (1).JPG", "my-photo-1.jpg"), ("_hid.Den.jpeg", "hid-den.jpeg"),
        ("~x~.webp", "x.webp"), ("???.gif", "image.gif"), ("İ Ünï_4.svg", "i̇-ünï-4.svg"), ("#1.avif", "1.avif"),
    ],
)  # fmt: skip
def test_a_copy_has_a_safe_name(take: Any, tmp_path: Path, name: str, copy: str) -> None:
    (tmp_path / name).write_bytes(b"any \xff bytes\r\n")
    taken = take(f"../{name}")
    assert copies(taken, tmp_path / "site") == {f"assets/images/{copy}": b"any \xff bytes\r\n"}
    assert taken.values == {"image": f"/assets/images/{copy}"}
    assert sentences(taken) == (f"Its image: assets/images/{copy}",)


def test_a_name_may_be_ascii(take: Any, tmp_path: Path) -> None:
    (tmp_path / "Été 东.png").write_bytes(b"")
    assert take("../Été 东.png", config="postgen: {slug: ascii}").values == {
        "image": "/assets/images/ete-dong.png"
    }


def test_nothing_is_overwritten(take: Any, tmp_path: Path) -> None:
    files = {"assets/images/photo.png": "another", "assets/images/photo-2.png/x": ""}
    assert list(copies(take(files=files), tmp_path / "site")) == ["assets/images/photo-3.png"]


def test_the_same_bytes_are_there_once(take: Any) -> None:
    files = {
        "assets/images/photo.png": "another",
        "assets/images/photo-2.png": b"\x89PNG\r\n\xff\x00",
    }
    taken = take(files=files)
    assert (taken.changes, sentences(taken)) == ((), ())
    assert taken.values == {"image": "/assets/images/photo-2.png"}


def test_the_source_of_the_site_counts(take: Any, tmp_path: Path) -> None:
    taken = take(config="source: src\n", files={"src/_posts/.keep": ""})
    assert list(copies(taken, tmp_path / "site")) == ["src/assets/images/photo.png"]
    assert taken.values == {"image": "/assets/images/photo.png"}


@pytest.mark.parametrize(
    "image",
    [
        "pics/a b.PNG",
        "/pics/a b.PNG",
        "./assets/../pics/a b.PNG",
        "HERE/pics/a b.PNG",
        "/blog/pics/a b.PNG",
    ],
)
def test_a_file_of_the_site_is_used_as_it_is(take: Any, tmp_path: Path, image: str) -> None:
    taken = take(
        image.replace("HERE", f"{tmp_path}/site"),
        files={"pics/a b.PNG": "x"},
        config="baseurl: /blog\n",
    )
    assert (taken.changes, taken.values, taken.address) == (
        (),
        {"image": "/pics/a b.PNG"},
        "/blog/pics/a b.PNG",
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "_site/a.png",
        "_posts/a.png",
        ".hid/a.png",
        "out/a.png",
        "vendor/bundle/a.png",
        "pics/~a.png",
    ],
)
def test_a_file_that_jekyll_passes_over_is_copied(take: Any, tmp_path: Path, hidden: str) -> None:
    taken = take(hidden, files={hidden: "x"}, config="exclude: [out]\n")
    assert list(copies(taken, tmp_path / "site")) == ["assets/images/a.png"]


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org/a b.png",
        "http://e.org/x",
        "//e.org/x.png",
        "HTTPS://E.org",
    ],
)
def test_a_url_is_kept(take: Any, url: str) -> None:
    taken = take(url)
    assert (taken.changes, taken.values) == ((), {"image": url})
    with pytest.raises(UsageError, match="elsewhere"):
        take(url, thumb=True)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("../none.png", "is not there"), ("/none.png", "is not there"), ("file:///a.png", "is not there"),
        ("data:image/png;base64,AA==", "is not there"), ("javascript:alert(1)", "is not there"),
        ("JAVASCRIPT:x", "is not there"), (" data:image/svg+xml,<svg>", "is not there"),
        ("blob:https://e.org/1", "is not there"), ("vbscript:x", "is not there"),
        ("data:image/png;base64," + "A" * 9000, "is not there"),
        ("_posts", "is a folder"), ("_config.yml", "is not named as an image"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_an_image_is_refused(take: Any, image: str, words: str) -> None:
    with pytest.raises(ImageError, match=words) as caught:
        take(image)
    assert caught.value.message.startswith(("The image", image))
    assert caught.value.hint


def test_without_an_image_there_is_nothing_to_write(take: Any) -> None:
    assert take("") == images.Picture()
    with pytest.raises(UsageError, match="no image to make a thumbnail of"):
        take("", thumb=True)


def test_a_home_is_found(take: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert take("~/photo.png").values == {"image": "/assets/images/photo.png"}


# How it is named

THEME = "image:\n  thumb: nlp_newsletter_4.png\n"


@pytest.mark.parametrize(
    ("front", "files", "values", "copy"),
    [
        ("image: /assets/images/a.png\n", [], "/assets/images/photo.png", "assets/images"),
        ("image: assets/images/a.jpg\n", [], "assets/images/photo.png", "assets/images"),
        ("image: /blog/img/a.jpg\n", [], "/blog/assets/images/photo.png", "assets/images"),
        ("image: /i/a.jpg\n", [], "/assets/images/photo.png", "assets/images"),
        ("image: https://e.org/a.png\n", [], "/assets/images/photo.png", "assets/images"),
        ("image: a.png\n", [], "photo.png", "assets/images"),
        ("image: a.png\n", ["images/a.png"], "photo.png", "images"),
        ("image: a.png\n", ["img/a.png", "images/b.png"], "photo.png", "img"),
        ("image: a.png\n", ["a.png"], "assets/images/photo.png", "assets/images"),
        ("image: 4/a.png\n", ["images/4/a.png"], "photo.png", "images"),
        (THEME, [], {"thumb": "photo.png"}, "assets/images"),
        (THEME, ["images/nlp_newsletter_4.png"], {"thumb": "photo.png"}, "images"),
        ("image: {path: /a.png, alt: x, width: 3}\n", [], {"path": "/assets/images/photo.png"}, "assets/images"),
        ("image: {feature: a.png, thumb: , credit: me}\n", [], {"feature": "photo.png", "thumb": "photo.png"},
         "assets/images"),
        ("image: {hero: /a.png}\n", [], {"hero": "/assets/images/photo.png"}, "assets/images"),
        ("image: {credit: me}\n", [], {"path": "/assets/images/photo.png"}, "assets/images"),
        ("image: {feature: https://e.org/x}\n", [], {"feature": "/assets/images/photo.png"}, "assets/images"),
        ("image:\n", [], "/assets/images/photo.png", "assets/images"),
        ("image: [\n", [], "/assets/images/photo.png", "assets/images"),
        ("image: [a.png]\n", [], "/assets/images/photo.png", "assets/images"),
        ("title: x\n", [], "/assets/images/photo.png", "assets/images"),
    ],
)  # fmt: skip
def test_an_image_is_named_as_the_site_names_them(
    take: Any, tmp_path: Path, front: str, files: list[str], values: Any, copy: str
) -> None:
    posts = {"_posts/2026-01-01-x.md": f"---\ntitle: y\n{front}---\n", **dict.fromkeys(files, "x")}
    taken = take(files=posts, config="baseurl: /blog/\n")
    assert taken.values == {"image": values}
    assert list(copies(taken, tmp_path / "site")) == [f"{copy}/photo.png"]
    assert taken.address == f"/blog/{copy}/photo.png"


def test_a_file_of_the_site_is_named_from_the_folder_of_the_theme(take: Any) -> None:
    files = {
        "_posts/2026-01-01-x.md": f"---\n{THEME}---\n",
        "images/nlp_newsletter_4.png": "x",
        "pics/a.png": "x",
    }
    assert take("nlp_newsletter_4.png", files=files).values == {
        "image": {"thumb": "nlp_newsletter_4.png"}
    }
    assert take("pics/a.png", files=files).values == {"image": {"thumb": "../pics/a.png"}}


def test_the_newest_post_with_a_file_of_the_site_is_the_model(take: Any) -> None:
    files = {
        "_posts/2024-01-01-a.md": "---\nimage: {thumb: a.png}\n---\n",
        "de/_posts/2025-01-01-b.md": "---\nimage: assets/images/b.png\n---\n",
        "_posts/2025-06-01-c.md": "---\nimage: {url: https://e.org/c.png}\n---\n",
        "_posts/2025-07-01-d.md": "---\nimage: [\n---\n",
    }
    assert take(files=files).values == {"image": "assets/images/photo.png"}


def test_only_the_newest_posts_are_read(take: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = store.read_head

    def record(path: Path) -> str:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(store, "read_head", record)
    files = {f"_posts/2025-01-01-p{number:03}.md": "---\ntitle: x\n---\n" for number in range(200)}
    take(files={**files, "_posts/2020-01-01-old.md": "---\nimage: a.png\n---\n"})
    assert len(read) == images.NEWEST
    assert read[0] == "2025-01-01-p199.md"


def test_the_defaults_of_the_site_have_a_shape_too(take: Any) -> None:
    config = "defaults: [{scope: {path: ''}, values: {image: {feature: assets/images/all.png}}}]\n"
    assert take(config=config).values == {"image": {"feature": "assets/images/photo.png"}}


# Thumbnails


@pytest.mark.parametrize(
    ("front", "values"),
    [
        ("image: /a.png\n", {"image": "/assets/images/big.png", "thumbnail": "/assets/images/big-thumb.png"}),
        ("image: {path: /a.png}\n",
         {"image": {"path": "/assets/images/big.png", "thumb": "/assets/images/big-thumb.png"}}),
        ("image: {thumb: a.png}\n", {"image": {"path": "big.png", "thumb": "big-thumb.png"}}),
        ("image: {feature: a.png, teaser: b.png}\n", {"image": {"feature": "big.png", "teaser": "big-thumb.png"}}),
    ],
)  # fmt: skip
def test_a_thumbnail_goes_where_the_site_has_one(
    take: Any, tmp_path: Path, front: str, values: Any
) -> None:
    (tmp_path / "Big.PNG").write_bytes(picture())
    taken = take("../Big.PNG", thumb=True, files={"_posts/2026-01-01-x.md": f"---\n{front}---\n"})
    assert taken.values == values
    copied = copies(taken, tmp_path / "site")
    assert list(copied) == ["assets/images/big.png", "assets/images/big-thumb.png"]
    assert opened(copied["assets/images/big-thumb.png"]).size == (400, 133)
    assert sentences(taken) == (
        "Its image: assets/images/big.png",
        "Its thumbnail: assets/images/big-thumb.png",
    )


def test_a_thumbnail_of_a_file_of_the_site(take: Any, tmp_path: Path) -> None:
    taken = take("pics/a b.png", thumb=True, files={"pics/a b.png": picture()})
    assert list(copies(taken, tmp_path / "site")) == ["assets/images/a-b-thumb.png"]
    assert taken.values == {"image": "/pics/a b.png", "thumbnail": "/assets/images/a-b-thumb.png"}


@pytest.mark.parametrize(
    ("kind", "mode", "ending", "written"),
    [
        ("PNG", "RGBA", ".png", ("PNG", "RGBA")), ("PNG", "P", ".png", ("PNG", "RGB")),
        ("PNG", "I;16", ".png", ("PNG", "RGB")), ("GIF", "RGB", ".png", ("PNG", "RGB")),
        ("JPEG", "L", ".jpg", ("JPEG", "RGB")), ("JPEG", "CMYK", ".jpg", ("JPEG", "RGB")),
        ("WEBP", "RGBA", ".webp", ("WEBP", "RGBA")), ("BMP", "RGB", ".png", ("PNG", "RGB")),
    ],
)  # fmt: skip
def test_a_thumbnail_keeps_the_format_where_it_can(
    kind: str, mode: str, ending: str, written: tuple[str, str]
) -> None:
    data, image = thumbnail(picture(kind, mode=mode), "x")
    small = opened(data)
    assert (image, (small.format, small.mode), small.size) == (ending, written, (400, 133))
    assert thumbnail(picture(kind, mode=mode), "x")[0] == data


def test_a_small_image_is_not_made_larger() -> None:
    assert opened(thumbnail(picture(size=(20, 500)), "x")[0]).size == (16, 400)
    assert opened(thumbnail(picture(size=(20, 30)), "x")[0]).size == (20, 30)


def test_sixteen_bits_of_grey_are_not_cut_off() -> None:
    assert opened(thumbnail(picture(mode="I;16", color=32768), "x")[0]).getpixel((0, 0)) == (
        128,
        128,
        128,
    )


def test_a_thumbnail_is_upright_and_has_no_metadata() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # the camera was turned
    notes[0x010E] = "my street"
    for kind in ("JPEG", "PNG", "WEBP"):
        half = Image.new("RGB", (900, 300), "red")
        half.paste("blue", (0, 0, 450, 300))
        file = BytesIO()
        half.save(file, kind, exif=notes)
        data = thumbnail(file.getvalue(), "x")[0]
        small = opened(data)
        assert small.size == (133, 400)
        assert small.getpixel((60, 20))[2] > 200  # left went up
        assert not dict(small.getexif())
        assert b"my street" not in data


def test_a_bomb_is_refused() -> None:
    for size in ((10_000, 10_000), (20_000, 20_000)):
        with pytest.raises(ThumbnailError, match=r"bomb\.png has too many pixels"):
            thumbnail(picture(size=size, mode="1"), "bomb.png")


@pytest.mark.parametrize(
    "data", [b"", b"no image", picture()[:60], b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg/>"]
)
def test_a_thumbnail_of_a_file_that_is_not_an_image(data: bytes) -> None:
    with pytest.raises(ThumbnailError, match=r"x\.png is not an image") as caught:
        thumbnail(data, "x.png")
    assert caught.value.hint


def test_a_thumbnail_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ThumbnailError, match="Pillow, which is not installed") as caught:
        thumbnail(picture_of_old, "x")
    assert "pip install 'postgen[images]'" in caught.value.hint


picture_of_old = picture()
