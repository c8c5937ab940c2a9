# Reads posts (a list of texts, JSON) from stdin, renders each as Jekyll would, and reports what is on its page:
# links and images in their order, footnotes cited, HTML; null for a post that Jekyll or kramdown breaks on.
require "json"
require "jekyll"
require "kramdown-parser-gfm"

Jekyll.logger.log_level = :error

class Kramdown::JekyllDocument
  alias_method :to_html_alone, :to_html
  def to_html
    $root = @root
    to_html_alone
  end
end

class Look
  attr_reader :links, :cited

  def initialize(root)
    @links, @cited, @waiting = [], [], []
    look(root)
    until @waiting.empty?
      look(@waiting.shift)
    end
  end

  def look(el)
    case el.type
    when :a then @links << ["link", el.attr["href"].to_s, el.attr["title"].to_s]
    when :img then @links << ["image", el.attr["src"].to_s, el.attr["title"].to_s]
    when :footnote
      name = el.options[:name]
      @waiting << el.value unless @cited.include?(name)
      @cited << name
    end
    el.children.each { |child| look(child) }
  end
end

texts = JSON.parse($stdin.read.force_encoding("utf-8"))
root = ARGV[0]
site = Jekyll::Site.new(Jekyll.configuration("source" => root, "destination" => "#{root}/_site", "future" => true,
                                             "quiet" => true, "disable_disk_cache" => true, "baseurl" => "/base"))
site.reset
site.read
collection = site.collections["posts"]
payload = site.site_payload
results = texts.each_with_index.map do |text, number|
  path = "#{root}/_posts/2026-01-01-p#{number}.md"
  File.binwrite(path, text)
  begin
    $root = nil
    doc = Jekyll::Document.new(path, site: site, collection: collection)
    doc.read
    doc.output = nil
    renderer = Jekyll::Renderer.new(site, doc, payload)
    html = renderer.run
    seen = Look.new($root)
    { links: seen.links, cited: seen.cited, html: html }
  rescue SystemStackError, StandardError, SyntaxError => e
    STDERR.puts e.class, e.message[0,200] if ENV["WHY"]
    nil
  end
end
$stdout.write JSON.generate(results)
