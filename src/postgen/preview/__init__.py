"""The page of one post as the site's own Jekyll makes it, from a copy of what it needs."""
