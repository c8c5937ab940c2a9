"""What a site's own posts and issues look like, learned from the last of them. Pure."""
