"""What this site's own posts and issues look like, learned so that the next looks like the last.

`series` finds the issues among the posts, `pattern` what their names and titles have in common,
`front_matter` writes the next front matter from the last ones, `body` learns the shape of the text.
Pure: samples in, patterns and texts out.
"""
