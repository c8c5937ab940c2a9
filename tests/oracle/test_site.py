"""Which files are posts and drafts, and what `defaults:` gives them, judged by a real Jekyll."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from postgen import site
from postgen.commands import new, scaffold, templates
from postgen.commands.init import init
from postgen.files import store
from postgen.jekyll import frontmatter
from tests.conftest import write_files

FRONT = "---\ntitle: x\n---\n\nText.\n"

NAMES = """
_posts/2024-01-01-plain.md _posts/2024-01-02-upper.MD _posts/2024-01-03-page.html _posts/2024-01-04-text.txt
_posts/2024-01-05-noext _posts/2024-01-06.md _posts/2024-01-07-.md _posts/2024-1-8-short.md _posts/24-01-09-two.md
_posts/99-01-09-nineties.md _posts/024-01-09-three.md _posts/2024-02-30-rolls.md _posts/2023-02-31-rolls.md
_posts/12024-01-10-five.md _posts/_2024-01-11-special.md _posts/.2024-01-11-hidden.md _posts/#2024-01-11-hash.md
_posts/~2024-01-11-tilde.md _posts/2024-01-11-backup.md~ _posts/x-2024-01-11-inside.md _posts/2024-01-12-a.b.c.md
_posts/2024-01-13-dots...md _posts/2024-01-14-ends.md. _posts/2024-01-15-data.yml _posts/2024-01-15-data.yaml
_posts/2024-01-16-DATA.YML _posts/2024-01-17-émoji-🎉.md _posts/2024-01-18-with space.md _posts/notes.md
_posts/sub/2024-02-01-sub.md _posts/_sub/2024-02-02-special.md _posts/.sub/2024-02-03-hidden.md
_posts/sub/_deep/2024-02-04-special-below.md _posts/sub/.deep/2024-02-05-hidden-below.md
_posts/sub/_2024-02-05-special.md _posts/sub/#deep/2024-02-06-hash-below.md _posts/old~/2024-02-07-folder.md
_posts/shut/2024-02-08-excluded.md _posts/2024-02-09-secret.md _posts/wide/_posts/2024-02-10-twice.md
foo/_posts/2024-03-01-foo.md foo/bar/_posts/2024-03-02-bar.md _foo/_posts/2024-03-03-special.md
.foo/_posts/2024-03-04-hidden.md foo~/_posts/2024-03-05-backup.md foo./_posts/2024-03-06-dot.md
node_modules/x/_posts/2024-03-07-module.md vendor/bundle/_posts/2024-03-08-bundle.md vendor/_posts/2024-03-09-vendor.md
private/_posts/2024-03-10-excluded.md privateer/_posts/2024-03-11-begins.md old-1/_posts/2024-03-12-glob.md
deep/old-2/_posts/2024-03-13-glob-below.md kept/_posts/2024-03-14-again.md shut/_posts/2024-03-15-slash.md
_pages/_posts/2024-03-16-included.md x/_pages/_posts/2024-03-17-included-below.md _site/_posts/2024-03-18-built.md
class-a/_posts/2024-03-19-set.md class-c/_posts/2024-03-20-set.md Foo/_posts/2024-03-21-case.md
_drafts/draft.md _drafts/2024-04-01-dated.md _drafts/none _drafts/sub/below.md _drafts/_special.md foo/_drafts/foo.html
""".replace("with space", "with+space").split()

CONFIGS = (
    """exclude: [private, "old-*", "*/old-*", /shut/, _posts/shut, "*secret*", kept, "class-[^a-b]"]
include: [.htaccess, kept, _pages]
""",
    "",
    "collections_dir: foo\n",
    "collections_dir: foo/bar\nexclude: []\n",
    "collections_dir: _pages\n",
    "collections_dir: /foo\n",
    "exclude: ['*']\ninclude: [foo, 2024-03-01-foo.md]\n",
    "exclude: [foo/_posts/, '_posts/2024-01-0?*', 'deep']\n",
    "destination: foo\n",
    "source: foo\nexclude: [bar/]\n",
    "source: ./foo/../foo\ndestination: foo/bar\n",
)

READ = """Jekyll.logger.log_level = :error
it.map do |root|
  Dir.chdir(root)  # Jekyll asks for the folder when it loads: what a site leaves out is set again
  settings = {"source" => root, "destination" => "#{root}/_site"}
  settings = settings.merge(Jekyll::Utils.safe_load_yaml_file("_config.yml") || {})
  settings = settings.merge("show_drafts" => true, "unpublished" => true, "future" => true)
  site = Jekyll::Site.new(Jekyll.configuration(settings))
  site.reset
  site.read
  site.posts.docs.map(&:path).uniq.sort
end"""


def test_posts_and_drafts_are_those_that_jekyll_reads(make_site: Any, ruby: Any) -> None:
    roots = []
    for number, config in enumerate(CONFIGS):
        root = make_site({}, "").with_name(f"site-{number}")
        write_files(
            root, {"_config.yml": config, **{name.replace("+", " "): FRONT for name in NAMES}}
        )
        (root / "linked").symlink_to("foo")
        (root / "_posts" / "linked").symlink_to("sub")
        (root / "_posts" / "2024-05-01-linked.md").symlink_to("2024-01-01-plain.md")
        roots.append(root)
    read = ruby(READ, [str(root) for root in roots], "jekyll")
    for root, config, expected in zip(roots, CONFIGS, read, strict=True):
        here = site.find(root / "_posts")
        assert sorted(str(path) for path in [*here.posts(), *here.drafts()]) == expected, config


SCOPES = (
    "", "_posts", "_posts/", "/_posts", "_posts/sub", "_po", "foo", "foo/_posts", "foo/", "/foo", "*", "*/_posts",
    "**",
    "**/*.md", "_posts/*.md", "_posts/2024-*", "_posts/2024-01-0?-*.md", "_posts/202?", "_posts/2024-01*", "foo/**/*",
    "foo/*/2024*", "_posts/[2-3]*.md", "_drafts", "col", "col/_posts", "col/*/*.md", "col/", "about.md", "*.md", "a*",
)  # fmt: skip
DEFAULTS = """Jekyll.logger.log_level = :error
it["configs"].map do |config|
  site = Jekyll::Site.new(Jekyll.configuration(config.merge("source" => it["root"], "destination" => "/nowhere")))
  site.reset
  it["files"].map do |path, type|
    inside = type == "pages" ? path : File.join(it["root"], path).sub("#{site.collections_path}/", "")
    site.frontmatter_defaults.all(inside, type.to_sym)
  end
end"""


@pytest.mark.parametrize("folder", ["", "col"])
def test_defaults_are_those_of_jekyll(make_site: Any, ruby: Any, folder: Any) -> None:
    chance = random.Random(1)
    prefix = f"{folder}/" if folder else ""
    places = [
        "_posts/2024-01-01-one.md",
        "_posts/sub/2024-01-02-two.md",
        "bar/_posts/2024-01-03.md",
        "_drafts/four.md",
    ]
    files = [
        *((prefix + path, "posts") for path in places),
        ("about.md", "pages"),
        ("foo/index.md", "pages"),
    ]
    root = make_site(dict.fromkeys([path for path, _ in files], FRONT))
    if folder:
        (root / "_posts").rmdir()  # `*` would find it, although it is none of the site's

    def entry(number: Any) -> Any:
        scope = {"path": chance.choice(SCOPES)} if chance.random() < 0.9 else {}
        if chance.random() < 0.5:
            scope["type"] = chance.choice(["posts", "posts", "pages", "drafts", "post"])
        values = {
            chance.choice("abc"): chance.choice(
                [number, None, {"x": number}, {chance.choice("xy"): {"z": 1}}]
            )
        }
        return {"scope": scope, "values": values | {f"k{number}": True}}

    configs = [
        {
            "defaults": [entry(number) for number in range(chance.randint(1, 6))],
            "collections_dir": folder,
        }
        for _ in range(150)
    ]
    judged = ruby(DEFAULTS, {"root": str(root), "configs": configs, "files": files}, "jekyll")
    for config, expected in zip(configs, judged, strict=True):
        (root / "_config.yml").write_text(frontmatter.dump(config))
        here = site.find(root)
        for (path, kind), values in zip(files, expected, strict=True):
            assert here.defaults(root / path, kind) == values, (json.dumps(config), path)


def test_a_site_that_init_makes_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jekyll: Any
) -> None:
    store.commit(init(tmp_path / "site", "site", datetime(2026, 11, 20, tzinfo=UTC)).changes)
    monkeypatch.setenv("JEKYLL_NO_BUNDLER_REQUIRE", "true")
    monkeypatch.chdir(tmp_path / "site")
    config = Path("_config.yml")
    values = "defaults: [{scope: {type: posts}, values: {author: of posts}}, {scope: {path: _drafts}, values: {lang: de}}]\n"
    config.write_text(config.read_text() + values)
    here = site.find(Path())
    made = [
        new.create(here, kind, new.PostRequest(f"A {kind}"), here.now()) for kind in templates.KINDS
    ]
    store.commit([change for outcome in made for change in outcome.changes])
    built = {each["title"]: each for each in jekyll(here.root, "--drafts")}
    assert built["A post"]["url"] == made[0].data["url"]
    assert built["A backlog"]["url"] == made[3].data["url"]
    draft = here.defaults(made[1].changes[0].path, scaffold.KIND_OF["draft"])
    assert (
        {key: built["A draft"][key] for key in draft}
        == draft
        == {"author": "of posts", "lang": "de"}
    )
    assert (here.root.parent / "jekyll-built" / "a-page" / "index.html").is_file()
