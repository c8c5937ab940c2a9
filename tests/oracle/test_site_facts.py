"""The addresses that checks know of a site are the files that a real Jekyll writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen import site
from postgen.commands import site_facts
from tests.conftest import NOW, need_gem, write_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BUILD = """Jekyll.logger.log_level = :error
it.map do |root|
  Dir.chdir(root)
  settings = {"source" => root, "destination" => "#{root}/_site", "disable_disk_cache" => true}
  settings = settings.merge(Jekyll::Utils.safe_load_yaml_file("_config.yml"))
  Jekyll::Site.new(Jekyll.configuration(settings.merge("time" => "2026-11-21 10:00:00 +0000"))).process
  Dir.glob("_site/**/*", File::FNM_DOTMATCH).select { |each| File.file?(each) }.map { |each| each[5..] }.sort
end"""

FILES: dict[str, str | bytes] = {
    "_posts/2026-05-01-plain.md": "---\ntitle: a\n---\n",
    "_posts/2026-05-02-Ünï cøde.markdown": "---\ncategories: [Big Cats, x]\n---\n",
    "_posts/sub/2026-05-03-words.md": "---\ncategory: a b\ntags:\n  - date\n---\n",
    "nlp/_posts/2026-05-04-in-folder.md": "---\ncategories:\n- c\n# no\n- d\n---\n",
    "_posts/2026-05-05-own.md": "---\npermalink: /own/\n---\n",
    "_posts/2026-05-06-own-name.md": "---\npermalink: /own-name\n---\n",
    "_posts/2026-05-07-own-ending.md": "---\npermalink: /own.json\n---\n",
    "_posts/2026-05-08-slug.md": '---\n"slug": Other One\n---\n',
    "_posts/2026-05-09-late.md": "---\ndate: 2026-05-09 23:30:00\n---\n",
    "_posts/2026-05-10-offset.md": "---\ndate: 2026-05-10 23:30:00 -0500\n---\n",
    "_posts/2026-05-11-minutes.md": "---\ndate: 2026-05-11 23:30\n---\n",
    "_posts/2026-05-12-quoted.md": "---\ndate: '2026-05-13 00:10:00'\n---\n",
    "_posts/2026-05-13-flow.md": '---\n{"permalink": "/flow/"}\n---\n',
    "_posts/2026-05-14-hidden.md": "---\npublished: false\n---\n",
    "_posts/2026-05-15-empty.md": "---\npublished:\n---\n",
    "_posts/2026-05-16-no.md": "---\npublished: no\n---\n",
    "_posts/2026-05-17-text.md": '---\npublished: "false"\n---\n',
    "_posts/2027-05-17-future.md": "---\n---\n",
    "_posts/2026-05-18-page.html": "---\n---\n",
    "_posts/2026-05-19-twice.md": "---\n---\n",
    "_posts/sub/2026-05-19-twice.md": "---\n---\n",
    "_posts/2026-05-20-from.md": "---\nredirect_from:\n  - /old/\n  - /older\n  - oldest.html\n---\n",
    "_posts/2026-05-21-from-one.md": "---\nredirect_from: /way/back/when.htm\n---\n",
    "_posts/2026-05-22-a.b.c.md": "---\ndate: 2026-05-22\nlayout: null\n---\n",
    "_drafts/draft.md": "---\n---\n",
    "index.html": "---\n---\n",
    "about.md": "---\n---\n",
    "a b/index.md": "---\n---\n",
    "a b/été.md": "---\npermalink: /summer\n---\n",
    "docs/page.htm": "---\n---\n",
    "feed.xml": "---\npermalink: /feed/\n---\n",
    "other.xml": "---\n---\n",
    "hidden.md": "---\npublished: false\n---\n",
    "404.md": "---\npermalink: /404.html\n---\n",
    "style.scss": "---\n---\na { b: c }\n",
    "plain.css": "a { b: c }\n",
    "assets/photo.jpg": b"\xff\xd8",
    "assets/no ending": "x",
    ".htaccess": "x",
    "README.md": "No front matter.\n",
    "node_modules/x/index.html": "---\n---\n",
    "_dishes/soup.md": "---\n---\n",
    "_dishes/hot/tea.md": "---\npermalink: /tea/\n---\n",
    "_dishes/hot/photo.png": b"\x89",
    "_dishes/late.md": "---\ndate: 2030-01-01\n---\n",
    "_secret/one.md": "---\n---\n",
    "_secret/two.txt": "x",
}  # fmt: skip

CONFIGS = (
    "timezone: UTC\n",
    "timezone: Europe/Paris\npermalink: pretty\n",
    "timezone: America/New_York\npermalink: /:year/:title\nfuture: true\n",
    "timezone: Asia/Tokyo\npermalink: /:categories/:title/\nunpublished: true\n",
    "timezone: UTC\npermalink: none\ndefaults: [{scope: {path: _posts/sub}, values: {permalink: '/s/:title/', categories: z}}]\n",
    """timezone: UTC
permalink: ordinal
exclude: [docs, README.md]
defaults: [{scope: {path: '', type: posts}, values: {published: false}}]
""",
    "timezone: UTC\npermalink: weekdate\nplugins: [jekyll-redirect-from]\n",
)  # fmt: skip
COLLECTIONS = (
    "collections: {dishes: {output: true}, secret: {output: false}}\n",
    "collections: {dishes: {output: true, permalink: '/food/:path'}, secret: {}}\n",
    "collections: {dishes: {output: true, permalink: '/:collection/:name/'}}\n",
)


def test_the_addresses_are_the_files_of_the_built_site(
    tmp_path: Path, ruby: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    need_gem(ruby, "jekyll-redirect-from")
    roots = [tmp_path / f"site-{number}" for number in range(len(CONFIGS))]
    for number, root in enumerate(roots):
        collections = COLLECTIONS[number % len(COLLECTIONS)]
        write_files(root, {"_config.yml": CONFIGS[number] + collections, **FILES})
    for root, built in zip(
        roots, ruby(BUILD, [str(root) for root in roots], "jekyll"), strict=True
    ):
        facts = site_facts.of(site.find(root))
        config = (root / "_config.yml").read_text()
        public = {
            address
            for address, files in facts.addresses.items()
            if any(file not in facts.pages or facts.pages[file].is_public for file in files)
        }
        from_redirects = {"/redirects.json", "/style.css.map"} | {
            address for address, files in facts.addresses.items() if not files
        }
        assert set(built) - public <= from_redirects, config
        assert public <= set(built), config
        assert all(facts.at(address) for address in built if address in public), config
