"""Keys and values as `postgen set` takes them, and front matter with faults: the key has the value, no other changes."""

from __future__ import annotations

from postgen.commands import key_values
from postgen.errors import PostgenError
from postgen.jekyll import frontmatter, key_paths
from postgen.jekyll.document import Document
from tests.fuzz import sites

PAIRS = [
    "title=A: b", "tags=[a, b]", "image.path=/a.png", "n=12", "n=007", 'x="\\u2028"', "a.b.c={d: 1}", "published=no", "tags=", "tags+=x",
    "author.name=ü", "x=2026-11-20", "x=~", "x=[[[[", "categories=a b", "keywords=1e3", "description=z", "n=" + "9" * 5000, "n=[" + "9" * 5000 + "]",
]  # fmt: skip
PIECES = [pair.encode() for pair in PAIRS] + [
    b"&a ",
    b"*a",
    b"<<: *a\n",
    b"? ",
    b"!!set ",
    b"%YAML 1.2\n",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"a: {b: {c: 1}}\n",
]


def seeds() -> list[bytes]:
    """Return each pair, followed by a front matter."""
    fronts = [Document.parse(data.decode()).front for data in sites.FILES.values()]
    fronts = [
        *filter(None, fronts),
        "a:\n  b:\n    c: 1\n  d: 2\nimage:\n    path: x # y\n",
        "image: {path: x}\nauthor: me\n",
    ]
    return [f"{pair}\n{front}".encode() for pair in PAIRS for front in fronts]


def check(data: bytes) -> str:
    """Set a key by its path, then remove it."""
    pair, _, front = data.decode(errors="surrogateescape").partition("\n")
    try:
        key, text = key_values.split(pair)
        value = key_values.value_of(key, text)
        before = frontmatter.load(front)
        path = key_paths.path_of(before, key)
        new = key_paths.set_at(front, path, value)
    except PostgenError as error:
        return type(error).__name__
    after = frontmatter.load(new)
    for name in before:
        assert name == path[0] or repr(before[name]) == repr(after[name]), name
    assert key_paths.set_at(new, path, value) == new
    try:
        without = key_paths.remove_at(new, path)
    except PostgenError as error:
        return f"removed: {type(error).__name__}"
    assert key_paths.value_at(frontmatter.load(without), path) is None
    return ""
