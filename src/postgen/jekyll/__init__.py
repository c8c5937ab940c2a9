"""What Jekyll does with a file: names, dates, URLs, front matter, settings, templates."""
