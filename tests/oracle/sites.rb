# Reads sites (a list of maps from paths to texts in base64, JSON) from stdin, builds each in a process of its own, and reports
# what Jekyll stopped at, the posts that it read, and the files that it wrote.
require "json"
require "tmpdir"
require "fileutils"
require "jekyll"
require "kramdown-parser-gfm"

def build(files, root)
  files.each do |path, text|
    place = File.join(root, path)
    FileUtils.mkdir_p(File.dirname(place))
    File.binwrite(place, text.unpack1("m"))
  end
  config = Jekyll.configuration("source" => root, "destination" => "#{root}/_site", "quiet" => true,
                                "disable_disk_cache" => true, "future" => true)
  site = Jekyll::Site.new(config)
  site.process
  posts = site.posts.docs.map do |doc|
    { path: doc.relative_path, url: doc.url, date: doc.date.strftime("%Y-%m-%d %H:%M:%S"),
      title: doc.data["title"].to_s, html: doc.output.to_s, data: doc.data.reject { |key, _| key == "excerpt" } }
  end
  pages = Dir.glob("**/*", base: "#{root}/_site").select { |each| File.file?("#{root}/_site/#{each}") }
  { error: "", posts: posts, pages: pages.to_h { |each| [each, File.read("#{root}/_site/#{each}").scrub] } }
rescue SystemExit, StandardError, SyntaxError => e
  { error: "#{e.class}: #{e.message}"[0, 300], posts: [], pages: {} }
end

sites = JSON.parse($stdin.read.force_encoding("utf-8"))
built = sites.map do |files|
  reader, writer = IO.pipe
  pid = fork do
    reader.close
    $stderr.reopen(File::NULL)
    Dir.mktmpdir { |root| writer.write JSON.generate(build(files, root)) }
    writer.close
    exit!(0)
  end
  writer.close
  text = reader.read
  Process.wait(pid)
  JSON.parse(text)
end
$stdout.write JSON.generate(built)
