"""What the warnings are about is what a real Jekyll does; what is fixed is gone, and nothing else is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgen import checks
from postgen.text.edits import apply
from tests.conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

READ = """Jekyll.logger.log_level = :error
Dir.chdir(it)
site = Jekyll::Site.new(Jekyll.configuration("source" => it, "destination" => "#{it}/_site", "timezone" => "UTC",
  "time" => "2026-11-21 10:00:00 +0000", "disable_disk_cache" => true))
site.reset
site.read
site.posts.docs.to_h do |each|
  html = site.find_converter_instance(Jekyll::Converters::Markdown).convert(each.content)
  [File.basename(each.path), [each.url, each.data["title"], each.data["categories"], html]]
end"""

FIXED = ("LNK21", "LNK23")


def test_the_examples_in_a_real_build(tmp_path: Path, ruby: Any) -> None:
    files: dict[str, str | bytes] = {}
    for code in ("DT20", "DT21"):
        check = checks.get(code)
        files[check.file] = check.bad
    for code in ("FM40", "FM41", "IMG20", "KR20", *FIXED):
        check = checks.get(code)
        for kind, text in (("bad", check.bad), ("good", check.good)):
            front = "" if text.startswith("---") else "---\n---\n\n"
            files[f"_posts/2026-01-01-{code}-{kind}.md"] = front + text
    write_files(tmp_path, files)
    read = ruby(READ, str(tmp_path), "jekyll")

    def built(code: str, kind: str) -> list[Any]:
        found: list[Any] = read[f"2026-01-01-{code}-{kind}.md"]
        return found

    assert read["2026-11-20-boats.md"][0] == "/2026/11/21/boats.html"
    assert "2027-05-01-boats.md" not in read
    assert [built("FM40", kind)[2] for kind in ("bad", "good")] == [
        ["boats,", "trains"],
        ["boats", "trains"],
    ]
    assert [built("FM41", kind)[1] for kind in ("bad", "good")] == ["Fm41 Bad", "Boats"]
    assert 'alt=""' in built("IMG20", "bad")[3]
    assert "</h2>\n\n<h2" in built("KR20", "bad")[3]
    assert "</h2>\n\n<h2" not in built("KR20", "good")[3]
    for code in FIXED:
        check = checks.get(code)
        [found] = checks.run(check.bad, select=[code])
        assert apply(check.bad, found.fix) == check.good
        old, new = check.bad[found.start : found.end], found.fix[0].new
        before, after = (built(code, kind)[3] for kind in ("bad", "good"))
        assert before.replace(old.replace("&", "&amp;"), new) == after != before
