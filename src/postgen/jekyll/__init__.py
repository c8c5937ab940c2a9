"""What Jekyll does with a file: names, slugs, dates, URLs, front matter, settings, templates.

The rules were read in Jekyll 4.3.1 and 4.4.1 (`document.rb`, `utils.rb`, `url.rb`,
`drops/url_drop.rb`, `frontmatter_defaults.rb`), and are compared with a real Jekyll in
`tests/oracle`.
"""
