# frozen_string_literal: true

# Jekyll, loaded once: each line of stdin asks for a build of the copy of a site, and is answered
# by one line of JSON. Only the pages that are wanted are rendered. Jekyll 3.10 and 4 both do.

require "fileutils"
require "json"

ANSWERS = $stdout.dup
ANSWERS.sync = true
$stdout.reopen($stderr) # what plugins print
REQUESTS = Queue.new

# Where postgen has ended without saying so, nobody else ends a build, or removes the copy.
def end_alone
  folder = File.dirname(Dir.pwd)
  at_exit { FileUtils.rm_rf(folder) } if File.basename(folder).start_with?("postgen-preview-")
  Thread.main.kill
end

Thread.new do
  while (line = $stdin.gets)
    REQUESTS << line
  end
  end_alone
end

# Collects what Jekyll says, instead of printing it.
class Collector
  attr_accessor :level
  attr_reader :lines

  def initialize
    @lines = []
  end

  %w(warn error).each do |level|
    define_method(level) { |message = nil, &block| @lines << (message || block&.call).to_s }
  end

  %w(debug info).each { |level| define_method(level) { |*| nil } }
end

# Notes which lists of the whole site the page asks for.
module Lists
  NAMES = %w(posts tags categories related_posts documents pages html_pages static_files
             collections).freeze
  @used = []

  class << self
    attr_accessor :notes
    attr_reader :used
  end

  NAMES.each do |name|
    define_method(name) do |*arguments|
      Lists.used << name if Lists.notes
      super(*arguments)
    end
  end

  def [](key)
    Lists.used << key if Lists.notes && key != "posts" && @obj.collections.key?(key)
    super
  end
end

# Notes that the page asks for the text of another one, which is not rendered here.
module Texts
  class << self
    attr_accessor :rendered
  end

  %w(content output).each do |name|
    define_method(name) do
      Lists.used << "content" if Lists.notes && Texts.rendered != @obj
      super()
    end
  end
end

# One site, built again and again.
class Resident
  RENDERED = %w(.css .js).freeze

  def initialize
    @log = Collector.new
    Jekyll.logger = @log
    Jekyll::Drops::SiteDrop.prepend(Lists)
    Jekyll::Drops::DocumentDrop.prepend(Texts)
  end

  def answer(request)
    @request = request
    @log.lines.clear
    Lists.used.clear
    begin
      @site ||= site(request["config"])
      Jekyll.logger.messages.clear
      @site.process
    ensure
      Lists.notes = false
    end
    { "pages" => pages, "lists" => Lists.used.uniq, "warnings" => @log.lines.map(&:scrub).uniq }
  rescue SignalException
    raise
  rescue Exception => e # rubocop:disable Lint/RescueException
    { "error" => failure(e) }
  end

  private

  def site(config)
    made = Jekyll::Site.new(Jekyll.configuration(config))
    resident = self
    made.publisher.define_singleton_method(:publish?) do |thing|
      is_shown = super(thing) # asked first: it gives a draft its date, by which posts are sorted
      is_shown || resident.send(:wanted?, thing)
    end
    made.regenerator.define_singleton_method(:regenerate?) do |item|
      resident.send(:renders?, item)
    end
    made
  end

  def place(item)
    item.relative_path.to_s.sub(%r!\A/!, "")
  end

  def wanted?(item)
    @request["wanted"].include?(place(item))
  end

  # Jekyll asks this before it renders an item, and again before it writes it.
  def renders?(item)
    is_wanted = wanted?(item)
    Lists.notes = is_wanted
    Texts.rendered = item if is_wanted
    is_wanted || asset?(item)
  end

  def asset?(item)
    if item.is_a?(Jekyll::StaticFile) # those of the site are not copied, those of its theme are
      return !item.path.start_with?("#{@site.source}/")
    end
    return false unless item.is_a?(Jekyll::Page) && RENDERED.include?(item.output_ext)

    @request["assets"] || !File.exist?(item.destination(@site.dest))
  end

  def pages
    found = {}
    @site.each_site_file do |item|
      next unless wanted?(item)

      found[place(item)] = { "file" => item.destination(@site.dest), "url" => item.url }
    end
    found
  end

  def failure(error)
    line = error.respond_to?(:line_number) ? error.line_number : nil
    { "kind" => error.class.name, "message" => error.message.to_s.scrub, "line" => line,
      "log" => @log.lines.map(&:scrub) }
  end
end

begin
  require "jekyll"
  Jekyll::PluginManager.require_from_bundler if ENV["BUNDLE_GEMFILE"]
  resident = Resident.new
  ANSWERS.puts(JSON.generate("version" => Jekyll::VERSION))
rescue LoadError, StandardError => e
  ANSWERS.puts(JSON.generate("error" => { "kind" => e.class.name, "message" => e.message.to_s.scrub }))
  exit 1
end

loop { ANSWERS.puts(JSON.generate(resident.answer(JSON.parse(REQUESTS.pop)))) }
